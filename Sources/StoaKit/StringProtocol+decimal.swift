extension StringProtocol {
    /// Digits, perhaps with a minus before them and a point with decimals behind them; no exponents and no blanks.
    public var isDecimalNumber: Bool {
        let parts = dropFirst(hasPrefix("-") ? 1 : 0).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }
}

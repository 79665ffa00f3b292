extension StringProtocol {
    /// Gives the text's UTF-8 to `body`; copied only if the text is not stored in one piece.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let result = utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
        return result ?? Array(utf8).withUnsafeBytes(body)
    }
}

extension Substring {
    /// Takes everything before the next `separator`, and drops the separator; everything if there is none.
    ///
    /// Cuts at bytes, not at characters: a slash with a combining mark behind it is still a slash, and finding where
    /// characters end would cost twenty times as much.
    mutating func take(upTo separator: Unicode.Scalar) -> Substring {
        let offset = withBytes { bytes in bytes.firstIndex(of: UInt8(ascii: separator)) }
        guard let offset else {
            defer { self = self[endIndex...] }
            return self
        }
        let end = utf8.index(startIndex, offsetBy: offset)
        defer { self = self[utf8.index(after: end)...] }
        return self[..<end]
    }
}

/// Whole numbers from a path or a query: ASCII digits and nothing else.
///
/// No sign, blank, point, exponent, prefix, separator or digit of another script; leading zeros count for nothing.
public enum BoundedInt {
    /// Reads a number that must lie in `range`; nil if it does not or is none.
    public static func parse(_ bytes: UnsafeRawBufferPointer, in range: ClosedRange<Int>) -> Int? {
        guard let value = saturating(bytes), !value.isSaturated, range.contains(value.number) else { return nil }
        return value.number
    }

    /// Reads a number and brings it into `range`, as a page's `limit` is; nil only if it is none.
    public static func clamp(_ bytes: UnsafeRawBufferPointer, to range: ClosedRange<Int>) -> Int? {
        guard let value = saturating(bytes) else { return nil }
        return max(range.lowerBound, min(range.upperBound, value.number))
    }

    /// Reads a number that must lie in `range`; nil if it does not or is none.
    public static func parse(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
        text.withBytes { parse($0, in: range) }
    }

    /// Reads a number and brings it into `range`; nil only if it is none.
    public static func clamp(_ text: some StringProtocol, to range: ClosedRange<Int>) -> Int? {
        text.withBytes { clamp($0, to: range) }
    }

    private static func saturating(_ bytes: UnsafeRawBufferPointer) -> (number: Int, isSaturated: Bool)? {
        guard !bytes.isEmpty else { return nil }
        var number = 0
        var isSaturated = false
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int(digit))
            isSaturated = isSaturated || overflow || carry
            number = isSaturated ? .max : sum
        }
        return (number, isSaturated)
    }
}

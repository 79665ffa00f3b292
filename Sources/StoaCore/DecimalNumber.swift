/// Numbers with a fraction as people and clients write them.
public enum DecimalNumber {
    /// No sensible number is longer, in bytes.
    public static let textBytesMax = 32

    /// The number, or nil for what is no finite decimal.
    ///
    /// Digits, a point, signs and an exponent only: the library would also read `0x1p1`, `inf` and `nan`.
    public static func parse(_ text: String) -> Double? {
        let isDecimal = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isDecimal, text.utf8.count <= textBytesMax, let number = Double(text), number.isFinite else { return nil }
        return number
    }
}

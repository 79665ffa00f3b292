/// The source bytes of a number that fits the grammar of RFC 8259, section 6, and its conversions.
struct NumberLiteral {
    /// The powers of ten that a `Double` holds exactly.
    private static let exactPowers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
    private static let exactMantissaMax: UInt64 = 1 << 53
    private static let mantissaDigitsMax = 19

    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private var isNegative: Bool { bytes.first == UInt8(ascii: "-") }

    /// The value of a literal without point and exponent; nil beyond `Int64`.
    var int: Int64? {
        var value: Int64 = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte & 0xF)
            // Counted downwards, since the smallest value has no positive counterpart.
            let (next, underflowed) = shifted.subtractingReportingOverflow(digit)
            guard !overflowed, !underflowed else { return nil }
            value = next
        }
        guard !isNegative else { return value }
        return value == .min ? nil : -value
    }

    /// The nearest value, ties to even; infinite beyond the largest.
    var double: Double {
        if let exact = doubleByOneRounding { return exact }
        guard let value = Double(String(decoding: bytes, as: UTF8.self)) else {
            preconditionFailure("the standard library does not read a number of the JSON grammar")
        }
        return value
    }

    /// The value where digits and power of ten are both exact, so that the one operation rounds correctly.
    ///
    /// This is W. D. Clinger's fast path, "How to Read Floating Point Numbers Accurately", 1990.
    private var doubleByOneRounding: Double? {
        guard let (mantissa, exponent) = scaledInteger, mantissa <= Self.exactMantissaMax,
            exponent.magnitude < Self.exactPowers.count
        else { return nil }
        let power = Self.exactPowers[Int(exponent.magnitude)]
        let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        return isNegative ? -value : value
    }

    /// The literal as digits times a power of ten; nil if the digits or the exponent are too many to count here.
    private var scaledInteger: (mantissa: UInt64, exponent: Int)? {
        var mantissa: UInt64 = 0
        var digits = 0
        var fractionDigits = 0
        var index = isNegative ? 1 : 0
        var isFraction = false
        while index < bytes.count, bytes[index] | 0x20 != UInt8(ascii: "e") {
            defer { index += 1 }
            guard bytes[index] != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            mantissa = mantissa &* 10 &+ UInt64(bytes[index] & 0xF)
            digits += 1
            if isFraction { fractionDigits += 1 }
        }
        guard digits <= Self.mantissaDigitsMax, let exponent = exponent(after: index) else { return nil }
        return (mantissa, exponent - fractionDigits)
    }

    /// The exponent whose `e` is at `index`: 0 if there is none, nil if it has more than four digits.
    private func exponent(after index: Int) -> Int? {
        guard index < bytes.count else { return 0 }
        let isNegative = bytes[index + 1] == UInt8(ascii: "-")
        let digits = bytes[(index + 1)...].drop { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) }
        guard digits.count <= 4 else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 & 0xF) }
        return isNegative ? -value : value
    }
}

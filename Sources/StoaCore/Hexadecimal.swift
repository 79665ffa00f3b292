/// Bytes as lower-case hexadecimal digits, two for each.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The bytes of such digits; nil for any other text.
    static func bytes(_ text: String) -> [UInt8]? {
        let values = text.utf8.map { digits.firstIndex(of: $0) }
        guard values.count.isMultiple(of: 2) else { return nil }
        return try? stride(from: 0, to: values.count, by: 2).map { place in
            guard let high = values[place], let low = values[place + 1] else { throw NotHexadecimal() }
            return UInt8(high << 4 | low)
        }
    }

    private struct NotHexadecimal: Error {}
}

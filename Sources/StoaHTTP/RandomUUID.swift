/// Random identifiers of RFC 9562 section 5.4 (version 4).
enum RandomUUID {
    /// Returns 36 characters: lower-case hexadecimal digits in groups of 8-4-4-4-12.
    static func text(using generator: inout some RandomNumberGenerator) -> String {
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if [8, 12, 16, 20].contains(index) {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let half = index < 16 ? high : low
                buffer[position] = digits[Int(half >> UInt64(60 - index % 16 * 4) & 0xF)]
                position += 1
            }
            return position
        }
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes in base64 with padding (RFC 4648 section 4).
    public var base64: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in self {
            bits = bits << 8 | UInt32(byte)
            count += 1
            guard count == 3 else { continue }
            for shift in [18, 12, 6, 0] { text.append(alphabet[Int(bits >> UInt32(shift) & 63)]) }
            (bits, count) = (0, 0)
        }
        if count > 0 {
            bits <<= count == 1 ? 16 : 8
            text.append(alphabet[Int(bits >> 18 & 63)])
            text.append(alphabet[Int(bits >> 12 & 63)])
            text.append(count == 1 ? UInt8(ascii: "=") : alphabet[Int(bits >> 6 & 63)])
            text.append(UInt8(ascii: "="))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The bytes of a base64 text (RFC 4648 section 4); nil if it is none.
    ///
    /// Line ends and blanks are passed over, since encoders for mail put them in. Linear.
    public init?(base64 text: String) {
        self = []
        reserveCapacity(text.utf8.count / 4 * 3)
        var (bits, digits, padding) = (UInt32(0), 0, 0)
        for byte in text.utf8 {
            if byte == 0x20 || byte == 0x0A || byte == 0x0D { continue }
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = digit(of: byte) else { return nil }
            bits = bits << 6 | digit
            digits += 1
            guard digits % 4 == 0 else { continue }
            // One by one: an array of three would be memory of its own for every group.
            append(UInt8(truncatingIfNeeded: bits >> 16))
            append(UInt8(truncatingIfNeeded: bits >> 8))
            append(UInt8(truncatingIfNeeded: bits))
        }
        switch (digits % 4, padding) {
        case (0, 0): break
        case (2, 2): append(UInt8(truncatingIfNeeded: bits >> 4))
        case (3, 1): self += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return nil
        }
    }
}

private func digit(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}

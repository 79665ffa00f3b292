extension Parser {
    /// Parses a string, whose opening quote is at the position.
    @inline(__always)
    mutating func parseString() throws(JSONError) {
        let start = position
        position += 1
        try skipPlainText()
        guard base[position] == UInt8(ascii: "\"") else { return try parseEscapedString(from: start) }
        position += 1
        try push(from: start, .string)
    }

    /// Moves on to the quote or backslash that ends a run of plain text.
    @inline(__always)
    mutating func skipPlainText() throws(JSONError) {
        while true {
            // Two words at once: most keys end within them, so the branch is foreseen; 8 % off a body of 1 kB.
            while end - position >= 16 {
                let first = ByteWord(at: base + position).plainASCIICount
                let second = ByteWord(at: base + position + 8).plainASCIICount
                let count = first < 8 ? first : 8 + second
                position += count
                if count < 16 { break }
            }
            guard position < end else { throw unexpected() }
            switch base[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return
            case 0..<0x20: throw JSONError(.controlCharacter, at: position)
            case 0x80...: try skipMultibyteText()
            default: position += 1
            }
        }
    }

    /// Moves over a run of characters above ASCII.
    private mutating func skipMultibyteText() throws(JSONError) {
        while position < end, base[position] >= 0x80 {
            let count = multibyteCount
            guard count > 0 else { throw JSONError(.invalidUTF8, at: position) }
            position += count
        }
    }

    /// The bytes of the well-formed sequence at the position, 0 if it is not one (Unicode 16.0, table 3-7).
    ///
    /// Only the second byte's range depends on the first; it is what keeps out overlong forms, surrogates and what is
    /// beyond U+10FFFF.
    @inline(__always)
    private var multibyteCount: Int {
        let left = end - position
        guard left >= 2 else { return 0 }
        let second = base[position + 1]
        switch base[position] {
        case 0xC2...0xDF: return isContinuation(second) ? 2 : 0
        case 0xE0: return 0xA0...0xBF ~= second && hasContinuations(upTo: 3) ? 3 : 0
        case 0xED: return 0x80...0x9F ~= second && hasContinuations(upTo: 3) ? 3 : 0
        case 0xE1...0xEF: return isContinuation(second) && hasContinuations(upTo: 3) ? 3 : 0
        case 0xF0: return 0x90...0xBF ~= second && hasContinuations(upTo: 4) ? 4 : 0
        case 0xF1...0xF3: return isContinuation(second) && hasContinuations(upTo: 4) ? 4 : 0
        case 0xF4: return 0x80...0x8F ~= second && hasContinuations(upTo: 4) ? 4 : 0
        default: return 0
        }
    }

    @inline(__always)
    private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Whether the third byte, and the fourth if `count` is 4, continue the sequence at the position.
    @inline(__always)
    private func hasContinuations(upTo count: Int) -> Bool {
        guard end - position >= count, isContinuation(base[position + 2]) else { return false }
        return count == 3 || isContinuation(base[position + 3])
    }
}

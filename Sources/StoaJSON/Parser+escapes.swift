extension Parser {
    /// Parses the rest of a string from its first backslash on, into the tape's text.
    @inline(never)
    mutating func parseEscapedString(from start: Int) throws(JSONError) {
        tape.pointee.reserveText()
        let textStart = tape.pointee.textCount
        appendText(from: start + 1)
        while base[position] == UInt8(ascii: "\\") {
            try parseEscape()
            let plain = position
            try skipPlainText()
            appendText(from: plain)
        }
        position += 1
        try push(
            from: start, .escapedString, link: UInt32(truncatingIfNeeded: textStart),
            count: UInt32(truncatingIfNeeded: tape.pointee.textCount - textStart))
    }

    /// Copies the source bytes from `start` up to the position.
    private func appendText(from start: Int) {
        let plain = UnsafeRawBufferPointer(rebasing: tape.pointee.input[start..<position])
        let room = UnsafeMutableRawBufferPointer(rebasing: tape.pointee.text[tape.pointee.textCount...])
        room.copyMemory(from: plain)
        tape.pointee.textCount += plain.count
    }

    private func appendText(_ byte: UInt8) {
        tape.pointee.text[tape.pointee.textCount] = byte
        tape.pointee.textCount += 1
    }

    /// Parses the escape whose backslash is at the position, and appends what it stands for.
    private mutating func parseEscape() throws(JSONError) {
        let start = position
        position += 1
        guard position < end else { throw unexpected() }
        let letter = base[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): appendText(letter)
        case UInt8(ascii: "b"): appendText(0x08)
        case UInt8(ascii: "f"): appendText(0x0C)
        case UInt8(ascii: "n"): appendText(0x0A)
        case UInt8(ascii: "r"): appendText(0x0D)
        case UInt8(ascii: "t"): appendText(0x09)
        case UInt8(ascii: "u"):
            let scalar = try parseUnicodeEscape(from: start)
            UTF8.encode(scalar)?.forEach(appendText)
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    /// Parses the four digits after `\u`, and the second half of a surrogate pair.
    private mutating func parseUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try parseHexDigits(from: start)
        guard unit != 0 else { throw JSONError(.nulCharacter, at: start) }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard 0xD800..<0xDC00 ~= unit, next == UInt8(ascii: "\\") else { throw JSONError(.loneSurrogate, at: start) }
        let second = position
        position += 1
        guard position < end else { throw unexpected() }
        guard next == UInt8(ascii: "u") else { throw JSONError(.loneSurrogate, at: start) }
        position += 1
        let low = try parseHexDigits(from: second)
        guard 0xDC00..<0xE000 ~= low, let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw JSONError(.loneSurrogate, at: start) }
        return scalar
    }

    private mutating func parseHexDigits(from start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard position < end else { throw unexpected() }
            let byte = UInt32(base[position])
            switch base[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | byte & 0xF
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                unit = unit << 4 | (byte & 0xF + 9)
            default: throw JSONError(.invalidEscape, at: start)
            }
            position += 1
        }
        return unit
    }
}

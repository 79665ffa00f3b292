/// Writing text and JSON into a byte array, which is what a response body is.
extension [UInt8] {
    /// Appends text that is known when compiling, usually punctuation and keys.
    public mutating func appendASCII(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a copy of `bytes`.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        append(contentsOf: bytes)
    }

    /// Appends the UTF-8 of `text` as it is.
    public mutating func append(text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends an integer in decimal.
    public mutating func append(decimal value: Int64) {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends the shortest JSON number that reads as the same `Double`, always with a point or an exponent.
    ///
    /// One is `1.0`, so that a client in a typed language sees what kind of number the field is. JSON has no infinity
    /// and no NaN; like ECMAScript's `JSON.stringify` this writes `null` for them.
    public mutating func append(double value: Double) {
        guard value.isFinite else { return appendASCII("null") }
        append(text: value.description)
    }

    /// Appends UTF-8 `text` as a JSON string, quotes included.
    ///
    /// Escapes the quote, the backslash and what is below U+0020, and nothing else. Validity of the UTF-8 is the
    /// caller's business.
    public mutating func appendJSONString(_ text: UnsafeRawBufferPointer) {
        let end = text.firstEscaped(from: 0)
        guard end < text.count else { return appendQuoted(text) }
        append(UInt8(ascii: "\""))
        append(UnsafeRawBufferPointer(rebasing: text[..<end]))
        appendEscaping(text, from: end)
        append(UInt8(ascii: "\""))
    }

    /// Appends `text` as a JSON string, quotes included.
    public mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { appendJSONString(UnsafeRawBufferPointer($0)) }
    }

    /// Appends text that needs no escape, in one step rather than three: this is most of the text there is.
    private mutating func appendQuoted(_ text: UnsafeRawBufferPointer) {
        append(addingCapacity: text.count + 2) { room in
            room.append(UInt8(ascii: "\""))
            room.withUnsafeMutableBufferPointer { buffer, count in
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    .copyMemory(from: text)
                count += text.count
            }
            room.append(UInt8(ascii: "\""))
        }
    }

    /// Appends the text from its escaped byte at `start` on.
    private mutating func appendEscaping(_ text: UnsafeRawBufferPointer, from start: Int) {
        var escaped = start
        while escaped < text.count {
            appendEscape(of: text[escaped])
            let end = text.firstEscaped(from: escaped + 1)
            append(UnsafeRawBufferPointer(rebasing: text[(escaped + 1)..<end]))
            escaped = end
        }
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): appendASCII("\\\"")
        case UInt8(ascii: "\\"): appendASCII("\\\\")
        case 0x08: appendASCII("\\b")
        case 0x09: appendASCII("\\t")
        case 0x0A: appendASCII("\\n")
        case 0x0C: appendASCII("\\f")
        case 0x0D: appendASCII("\\r")
        default:
            appendASCII(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 0xF
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Where the first byte from `start` on is that a JSON string must escape; the count if there is none.
    fileprivate func firstEscaped(from start: Int) -> Int {
        guard let base = baseAddress else { return 0 }
        var index = start
        while count - index >= 8 {
            let plain = ByteWord(at: base + index).unescapedCount
            index += plain
            if plain < 8 { return index }
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index += 1
        }
        return index
    }
}

/// Checks that a text which a client sent inside a string is one JSON value (RFC 8259).
///
/// What stands in a body the host has checked; what stands in a string of it nobody has.
package struct JSONGrammar {
    /// Containers within each other; deeper ones are refused, since reading them would take the stack.
    package static let depthMax = 64

    private let bytes: [UInt8]
    private var place = 0

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// True if the text is one JSON value, with or without blanks around it.
    package static func admits(_ text: String) -> Bool {
        var grammar = JSONGrammar(text)
        guard grammar.takeValue(depth: 0) else { return false }
        grammar.skipBlanks()
        return grammar.next == nil
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: mark) else { return false }
        place += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let end = place + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[place..<end].elementsEqual("\(word)".utf8) else { return false }
        place = end
        return true
    }

    private mutating func takeValue(depth: Int) -> Bool {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return takeMembers(depth: depth + 1)
        case UInt8(ascii: "["): return takeElements(depth: depth + 1)
        case UInt8(ascii: "\""): return takeString()
        case UInt8(ascii: "t"): return take(word: "true")
        case UInt8(ascii: "f"): return take(word: "false")
        case UInt8(ascii: "n"): return take(word: "null")
        default: return takeNumber()
        }
    }

    private mutating func takeMembers(depth: Int) -> Bool {
        guard depth <= Self.depthMax, take("{") else { return false }
        skipBlanks()
        if take("}") { return true }
        repeat {
            skipBlanks()
            guard takeString() else { return false }
            skipBlanks()
            guard take(":"), takeValue(depth: depth) else { return false }
            skipBlanks()
        } while take(",")
        return take("}")
    }

    private mutating func takeElements(depth: Int) -> Bool {
        guard depth <= Self.depthMax, take("[") else { return false }
        skipBlanks()
        if take("]") { return true }
        repeat {
            guard takeValue(depth: depth) else { return false }
            skipBlanks()
        } while take(",")
        return take("]")
    }

    private mutating func takeString() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard takeEscape() else { return false }
            case 0..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func takeEscape() -> Bool {
        guard let letter = next else { return false }
        place += 1
        guard letter == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(letter) }
        let digits = bytes[place...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return false }
        place += 4
        return true
    }

    private mutating func takeNumber() -> Bool {
        _ = take("-")
        guard take("0") || takeDigits() else { return false }
        if take("."), !takeDigits() { return false }
        guard take("e") || take("E") else { return true }
        _ = take("+") || take("-")
        return takeDigits()
    }

    private mutating func takeDigits() -> Bool {
        let start = place
        while let byte = next, (48...57).contains(byte) { place += 1 }
        return place > start
    }
}

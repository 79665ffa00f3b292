public import CStoaABI

/// What may stand in an array that is a field's value.
public protocol JSONArrayElement: Equatable, Sendable {
    /// What several are called.
    static var plural: String { get }
    /// The element as JSON.
    var json: String { get }
    /// Takes one element off the front of `text`; nil if another kind of value stands there.
    static func take(from text: inout Substring.UTF8View) -> Self?
}

extension String: JSONArrayElement {
    /// Strings.
    public static var plural: String { "strings" }

    /// A JSON string.
    public var json: String { JSONText.string(self) }

    /// Takes a JSON string.
    public static func take(from text: inout Substring.UTF8View) -> String? {
        JSONText.takeString(from: &text)
    }
}

extension Int64: JSONArrayElement {
    /// Whole numbers.
    public static var plural: String { "whole numbers" }

    /// The digits.
    public var json: String { description }

    /// Takes a whole number.
    public static func take(from text: inout Substring.UTF8View) -> Int64? {
        let digits = text.prefix { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        text = text[digits.endIndex...]
        return Int64(Substring(digits))
    }
}

extension Array: FieldValue where Element: JSONArrayElement {
    /// A JSON array.
    public static var fieldType: FieldType { .json }

    /// An array of such elements.
    public static var form: String? { "an array of \(Element.plural)" }

    /// Reads a JSON array; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> [Element]? {
        JSON.read(value).flatMap { JSONText.array($0.text) }
    }

    /// A JSON array in memory of the call.
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        try JSON(JSONText.array(self)).hostValue(in: memory)
    }

    /// The array as JSON.
    public var initialJSON: String? { JSONText.array(self) }
}

/// The little JSON that the kit reads and writes itself: strings, and arrays of one kind.
enum JSONText {
    static func string(_ text: String) -> String {
        // Nothing to escape, as in most texts.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            return "\"" + text + "\""
        }
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    static func array<Element: JSONArrayElement>(_ elements: [Element]) -> String {
        var json = "["
        for (place, element) in elements.enumerated() {
            if place > 0 { json += "," }
            json += element.json
        }
        return json + "]"
    }

    /// The elements, or nil if `json` is not an array of only this kind.
    static func array<Element: JSONArrayElement>(_ json: String) -> [Element]? {
        var rest = Substring(json).utf8
        guard take("[", from: &rest) else { return nil }
        guard !take("]", from: &rest) else { return [] }
        var elements: [Element] = []
        repeat {
            skipBlanks(&rest)
            guard let element = Element.take(from: &rest) else { return nil }
            elements.append(element)
        } while take(",", from: &rest)
        return take("]", from: &rest) ? elements : nil
    }

    static func takeString(from text: inout Substring.UTF8View) -> String? {
        guard take("\"", from: &text) else { return nil }
        var units: [UInt8] = []
        while let byte = text.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = takeEscape(from: &text) else { return nil }
                units += Array(String(scalar).utf8)
            default: units.append(byte)
            }
        }
        return nil
    }

    private static let shortEscapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private static func takeEscape(from text: inout Substring.UTF8View) -> Unicode.Scalar? {
        guard let letter = text.popFirst() else { return nil }
        guard letter == UInt8(ascii: "u") else { return shortEscapes[letter] }
        guard let high = takeUnit(from: &text) else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        // RFC 8259, section 7: what lies outside the basic plane is written as two escapes.
        guard text.popFirst() == UInt8(ascii: "\\"), text.popFirst() == UInt8(ascii: "u"),
            let low = takeUnit(from: &text), (0xDC00..<0xE000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }

    private static func takeUnit(from text: inout Substring.UTF8View) -> UInt32? {
        let digits = text.prefix(4)
        guard digits.count == 4 else { return nil }
        text = text.dropFirst(4)
        return UInt32(Substring(digits), radix: 16)
    }

    private static func take(_ mark: Unicode.Scalar, from text: inout Substring.UTF8View) -> Bool {
        skipBlanks(&text)
        guard text.first == UInt8(ascii: mark) else { return false }
        text = text.dropFirst()
        return true
    }

    private static func skipBlanks(_ text: inout Substring.UTF8View) {
        text = text.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }
}

/// Writes one JSON text value by value and sets the commas.
///
/// Members stand in the sequence in which they were written, so the same calls give the same bytes. That the keys of an
/// object differ is the caller's business.
///
///     var json = JSONBuilder()
///     json.object {
///         $0.member("name", "supplier")
///         $0.array("verbs", ["list", "get"])
///     }
public struct JSONBuilder: Sendable {
    /// What has been written so far; a whole JSON text once the outermost value is closed.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Begins an empty text.
    public init() {}

    /// Writes an object with the members that `body` writes.
    public mutating func object(_ body: (inout JSONBuilder) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes a member whose value is an object.
    public mutating func object(_ name: String, _ body: (inout JSONBuilder) -> Void) {
        key(name)
        object(body)
    }

    /// Writes a member whose value is an array; `write` writes exactly one value for each element.
    public mutating func array<Elements: Sequence>(
        _ name: String, _ elements: Elements, _ write: (inout JSONBuilder, Elements.Element) -> Void
    ) {
        key(name)
        enclose(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for element in elements { write(&json, element) }
        }
    }

    /// Writes a member whose value is an array of strings.
    public mutating func array(_ name: String, _ texts: [String]) {
        array(name, texts) { $0.value($1) }
    }

    /// Writes a member whose value is a string.
    public mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    /// Writes a member whose value is a whole number.
    public mutating func member(_ name: String, _ number: Int64) {
        key(name)
        bytes.append(decimal: number)
        needsComma = true
    }

    /// Writes a member whose value is true or false.
    public mutating func member(_ name: String, _ flag: Bool) {
        member(name, json: flag ? "true" : "false")
    }

    /// Writes a member whose value is JSON already; that it is one valid value is the caller's business.
    public mutating func member(_ name: String, json: String) {
        key(name)
        value(json: json)
    }

    /// Writes the members of an object that is JSON already; that it is one valid object is the caller's business.
    public mutating func members(of object: String) {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        var inner = object[...]
        while let last = inner.last, blanks.contains(last) { inner.removeLast() }
        inner = inner.drop { blanks.contains($0) }.dropFirst().dropLast()
        guard !inner.allSatisfy(blanks.contains) else { return }
        separate()
        bytes.append(text: String(inner))
        needsComma = true
    }

    /// Writes a string as an array's next value.
    public mutating func value(_ text: String) {
        separate()
        bytes.appendJSONString(text)
        needsComma = true
    }

    /// Writes what is JSON already as an array's next value.
    public mutating func value(json: String) {
        separate()
        bytes.append(text: json)
        needsComma = true
    }

    private mutating func enclose(_ opening: UInt8, _ closing: UInt8, _ body: (inout JSONBuilder) -> Void) {
        separate()
        bytes.append(opening)
        needsComma = false
        body(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func key(_ name: String) {
        separate()
        bytes.appendJSONString(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }
}

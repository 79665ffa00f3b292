/// Reading and making JSON without a tree: each access looks at one level and leaves what is below as text.
extension JSON {
    /// The members of an object in their order; nil if it is something else.
    ///
    /// Linear in the text. Nothing below is looked at, so depth costs nothing.
    public var members: [(name: String, value: JSON)]? {
        read { scanner in
            guard scanner.take("{") else { return nil }
            var members: [(name: String, value: JSON)] = []
            guard !scanner.take("}") else { return members }
            repeat {
                guard let name = scanner.takeValue(), let name = JSON(name).string, scanner.take(":"),
                    let value = scanner.takeValue()
                else { return nil }
                members.append((name, JSON(value)))
            } while scanner.take(",")
            return scanner.take("}") ? members : nil
        }
    }

    /// The elements of an array; nil if it is something else.
    public var elements: [JSON]? {
        read { scanner in
            guard scanner.take("[") else { return nil }
            var elements: [JSON] = []
            guard !scanner.take("]") else { return elements }
            repeat {
                guard let value = scanner.takeValue() else { return nil }
                elements.append(JSON(value))
            } while scanner.take(",")
            return scanner.take("]") ? elements : nil
        }
    }

    /// The value of the last member with this name; nil if there is none or this is no object.
    public subscript(name: String) -> JSON? {
        members?.last { $0.name == name }?.value
    }

    /// The text of a string; nil if it is something else.
    public var string: String? {
        var rest = Substring(text).utf8
        return JSONText.takeString(from: &rest)
    }

    /// A whole number that Int64 holds; nil if it is something else.
    public var integer: Int64? { Int64(text) }

    /// A number; nil if it is something else.
    public var number: Double? {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) else { return nil }
        return Double(text)
    }

    /// True or false; nil if it is something else.
    public var bool: Bool? { Bool(text) }

    /// True for `null`.
    public var isNull: Bool { text == "null" }

    /// A string.
    public static func string(_ text: String) -> JSON { JSON(JSONText.string(text)) }

    /// A whole number.
    public static func number(_ number: some BinaryInteger) -> JSON { JSON("\(number)") }

    /// An object of these members, in this order.
    public static func object(_ members: [(name: String, value: JSON)]) -> JSON {
        JSON("{" + members.map { JSONText.string($0.name) + ":" + $0.value.text }.joined(separator: ",") + "}")
    }

    /// An array of these elements.
    public static func array(_ elements: [JSON]) -> JSON {
        JSON("[" + elements.map(\.text).joined(separator: ",") + "]")
    }

    private func read<Result>(_ body: (inout JSONScanner) -> Result?) -> Result? {
        var text = text
        return text.withUTF8 { bytes in
            var scanner = JSONScanner(bytes)
            return body(&scanner)
        }
    }
}

/// Steps over the values of a JSON text that the host has checked; a text that nobody has checked ends in nil.
private struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Takes a mark, after any blanks before it.
    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
        place += 1
        return true
    }

    /// Takes a whole value and returns its text.
    mutating func takeValue() -> String? {
        skipBlanks()
        let start = place
        guard place < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: ":")].contains(bytes[place]) else { return nil }
        var depth = 0
        repeat {
            guard place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                place += 1
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: skipWord()
            }
        } while depth > 0
        guard depth == 0, place > start else { return nil }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
    }

    private mutating func skipString() {
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, bytes.count)
    }

    /// A number, true, false or null.
    private mutating func skipWord() {
        let start = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "E"),
                UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                place += 1
            default:
                if place == start { place = bytes.count }
                return
            }
        }
    }
}

internal import StoaJSON

/// A value that a client sent, coerced to the type that the schema wants.
package indirect enum InputValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case float(Double)
    case string(String)
    /// The name of an enum's value, with what stands for it in records.
    case enumeration(String, stored: String)
    case list([InputValue])
    case object([(name: String, value: InputValue)])

    /// The value of a literal without variables, whatever its type; a name stands for itself.
    package init(constant: Literal) {
        switch constant.content {
        case .int(let digits): self = Int64(digits).map(InputValue.int) ?? .string(digits)
        case .float(let digits): self = Double(digits).map(InputValue.float) ?? .string(digits)
        case .string(let text): self = .string(text)
        case .bool(let flag): self = .bool(flag)
        case .null, .variable: self = .null
        case .enumeration(let name): self = .enumeration(name, stored: name)
        case .list(let items): self = .list(items.map(InputValue.init(constant:)))
        case .object(let members): self = .object(members.map { ($0.name, InputValue(constant: $0.value)) })
        }
    }

    package var isNull: Bool { if case .null = self { true } else { false } }

    /// The text of a string.
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var int: Int64? { if case .int(let number) = self { number } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var elements: [InputValue]? { if case .list(let elements) = self { elements } else { nil } }
    package var members: [(name: String, value: InputValue)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member of this name; nil if there is none.
    package func member(_ name: String) -> InputValue? { members?.first { $0.name == name }?.value }

    /// Appends the value as JSON; of an enum's value, what stands for it in records.
    package func append(to out: inout [UInt8]) {
        switch self {
        case .null: out.appendASCII("null")
        case .bool(let flag): flag ? out.appendASCII("true") : out.appendASCII("false")
        case .int(let number): out.append(decimal: number)
        case .float(let number): out.append(double: number)
        case .string(let text), .enumeration(_, let text): out.appendJSONString(text)
        case .list(let elements):
            out.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                element.append(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                out.appendJSONString(member.name)
                out.append(UInt8(ascii: ":"))
                member.value.append(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// The value as a document writes it.
    var literal: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .float(let number): "\(number)"
        case .string:
            {
                var out: [UInt8] = []
                append(to: &out)
                return String(decoding: out, as: UTF8.self)
            }()
        case .enumeration(let name, _): name
        case .list(let elements): "[\(elements.map(\.literal).joined(separator: ", "))]"
        case .object(let members): "{\(members.map { "\($0.name): \($0.value.literal)" }.joined(separator: ", "))}"
        }
    }
}

/// The arguments of one field, coerced.
package struct Arguments: Sendable {
    package let values: [(name: String, value: InputValue)]

    package init(_ values: [(name: String, value: InputValue)]) { self.values = values }

    /// What was sent, or the argument's initial value; nil if there is neither.
    package subscript(_ name: String) -> InputValue? { values.first { $0.name == name }?.value }

    /// The same, but nil for a null.
    package func given(_ name: String) -> InputValue? {
        self[name].flatMap { $0.isNull ? nil : $0 }
    }
}

/// One value of a parsed document: a place in it, as cheap to pass on as two integers.
///
/// Valid only as long as ``JSONDocument`` says under *Lifetime*; use after that is undefined. Nothing here throws: what
/// a value is not is nil, or empty.
public struct JSONValue {
    /// What a value can be.
    public enum Kind: Sendable {
        case null, bool, number, string, array, object
    }

    let tape: UnsafePointer<Tape>
    let index: Int

    var node: Tape.Node { tape.pointee.nodes[index] }

    /// What the value is.
    public var kind: Kind {
        switch node.tag {
        case .null: .null
        case .false, .true: .bool
        case .integer, .decimal: .number
        case .string, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Whether the value is `null`.
    public var isNull: Bool { node.tag == .null }

    /// The value of `true` or `false`; nil for any other.
    public var bool: Bool? {
        switch node.tag {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The value of a number without point and exponent, if it fits; nil for any other, also for `5.0` and `1e3`.
    ///
    /// `-0` is 0. O(n) in its digits.
    public var int: Int64? {
        node.tag == .integer ? NumberLiteral(literal).int : nil
    }

    /// The nearest `Double` of any number, always finite; nil for what is not a number.
    public var double: Double? {
        switch node.tag {
        case .integer, .decimal: NumberLiteral(literal).double
        default: nil
        }
    }

    /// The UTF-8 of a string with its escapes resolved, never with a zero byte; nil for what is not a string.
    public var string: UnsafeRawBufferPointer? {
        let node = node
        switch node.tag {
        case .string, .escapedString: return tape.pointee.string(of: node)
        default: return nil
        }
    }

    /// A copy of ``string``, which outlives the document.
    public func text() -> String? {
        string.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of the value in the source, with quotes or brackets and all that is between them.
    public var literal: UnsafeRawBufferPointer { tape.pointee.literal(of: node) }
}

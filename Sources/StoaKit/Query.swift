/// The parameters of a query string, decoded as forms are written.
///
/// `name[]=…`, `name[0]=…` and their percent-encoded spellings, as arrays are sent, count as `name` too, and so does a list
/// with commas in ``ids(_:)``.
public struct Query: Equatable, Sendable {
    private let pairs: [(name: String, value: String)]

    /// Reads `a=1&b%5Bc%5D=2`; what cannot be decoded is passed over.
    public init(_ text: String) {
        pairs = text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
                return nil
            }
            return (name, value)
        }
    }

    /// Equal if they say the same in the same sequence.
    public static func == (left: Query, right: Query) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }

    /// The value of a parameter of exactly this name; the last of several counts, nil means that it was not sent.
    public subscript(name: String) -> String? {
        pairs.last { $0.name == name }?.value
    }

    /// All values of a parameter, those of its array spellings included.
    public func values(of name: String) -> [String] {
        pairs.filter { $0.name == name || ($0.name.hasPrefix(name + "[") && $0.name.hasSuffix("]")) }.map(\.value)
    }

    /// The ids in a parameter, one by one or with commas between them.
    ///
    /// Throws ``Failure/Code/bad`` naming the parameter if one is no number.
    public func ids(_ name: String) throws(Failures) -> [Int64] {
        var ids: [Int64] = []
        for word in values(of: name).flatMap({ $0.split(separator: ",") }) {
            guard let id = Int64(word.drop { $0 == " " }) else { throw .malformed(name, "is not a list of ids") }
            ids.append(id)
        }
        return ids
    }

    /// The names in `fields=a,b`; nil means all.
    public var fields: Set<String>? {
        self["fields"].map { list in Set(list.split(separator: ",").map { String($0.drop { $0 == " " }) }) }
    }

    /// Percent-decoding with "+" for a blank; nil if the bytes are no UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
                guard digits.count == 2 else { return nil }
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Request {
    /// The parameters of the query string.
    public var parametersOfQuery: Query { Query(query) }

    /// The body's object, or the one that it holds under `name`, as dialects that wrap send it; empty if there is no body.
    ///
    /// Throws ``Failure/Code/bad`` if the body is something else.
    public func object(_ name: String) throws(Failures) -> JSON {
        guard let body else { return .object([]) }
        guard body.members != nil else { throw .malformed(name, "Required parameter missing or invalid") }
        return body[name].flatMap { $0.members == nil ? nil : $0 } ?? body
    }
}

extension Failures {
    /// What cannot be understood (400).
    public static func malformed(_ field: String, _ message: String) -> Failures {
        var failures = Failures()
        failures.add(field, message, code: .bad)
        return failures
    }
}

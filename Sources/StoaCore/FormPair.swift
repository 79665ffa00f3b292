/// One name and value of a query or of an `application/x-www-form-urlencoded` body.
public struct FormPair: Sendable, Equatable {
    /// More pairs than this are refused.
    public static let countMax = 200

    /// Decoded; may be empty.
    public let name: String
    /// Decoded; empty if there was no equals sign.
    public let value: String

    /// A pair from its decoded parts.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Reads pairs in the sequence they were written, repeats included; empty ones (`a=1&&b=2`) are skipped.
    ///
    /// Throws `.badRequest` for more than `countMax` pairs, broken escapes, NUL, and what is not UTF-8.
    public static func parse(_ text: Substring) throws(Failure) -> [FormPair] {
        var pairs: [FormPair] = []
        var rest = text
        while !rest.isEmpty {
            let part = rest.take(upTo: "&")
            guard !part.isEmpty else { continue }
            guard pairs.count < countMax else { throw .badRequest("There are more than \(countMax) parameters.") }
            pairs.append(try pair(part))
        }
        return pairs
    }

    private static func pair(_ text: Substring) throws(Failure) -> FormPair {
        var encodedValue = text
        let encodedName = encodedValue.take(upTo: "=")
        guard let name = PercentCoding.decode(encodedName, in: .query),
            let value = PercentCoding.decode(encodedValue, in: .query)
        else { throw .badRequest("A parameter is not valid percent-encoded UTF-8.") }
        return FormPair(name: name, value: value)
    }
}

package import StoaKit

/// A search as its user wrote it: `bob tag:vip country:"United States" orders_count:>2`.
///
/// Terms side by side must all be met.
package struct SearchQuery: Equatable {
    package struct Term: Equatable {
        /// Nil for text that may stand anywhere.
        package var field: String?
        package var comparison = Comparison.equal
        package var value = ""
        package var isQuoted = false

        package init(_ value: String, field: String? = nil, _ comparison: Comparison = .equal, isQuoted: Bool = false) {
            self.field = field
            self.comparison = comparison
            self.value = value
            self.isQuoted = isQuoted
        }
    }

    /// Longer ones come before those that they begin with.
    package enum Comparison: String, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case equal = ""
    }

    package static let termsMax = 20
    package static let charactersMax = 1_000
    package private(set) var terms: [Term] = []

    /// Reads a query; what it cannot say is refused rather than passed over, so that nobody gets more than was asked for.
    package init(_ text: String) throws(Failures) {
        guard text.unicodeScalars.count <= Self.charactersMax else { throw .query("is too long") }
        var rest = text[...]
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard !rest.isEmpty else { break }
            guard let term = try Self.takeTerm(&rest) else { continue }
            terms.append(term)
        }
        guard terms.count <= Self.termsMax else { throw .query("has more than \(Self.termsMax) terms") }
    }

    /// Nil for AND, which goes without saying.
    private static func takeTerm(_ rest: inout Substring) throws(Failures) -> Term? {
        guard rest.first != "\"" else { return Term(try takeQuoted(&rest), isQuoted: true) }
        if rest.first == "-" { throw .query("cannot exclude; NOT and - are not supported") }
        let word = rest.prefix { !$0.isWhitespace }
        if let field = fieldName(word) {
            rest.removeFirst(field.count + 1)
            return try takeValue(of: field, &rest)
        }
        rest.removeFirst(word.count)
        switch word {
        case "AND": return nil
        case "OR", "NOT": throw .query("cannot have \(word); all terms must be met")
        default: return Term(String(word))
        }
    }

    /// The letters and underscores before a colon.
    private static func fieldName(_ word: Substring) -> String? {
        let name = word.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard name.first?.isLetter == true, word.dropFirst(name.count).first == ":" else { return nil }
        return String(name)
    }

    private static func takeValue(of field: String, _ rest: inout Substring) throws(Failures) -> Term {
        let comparison = Comparison.allCases.first { rest.hasPrefix($0.rawValue) } ?? .equal
        rest.removeFirst(comparison.rawValue.count)
        if rest.first == "\"" { return Term(try takeQuoted(&rest), field: field, comparison, isQuoted: true) }
        let value = rest.prefix { !$0.isWhitespace }
        guard !value.isEmpty else { throw .query("has no value for \(field)") }
        rest.removeFirst(value.count)
        return Term(String(value), field: field, comparison)
    }

    /// A backslash takes the next character as it is.
    private static func takeQuoted(_ rest: inout Substring) throws(Failures) -> String {
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\": text.append(rest.popFirst() ?? "\\")
            default: text.append(character)
            }
        }
        throw .query("has a quotation mark without another")
    }
}

extension Failures {
    /// A search that cannot be understood.
    static func query(_ message: String) -> Failures { .malformed("query", message) }
}

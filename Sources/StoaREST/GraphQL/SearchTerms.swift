internal import StoaCore
internal import StoaGraphQL
internal import StoaRecords

/// The `query` of a list: `vendor:Acme status:active created_at:>=2024-01-01`.
///
/// All terms must hold. A term is a filter's parameter, a colon and a value; with `>`, `>=`, `<` or `<=` before the value, the
/// parameter is one that has a least or largest value. Words without a colon are looked for where the list has a search.
struct SearchTerms {
    /// As query parameters say it.
    private(set) var pairs: [FormPair] = []
    /// The same, but those that are equal are not meant.
    private(set) var strict: [FormPair] = []

    private let resource: Resource

    init(_ text: String, of resource: Resource) throws(GraphQLError) {
        self.resource = resource
        guard text.utf8.count <= CursorCodec.filterBytesMax else { throw Self.invalid("is too long") }
        var words: [String] = []
        for term in Self.split(text) where term.text.uppercased() != "AND" {
            guard !["OR", "NOT"].contains(term.text), !term.text.hasPrefix("("), !term.text.hasPrefix("-") else {
                throw Self.invalid("takes terms that must all hold; OR, NOT and parentheses are not understood")
            }
            guard let colon = term.text.firstIndex(of: ":"), !term.startsQuoted else {
                words.append(term.text)
                continue
            }
            try add(String(term.text[..<colon]), term.text[term.text.index(after: colon)...])
        }
        guard !words.isEmpty else { return }
        guard let search = resource.filters.first(where: { $0.kind == .contains }) else {
            throw Self.invalid("takes no words without a name, such as \"\(words[0])\": \(known)")
        }
        pairs.append(FormPair(name: search.parameter, value: words.joined(separator: " ")))
    }

    private mutating func add(_ name: String, _ value: Substring) throws(GraphQLError) {
        let signs = value.prefix { $0 == "<" || $0 == ">" || $0 == "=" }
        let rest = String(value.dropFirst(signs.count))
        switch signs {
        case ">=", "<=", ">", "<":
            let kind: FilterKind = signs.first == ">" ? .minimum : .maximum
            guard let filter = resource.filters.first(where: { $0.kind == kind && $0.field == name }) else {
                throw Self.invalid("cannot compare \"\(name)\": \(known)")
            }
            let pair = FormPair(name: filter.parameter, value: rest)
            if signs.count == 2 { pairs.append(pair) } else { strict.append(pair) }
        default:
            if name == "id" { return pairs.append(FormPair(name: "ids", value: rest)) }
            let isKnown =
                resource.filters.contains { $0.parameter == name }
                || resource.relations.through.contains { $0.rest(of: name) != nil }
            guard isKnown else { throw Self.invalid("does not know \"\(name)\": \(known)") }
            let isSearch = resource.filters.contains { $0.parameter == name && $0.kind == .contains }
            pairs.append(FormPair(name: name, value: isSearch && rest.hasSuffix("*") ? String(rest.dropLast()) : rest))
        }
    }

    private var known: String {
        "it knows \((["id"] + resource.filters.map(\.parameter)).filter { !$0.contains("[") }.joined(separator: ", "))"
    }

    private static func invalid(_ message: String) -> GraphQLError {
        GraphQLError("query \(message).", code: .input)
    }

    /// Terms at blanks; what stands in quotes is one, and `startsQuoted` if it is nothing but that.
    private static func split(_ text: String) -> [(text: String, startsQuoted: Bool)] {
        var terms: [(text: String, startsQuoted: Bool)] = []
        var term = ""
        var startsQuoted = false
        var quote: Character?
        var isOpen = false
        func close() {
            if isOpen { terms.append((term, startsQuoted)) }
            (term, startsQuoted, isOpen) = ("", false, false)
        }
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { term.append(character) }
            } else if character == "\"" || (character == "'" && (term.isEmpty || ":<>=".contains(term.last ?? " "))) {
                if !isOpen { startsQuoted = true }
                quote = character
                isOpen = true
            } else if character == " " || character == "\t" || character == "\n" {
                close()
            } else {
                term.append(character)
                isOpen = true
            }
        }
        close()
        return terms
    }
}

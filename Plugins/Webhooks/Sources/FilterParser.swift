/// Reads the text of a filter; one character too many or too few is an error that says where.
struct FilterParser {
    /// Terms of one filter.
    static let termsMax = 32
    /// Parentheses and NOTs within each other.
    static let depthMax = 8

    struct Problem: Error, Equatable {
        let message: String
    }

    private var rest: Substring
    private var terms = 0

    init(_ text: String) {
        rest = text[...]
    }

    mutating func parse() throws(Problem) -> EventFilter.Node {
        let node = try alternatives(depth: 0)
        skipBlanks()
        guard rest.isEmpty else { throw unexpected() }
        return node
    }

    private mutating func alternatives(depth: Int) throws(Problem) -> EventFilter.Node {
        var nodes = [try conditions(depth: depth)]
        while takeWord("OR") { nodes.append(try conditions(depth: depth)) }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func conditions(depth: Int) throws(Problem) -> EventFilter.Node {
        var nodes = [try condition(depth: depth)]
        while true {
            skipBlanks()
            // Terms side by side are joined by AND.
            if takeWord("AND") {
                nodes.append(try condition(depth: depth))
            } else if rest.isEmpty || rest.first == ")" || isNext("OR") {
                return nodes.count == 1 ? nodes[0] : .all(nodes)
            } else {
                nodes.append(try condition(depth: depth))
            }
        }
    }

    private mutating func condition(depth: Int) throws(Problem) -> EventFilter.Node {
        guard depth < Self.depthMax else { throw Problem(message: "is nested too deeply") }
        skipBlanks()
        if takeWord("NOT") || take("-") { return .not(try condition(depth: depth + 1)) }
        guard take("(") else { return try term() }
        let node = try alternatives(depth: depth + 1)
        skipBlanks()
        guard take(")") else { throw rest.isEmpty ? Problem(message: "has an open parenthesis") : unexpected() }
        return node
    }

    private mutating func term() throws(Problem) -> EventFilter.Node {
        terms += 1
        guard terms <= Self.termsMax else { throw Problem(message: "has more than \(Self.termsMax) terms") }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !path.contains("") else { throw unexpected() }
        rest = rest.dropFirst(name.count)
        guard take(":") else { throw unexpected() }
        return .term(path: path, try test())
    }

    private mutating func test() throws(Problem) -> EventFilter.Test {
        let comparison = comparison()
        let (value, isQuoted) = try value()
        if let comparison { return .ordered(comparison, value) }
        if isQuoted { return .text(value.lowercased(), startsAnywhere: false, endsAnywhere: false) }
        if value == "*" { return .present }
        let (starts, ends) = (value.hasPrefix("*"), value.hasSuffix("*"))
        guard starts || ends else { return .equal(value) }
        let inner = value.dropFirst(starts ? 1 : 0).dropLast(ends ? 1 : 0)
        return .text(inner.lowercased(), startsAnywhere: starts, endsAnywhere: ends)
    }

    private mutating func comparison() -> EventFilter.Comparison? {
        if take(">") { return take("=") ? .greaterOrEqual : .greater }
        if take("<") { return take("=") ? .lessOrEqual : .less }
        return nil
    }

    private mutating func value() throws(Problem) -> (text: String, isQuoted: Bool) {
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            let word = rest.prefix { !$0.isWhitespace && !"()\"'".contains($0) }
            guard !word.isEmpty else { throw unexpected() }
            rest = rest.dropFirst(word.count)
            return (String(word), false)
        }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return (text, true) }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            if let escaped = rest.popFirst() { text.append(escaped) }
        }
        throw Problem(message: "has an open quotation mark")
    }

    private mutating func skipBlanks() {
        rest = rest.drop(while: \.isWhitespace)
    }

    private mutating func take(_ mark: Character) -> Bool {
        guard rest.first == mark else { return false }
        rest.removeFirst()
        return true
    }

    private func isNext(_ word: String) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        return rest.dropFirst(word.count).first.map { $0.isWhitespace || $0 == "(" } ?? true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipBlanks()
        guard isNext(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private func unexpected() -> Problem {
        Problem(message: rest.isEmpty ? "ends too early" : "is not understood from '\(rest.prefix(20))'")
    }
}

extension EventFilter {
    /// Reads a filter.
    ///
    /// - Returns: The filter, or a clause that continues "filter", as in "filter *ends too early*".
    package static func parse(_ text: String) -> (filter: EventFilter?, problem: String?) {
        var parser = FilterParser(text)
        do throws(FilterParser.Problem) {
            return (EventFilter(root: try parser.parse()), nil)
        } catch {
            return (nil, error.message)
        }
    }
}

/// Reads documents (GraphQL specification of October 2021, section 2).
package struct Parser {
    /// What one request may cost to read.
    package struct Limits: Sendable {
        package var bytes = 64 << 10
        package var tokens = 2_000
        /// Brackets inside each other.
        package var nesting = 64

        package init() {}

        /// For texts that come with the server or its modules.
        package static var trusted: Limits {
            var limits = Limits()
            (limits.bytes, limits.tokens) = (.max, .max)
            return limits
        }
    }

    private var lexer: Lexer
    private var token: Token
    private var depth = 0
    private let nestingMax: Int

    /// Reads a document with at least one definition.
    package static func parse(_ source: [UInt8], limits: Limits = Limits()) throws(GraphQLError) -> Document {
        guard source.count <= limits.bytes else {
            throw GraphQLError("The document is longer than \(limits.bytes) bytes.", code: .syntax)
        }
        var parser = try Parser(source, limits)
        return try parser.document()
    }

    private init(_ source: [UInt8], _ limits: Limits) throws(GraphQLError) {
        lexer = Lexer(source, tokensMax: limits.tokens)
        nestingMax = limits.nesting
        token = Token(kind: .end, range: 0..<0)
        token = try lexer.next()
    }

    // MARK: Tokens

    var place: Int { token.range.lowerBound }

    private func text(_ token: Token) -> String { String(decoding: lexer.source[token.range], as: UTF8.self) }

    private func isNext(_ character: StaticString) -> Bool { token.kind == .punctuator(character.utf8Start.pointee) }

    func isNext(word: String) -> Bool {
        token.kind == .name && lexer.source[token.range].elementsEqual(word.utf8)
    }

    private mutating func advance() throws(GraphQLError) -> Token {
        let taken = token
        token = try lexer.next()
        return taken
    }

    /// Takes the character, or says that it is not next.
    mutating func skip(_ character: StaticString) throws(GraphQLError) -> Bool {
        guard isNext(character) else { return false }
        _ = try advance()
        return true
    }

    mutating func skip(word: String) throws(GraphQLError) -> Bool {
        guard isNext(word: word) else { return false }
        _ = try advance()
        return true
    }

    mutating func expect(_ character: StaticString) throws(GraphQLError) {
        guard try skip(character) else {
            throw unexpected("expected \"\(character == "." ? "..." : "\(character)")\"")
        }
    }

    mutating func name() throws(GraphQLError) -> String {
        guard token.kind == .name else { throw unexpected("expected a name") }
        return text(try advance())
    }

    func unexpected(_ wanted: String) -> GraphQLError {
        let found = token.kind == .end ? "end of document" : String(text(token).prefix(40))
        return lexer.error("Unexpected \(found), \(wanted)", at: place)
    }

    /// One or more of something between two characters.
    mutating func many<T>(
        _ opening: StaticString, _ closing: StaticString, _ item: (inout Parser) throws(GraphQLError) -> T
    ) throws(GraphQLError) -> [T] {
        try expect(opening)
        try enter()
        var items: [T] = []
        repeat { items.append(try item(&self)) } while try !skip(closing)
        depth -= 1
        return items
    }

    mutating func optionalMany<T>(
        _ opening: StaticString, _ closing: StaticString, _ item: (inout Parser) throws(GraphQLError) -> T
    ) throws(GraphQLError) -> [T] {
        isNext(opening) ? try many(opening, closing, item) : []
    }

    private mutating func enter() throws(GraphQLError) {
        depth += 1
        guard depth <= nestingMax else {
            throw GraphQLError(
                "The document is nested deeper than \(nestingMax).", code: .syntax, at: [lexer.location(place)])
        }
    }

    // MARK: Documents

    private mutating func document() throws(GraphQLError) -> Document {
        var document = Document(source: lexer.source)
        repeat {
            if isNext("{") {
                let place = place
                document.operations.append(
                    OperationDefinition(kind: .query, selections: try selections(), place: place))
            } else if isNext(word: "fragment") {
                document.fragments.append(try fragment())
            } else if ["query", "mutation", "subscription"].contains(where: { isNext(word: $0) }) {
                document.operations.append(try operation())
            } else {
                document.types.append(try typeDefinition())
            }
        } while token.kind != .end
        return document
    }

    private mutating func operation() throws(GraphQLError) -> OperationDefinition {
        let place = place
        let kind = OperationKind(rawValue: try name()) ?? .query
        let name = token.kind == .name ? try name() : nil
        let variables = try optionalMany("(", ")") { (parser) throws(GraphQLError) in try parser.variable() }
        return OperationDefinition(
            kind: kind, name: name, variables: variables, directives: try directives(), selections: try selections(),
            place: place)
    }

    private mutating func variable() throws(GraphQLError) -> VariableDefinition {
        let place = place
        try expect("$")
        let name = try name()
        try expect(":")
        let type = try type()
        let initial = try skip("=") ? try value(isConstant: true) : nil
        return VariableDefinition(
            name: name, type: type, initial: initial, directives: try directives(isConstant: true), place: place)
    }

    private mutating func fragment() throws(GraphQLError) -> FragmentDefinition {
        let place = place
        _ = try name()
        guard !isNext(word: "on") else { throw unexpected("expected a name other than \"on\"") }
        let name = try name()
        guard try skip(word: "on") else { throw unexpected("expected \"on\"") }
        return FragmentDefinition(
            name: name, condition: try self.name(), directives: try directives(), selections: try selections(),
            place: place)
    }

    private mutating func selections() throws(GraphQLError) -> [Selection] {
        try many("{", "}") { (parser) throws(GraphQLError) in try parser.selection() }
    }

    private mutating func selection() throws(GraphQLError) -> Selection {
        let place = place
        guard try skip(".") else { return .field(try field()) }
        if token.kind == .name, !isNext(word: "on") {
            return .spread(name: try name(), directives: try directives(), place: place)
        }
        let condition = try skip(word: "on") ? try name() : nil
        return .inline(
            condition: condition, directives: try directives(), selections: try selections(), place: place)
    }

    private mutating func field() throws(GraphQLError) -> FieldSelection {
        let place = place
        let first = try name()
        let second = try skip(":") ? try name() : nil
        return FieldSelection(
            alias: second == nil ? nil : first, name: second ?? first, arguments: try arguments(isConstant: false),
            directives: try directives(), selections: isNext("{") ? try selections() : [], place: place)
    }

    private mutating func arguments(isConstant: Bool) throws(GraphQLError) -> [Argument] {
        try optionalMany("(", ")") { (parser) throws(GraphQLError) in
            let place = parser.place
            let name = try parser.name()
            try parser.expect(":")
            return Argument(name: name, value: try parser.value(isConstant: isConstant), place: place)
        }
    }

    mutating func directives(isConstant: Bool = false) throws(GraphQLError) -> [Directive] {
        var directives: [Directive] = []
        while isNext("@") {
            let place = place
            try expect("@")
            directives.append(
                Directive(name: try name(), arguments: try arguments(isConstant: isConstant), place: place))
        }
        return directives
    }

    mutating func type() throws(GraphQLError) -> TypeReference {
        let inner: TypeReference
        if try skip("[") {
            try enter()
            inner = .list(try type())
            depth -= 1
            try expect("]")
        } else {
            inner = .named(try name())
        }
        return try skip("!") ? .nonNull(inner) : inner
    }

    // MARK: Values

    mutating func value(isConstant: Bool) throws(GraphQLError) -> Literal {
        let place = place
        return Literal(content: try content(isConstant), place: place)
    }

    private mutating func content(_ isConstant: Bool) throws(GraphQLError) -> Literal.Content {
        switch token.kind {
        case .int: return .int(text(try advance()))
        case .float: return .float(text(try advance()))
        case .string, .blockString: return .string(try string())
        case .name:
            switch try name() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null": return .null
            case let name: return .enumeration(name)
            }
        default: break
        }
        if isNext("$") {
            guard !isConstant else { throw unexpected("expected a constant value") }
            try expect("$")
            return .variable(try name())
        }
        if isNext("[") {
            return .list(
                try items("[", "]") { (parser) throws(GraphQLError) in try parser.value(isConstant: isConstant) })
        }
        guard isNext("{") else { throw unexpected("expected a value") }
        return .object(
            try items("{", "}") { (parser) throws(GraphQLError) in
                let place = parser.place
                let name = try parser.name()
                try parser.expect(":")
                return (name, try parser.value(isConstant: isConstant), place)
            })
    }

    /// Any number of something between two characters.
    private mutating func items<T>(
        _ opening: StaticString, _ closing: StaticString, _ item: (inout Parser) throws(GraphQLError) -> T
    ) throws(GraphQLError) -> [T] {
        try expect(opening)
        try enter()
        var items: [T] = []
        while try !skip(closing) { items.append(try item(&self)) }
        depth -= 1
        return items
    }

    /// A description, or nothing.
    mutating func description() throws(GraphQLError) -> String {
        token.kind == .string || token.kind == .blockString ? try string() : ""
    }

    private mutating func string() throws(GraphQLError) -> String {
        let taken = try advance()
        let source = lexer.source
        return taken.kind == .blockString
            ? StringLiteral.block(source[taken.range].dropFirst(3).dropLast(3))
            : try StringLiteral.plain(source, taken.range, lexer)
    }
}

private func == (left: StaticString, right: StaticString) -> Bool {
    left.utf8Start.pointee == right.utf8Start.pointee
}

/// Type definitions (GraphQL specification of October 2021, section 3): how schemas are written down.
extension Parser {
    mutating func typeDefinition() throws(GraphQLError) -> TypeDefinition {
        let description = try description()
        let place = place
        let isExtension = try skip(word: "extend")
        guard
            let kind = ["scalar", "type", "interface", "union", "enum", "input", "directive"]
                .first(where: { isNext(word: $0) }).flatMap(TypeDefinition.Kind.init)
        else { throw unexpected("expected a definition") }
        _ = try name()
        if kind == .directive { try expect("@") }
        var definition = TypeDefinition(
            kind: kind, name: try name(), description: description, isExtension: isExtension, place: place)
        switch kind {
        case .scalar: _ = try directives(isConstant: true)
        case .type, .interface:
            if try skip(word: "implements") { definition.interfaces = try names(separator: "&") }
            _ = try directives(isConstant: true)
            definition.fields = try optionalMany("{", "}") { (parser) throws(GraphQLError) in
                try parser.fieldText(takesArguments: true)
            }
        case .union:
            _ = try directives(isConstant: true)
            try expect("=")
            definition.values = try names(separator: "|").map { ($0, "") }
        case .enum:
            _ = try directives(isConstant: true)
            definition.values = try many("{", "}") { (parser) throws(GraphQLError) in
                let description = try parser.description()
                let name = try parser.name()
                _ = try parser.directives(isConstant: true)
                return (name, description)
            }
        case .input:
            _ = try directives(isConstant: true)
            definition.fields = try optionalMany("{", "}") { (parser) throws(GraphQLError) in
                try parser.fieldText(takesArguments: false)
            }
        case .directive:
            definition.fields = try optionalMany("(", ")") { (parser) throws(GraphQLError) in
                try parser.fieldText(takesArguments: false)
            }
            guard try skip(word: "on") else { throw unexpected("expected \"on\"") }
            definition.values = try names(separator: "|").map { ($0, "") }
        }
        return definition
    }

    private mutating func names(separator: StaticString) throws(GraphQLError) -> [String] {
        _ = try skip(separator)
        var names = [try name()]
        while try skip(separator) { names.append(try name()) }
        return names
    }

    private mutating func fieldText(takesArguments: Bool) throws(GraphQLError) -> FieldText {
        let description = try description()
        let name = try name()
        let arguments =
            takesArguments
            ? try optionalMany("(", ")") { (parser) throws(GraphQLError) in
                try parser.fieldText(takesArguments: false)
            } : []
        try expect(":")
        let type = try type()
        var initial: Literal?
        if !takesArguments, try skip("=") { initial = try value(isConstant: true) }
        _ = try directives(isConstant: true)
        return FieldText(name: name, description: description, arguments: arguments, type: type, initial: initial)
    }
}

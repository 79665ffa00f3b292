/// Writes a schema in the schema definition language (GraphQL specification of October 2021, section 3).
extension Schema {
    /// The definitions of all types but those that every schema has; the same schema gives the same text.
    package var text: String {
        let standard = Introspection.typeNames.union(Introspection.scalars.map(\.name))
        return types.filter { !standard.contains($0.name) }.map(Self.text).joined(separator: "\n")
    }

    private static func text(_ type: NamedType) -> String {
        let head = describe(type.description, indent: "")
        switch type.content {
        case .scalar: return head + "scalar \(type.name)\n"
        case .union(let members): return head + "union \(type.name) = \(members.joined(separator: " | "))\n"
        case .enumeration(let values):
            let lines = values.map { describe($0.description, indent: "  ") + "  \($0.name)\n" }
            return head + "enum \(type.name) {\n\(lines.joined())}\n"
        case .input(let fields):
            let lines = fields.map { describe($0.description, indent: "  ") + "  \(text($0))\n" }
            return head + "input \(type.name) {\n\(lines.joined())}\n"
        case .interface(let fields): return head + "interface \(type.name) {\n\(text(fields))}\n"
        case .object(let fields, let interfaces):
            let implements = interfaces.isEmpty ? "" : " implements \(interfaces.joined(separator: " & "))"
            return head + "type \(type.name)\(implements) {\n\(text(fields))}\n"
        }
    }

    private static func text(_ fields: [FieldDefinition]) -> String {
        fields.map { field in
            var arguments = ""
            if !field.arguments.isEmpty {
                let lines = field.arguments.map { describe($0.description, indent: "    ") + "    \(text($0))\n" }
                arguments = "(\n\(lines.joined())  )"
            }
            return describe(field.description, indent: "  ") + "  \(field.name)\(arguments): \(field.type)\n"
        }.joined()
    }

    private static func text(_ field: InputField) -> String {
        "\(field.name): \(field.type)" + (field.initial.map { " = \($0.literal)" } ?? "")
    }

    private static func describe(_ text: String, indent: String) -> String {
        guard !text.isEmpty else { return "" }
        return "\(indent)\(InputValue.string(text).literal)\n"
    }
}

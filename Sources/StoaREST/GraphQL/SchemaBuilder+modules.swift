internal import StoaGraphQL
internal import StoaRecords

/// What modules write into the schema themselves.
extension SchemaBuilder {
    /// The definitions of the modules that are on; what needs a type of a module that is off is left out.
    func definitions(without disabled: Set<String>) throws(SchemaError) -> [(module: String, types: [TypeDefinition])] {
        var definitions: [(module: String, types: [TypeDefinition])] = []
        for module in registry.modules where !disabled.contains(module.id) && !module.graphQLTypes.isEmpty {
            do {
                let document = try Parser.parse(Array(module.graphQLTypes.utf8), limits: .trusted)
                definitions.append((module.id, document.types))
            } catch {
                throw SchemaError("The GraphQL types of the module \(module.id): \(error.message)")
            }
        }
        return definitions
    }

    /// Adds the types, and returns the fields that extend Query and Mutation.
    mutating func addModules(
        _ definitions: [(module: String, types: [TypeDefinition])]
    ) throws(SchemaError) -> (queries: [FieldDefinition], changes: [FieldDefinition]) {
        var queries: [FieldDefinition] = []
        var changes: [FieldDefinition] = []
        for (module, types) in definitions {
            let answered = registry.modules.first { $0.id == module }?.rootFields ?? []
            var unused = Set(answered.map(\.name))
            for definition in types {
                guard definition.isExtension else {
                    add(try type(definition))
                    continue
                }
                guard [Schema.query, Schema.mutation].contains(definition.name) else {
                    throw SchemaError(
                        "The module \(module) extends \(definition.name); only Query and Mutation can be.")
                }
                for text in definition.fields {
                    let name = "\(definition.name).\(text.name)"
                    guard let field = answered.first(where: { $0.name == name }) else {
                        throw SchemaError("The module \(module) declares no root field that answers \(name).")
                    }
                    unused.remove(name)
                    guard !isAbsent(text) else { continue }
                    let added = self.field(
                        text.name, text.type, .module(field), text.description, arguments: text.arguments.map(input),
                        size: size(text))
                    if definition.name == Schema.query { queries.append(added) } else { changes.append(added) }
                }
            }
            if let name = unused.min() {
                throw SchemaError("The module \(module) answers \(name), which its GraphQL types do not define.")
            }
        }
        return (queries, changes)
    }

    private func isAbsent(_ text: FieldText) -> Bool {
        ([text.type] + text.arguments.map(\.type)).contains { absent.contains($0.name) }
    }

    private mutating func type(_ definition: TypeDefinition) throws(SchemaError) -> NamedType {
        let content: NamedType.Content
        switch definition.kind {
        case .scalar: content = .scalar(.json)
        case .enum:
            content = .enumeration(definition.values.map { EnumValue($0.name, $0.description, stored: $0.name) })
        case .union: content = .union(definition.values.map(\.name))
        case .input: content = .input(definition.fields.filter { !isAbsent($0) }.map(input))
        case .interface:
            content = .interface(definition.fields.filter { !isAbsent($0) }.map { field($0, of: definition.name) })
        case .type:
            content = .object(
                definition.fields.filter { !isAbsent($0) }.map { field($0, of: definition.name) },
                interfaces: definition.interfaces)
        case .directive: throw SchemaError("The directive @\(definition.name) is none that the server knows.")
        }
        return NamedType(definition.name, definition.description, content)
    }

    private mutating func field(_ text: FieldText, of type: String) -> FieldDefinition {
        if text.name == "id", text.type.name == "ID" {
            return field(text.name, text.type, .moduleID(type), text.description)
        }
        if text.name == Self.errorsField, text.type.element != nil {
            return field(text.name, text.type, .moduleErrors, text.description, size: .assumed(1))
        }
        return FieldDefinition(
            text.name, text.type, .member(text.name), text.description, arguments: text.arguments.map(input),
            size: size(text))
    }

    static let errorsField = "userErrors"
    /// How many elements a module's lists are taken to have.
    private static let listSize = 10

    private func size(_ text: FieldText) -> FieldDefinition.Size {
        text.type.element == nil ? .single : .assumed(Self.listSize)
    }

    private func input(_ text: FieldText) -> InputField {
        InputField(text.name, text.type, text.description, initial: text.initial.map(InputValue.init(constant:)))
    }
}

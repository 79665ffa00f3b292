/// An object of the schema's description of itself.
package enum IntrospectionNode {
    case schema(Schema)
    case type(TypeReference, Schema)
    case field(FieldDefinition, Schema)
    case input(InputField, Schema)
    case enumValue(EnumValue)
    case directive(DirectiveDefinition, Schema)

    private var typeName: String {
        switch self {
        case .schema: "__Schema"
        case .type: "__Type"
        case .field: "__Field"
        case .input: "__InputValue"
        case .enumValue: "__EnumValue"
        case .directive: "__Directive"
        }
    }

    fileprivate func value(_ schema: Schema) -> Value {
        schema.type(typeName).map { .node(Node($0, .introspection(self))) } ?? .null
    }

    /// The value of one of its fields.
    func value(of field: IntrospectionField) -> Value {
        switch self {
        case .schema(let schema): Self.schema(field, schema)
        case .type(let reference, let schema): Self.type(field, reference, schema)
        case .field(let definition, let schema):
            switch field {
            case .arguments: .list(definition.arguments.map { IntrospectionNode.input($0, schema).value(schema) })
            case .fieldType: IntrospectionNode.type(definition.type, schema).value(schema)
            default: Self.common(field, definition.name, definition.description)
            }
        case .input(let input, let schema):
            switch field {
            case .fieldType: IntrospectionNode.type(input.type, schema).value(schema)
            case .defaultValue: input.initial.map { .text($0.literal) } ?? .null
            default: Self.common(field, input.name, input.description)
            }
        case .enumValue(let value): Self.common(field, value.name, value.description)
        case .directive(let directive, let schema):
            switch field {
            case .locations: .list(directive.locations.map(Value.text))
            case .arguments: .list(directive.arguments.map { IntrospectionNode.input($0, schema).value(schema) })
            case .isRepeatable: .bool(false)
            default: Self.common(field, directive.name, directive.description)
            }
        }
    }

    /// The root fields of a query.
    static func root(_ field: IntrospectionField, _ arguments: Arguments, _ schema: Schema) -> Value {
        guard field == .type else { return IntrospectionNode.schema(schema).value(schema) }
        guard let name = arguments["name"]?.text, schema.type(name) != nil else { return .null }
        return IntrospectionNode.type(.named(name), schema).value(schema)
    }

    private static func common(_ field: IntrospectionField, _ name: String, _ description: String) -> Value {
        switch field {
        case .name: .text(name)
        case .description: description.isEmpty ? .null : .text(description)
        case .isDeprecated: .bool(false)
        default: .null
        }
    }

    private static func schema(_ field: IntrospectionField, _ schema: Schema) -> Value {
        func type(_ name: String) -> Value {
            schema.type(name) == nil ? .null : IntrospectionNode.type(.named(name), schema).value(schema)
        }
        return switch field {
        case .types: .list(schema.types.map { IntrospectionNode.type(.named($0.name), schema).value(schema) })
        case .queryType: type(Schema.query)
        case .mutationType: type(Schema.mutation)
        case .directives:
            .list(schema.directives.map { IntrospectionNode.directive($0, schema).value(schema) })
        default: .null
        }
    }

    private static func type(_ field: IntrospectionField, _ reference: TypeReference, _ schema: Schema) -> Value {
        switch reference {
        case .list(let inner): return wrapped(field, "LIST", inner, schema)
        case .nonNull(let inner): return wrapped(field, "NON_NULL", inner, schema)
        case .named(let name):
            guard let type = schema.type(name) else { return .null }
            return named(field, type, schema)
        }
    }

    private static func wrapped(
        _ field: IntrospectionField, _ kind: String, _ inner: TypeReference, _ schema: Schema
    ) -> Value {
        switch field {
        case .kind: .text(kind)
        case .ofType: IntrospectionNode.type(inner, schema).value(schema)
        default: .null
        }
    }

    private static func named(_ field: IntrospectionField, _ type: NamedType, _ schema: Schema) -> Value {
        func types(_ names: [String]) -> Value {
            .list(names.sorted().map { IntrospectionNode.type(.named($0), schema).value(schema) })
        }
        switch field {
        case .kind: return .text(type.kind)
        case .fields:
            guard type.isComposite, !type.isUnion else { return .null }
            return .list(type.fields.map { IntrospectionNode.field($0, schema).value(schema) })
        case .interfaces:
            guard case .object(_, let interfaces) = type.content else {
                return type.kind == "INTERFACE" ? .list([]) : .null
            }
            return types(interfaces)
        case .possibleTypes: return type.isAbstract ? types(Array(schema.possibleTypes(of: type))) : .null
        case .enumValues:
            guard case .enumeration(let values) = type.content else { return .null }
            return .list(values.map { IntrospectionNode.enumValue($0).value(schema) })
        case .inputFields:
            guard case .input(let fields) = type.content else { return .null }
            return .list(fields.map { IntrospectionNode.input($0, schema).value(schema) })
        default: return common(field, type.name, type.description)
        }
    }
}

extension NamedType {
    var isUnion: Bool { if case .union = content { true } else { false } }

    var kind: String {
        switch content {
        case .scalar: "SCALAR"
        case .object: "OBJECT"
        case .interface: "INTERFACE"
        case .union: "UNION"
        case .enumeration: "ENUM"
        case .input: "INPUT_OBJECT"
        }
    }
}

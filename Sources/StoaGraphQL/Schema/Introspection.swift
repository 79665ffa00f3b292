/// What a field of introspection answers with.
package enum IntrospectionField: Sendable, Equatable {
    case typename
    case schema, type
    // Of __Schema.
    case types, queryType, mutationType, subscriptionType, directives
    // Of the others, by what they are asked of.
    case name, description, specifiedByURL
    case kind, fields, interfaces, possibleTypes, enumValues, inputFields, ofType
    case arguments, fieldType, isDeprecated, deprecationReason, defaultValue
    case locations, isRepeatable
}

/// The part of every schema that describes the schema (GraphQL specification of October 2021, section 4).
enum Introspection {
    static let typename = FieldDefinition(
        "__typename", .some("String"), .introspection(.typename), "The name of the object's type.")

    static let rootFields = [
        FieldDefinition("__schema", .some("__Schema"), .introspection(.schema), "The schema of this API."),
        FieldDefinition(
            "__type", .named("__Type"), .introspection(.type), "The type of this name.",
            arguments: [InputField("name", .some("String"))]),
    ]

    static let typeNames: Set<String> = [
        "__Schema", "__Type", "__Field", "__InputValue", "__EnumValue", "__Directive", "__TypeKind",
        "__DirectiveLocation",
    ]

    static let scalars: [NamedType] = [
        NamedType("String", "Text in UTF-8.", .scalar(.string)),
        NamedType("Int", "A whole number of 32 bits.", .scalar(.int)),
        NamedType("Float", "A number of double precision.", .scalar(.float)),
        NamedType("Boolean", "true or false.", .scalar(.boolean)),
        NamedType(
            "ID", "What names a record, such as gid://indecommerce/Thing/1; its number is accepted.", .scalar(.id)),
    ]

    static let directives: [DirectiveDefinition] = [
        condition("include", "Leaves a field or fragment out unless the argument is true."),
        condition("skip", "Leaves a field or fragment out if the argument is true."),
        DirectiveDefinition(
            name: "deprecated", description: "Marks what should not be used any more.",
            locations: ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"],
            arguments: [
                InputField(
                    "reason", .named("String"), "What to use in its place.", initial: .string("No longer supported"))
            ]),
        DirectiveDefinition(
            name: "specifiedBy", description: "Says where the form of a scalar is described.", locations: ["SCALAR"],
            arguments: [InputField("url", .some("String"), "The address of the description.")]),
    ]

    private static func condition(_ name: String, _ description: String) -> DirectiveDefinition {
        DirectiveDefinition(
            name: name, description: description, locations: ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
            arguments: [InputField("if", .some("Boolean"), "The condition.")])
    }

    static let types: [NamedType] = scalars + meta

    private static func field(
        _ name: String, _ type: TypeReference, _ source: IntrospectionField, arguments: [InputField] = []
    ) -> FieldDefinition {
        FieldDefinition(
            name, type, .introspection(source), arguments: arguments, size: type.element == nil ? .single : .assumed(1))
    }

    private static func withDeprecated(_ type: TypeReference = .named("Boolean")) -> [InputField] {
        [InputField("includeDeprecated", type, initial: .bool(false))]
    }

    private static let named = [
        field("name", .some("String"), .name), field("description", .named("String"), .description),
    ]
    private static let deprecation = [
        field("isDeprecated", .some("Boolean"), .isDeprecated),
        field("deprecationReason", .named("String"), .deprecationReason),
    ]
    private static let arguments = field(
        "args", .all("__InputValue"), .arguments, arguments: withDeprecated())

    private static let meta: [NamedType] = [
        NamedType(
            "__Schema", "What clients can ask for.",
            .object(
                [
                    field("description", .named("String"), .description), field("types", .all("__Type"), .types),
                    field("queryType", .some("__Type"), .queryType),
                    field("mutationType", .named("__Type"), .mutationType),
                    field("subscriptionType", .named("__Type"), .subscriptionType),
                    field("directives", .all("__Directive"), .directives),
                ], interfaces: [])),
        NamedType(
            "__Type", "A type.",
            .object(
                [
                    field("kind", .some("__TypeKind"), .kind), field("name", .named("String"), .name),
                    field("description", .named("String"), .description),
                    field("specifiedByURL", .named("String"), .specifiedByURL),
                    field("fields", .list(.some("__Field")), .fields, arguments: withDeprecated()),
                    field("interfaces", .list(.some("__Type")), .interfaces),
                    field("possibleTypes", .list(.some("__Type")), .possibleTypes),
                    field("enumValues", .list(.some("__EnumValue")), .enumValues, arguments: withDeprecated()),
                    field("inputFields", .list(.some("__InputValue")), .inputFields, arguments: withDeprecated()),
                    field("ofType", .named("__Type"), .ofType),
                ], interfaces: [])),
        NamedType(
            "__Field", "A field of a type.",
            .object(
                named + [arguments, field("type", .some("__Type"), .fieldType)] + deprecation, interfaces: [])),
        NamedType(
            "__InputValue", "An argument, or a field of an input type.",
            .object(
                named + [
                    field("type", .some("__Type"), .fieldType), field("defaultValue", .named("String"), .defaultValue),
                ] + deprecation, interfaces: [])),
        NamedType("__EnumValue", "A value of an enum.", .object(named + deprecation, interfaces: [])),
        NamedType(
            "__Directive", "An instruction to the server.",
            .object(
                named + [
                    field("locations", .all("__DirectiveLocation"), .locations), arguments,
                    field("isRepeatable", .some("Boolean"), .isRepeatable),
                ], interfaces: [])),
        NamedType(
            "__TypeKind", "What kind of type it is.",
            .enumeration(
                ["SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL"].map {
                    EnumValue($0, stored: $0)
                })),
        NamedType(
            "__DirectiveLocation", "Where a directive may stand.",
            .enumeration(
                [
                    "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD",
                    "INLINE_FRAGMENT", "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION",
                    "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
                    "INPUT_FIELD_DEFINITION",
                ].map { EnumValue($0, stored: $0) })),
    ]
}

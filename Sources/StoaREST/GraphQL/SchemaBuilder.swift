internal import StoaGraphQL
internal import StoaRecords

/// The GraphQL schema of one set of modules, and what its fields stand for.
struct DerivedSchema: Sendable {
    let schema: Schema
    let fields: [DerivedField]
    let inputs: InputNames
}

/// Derives types, queries and mutations from a registry.
///
/// A store's schema has what its modules declare and nothing of those that are switched off.
struct SchemaBuilder {
    let registry: Registry
    /// Resources that have a type, by their index.
    private(set) var shown: Set<Int> = []
    private(set) var types: [NamedType] = []
    var fields: [DerivedField] = []
    /// Names of the types of resources that are not shown.
    private(set) var absent: Set<String> = []
    /// Names of enums, by the texts that they are for.
    private var enums: [String: [String]] = [:]

    static func build(_ registry: Registry, without disabled: Set<String>) throws(SchemaError) -> DerivedSchema {
        var builder = SchemaBuilder(registry: registry)
        return try builder.build(disabled)
    }

    private init(registry: Registry) { self.registry = registry }

    private mutating func build(_ disabled: Set<String>) throws(SchemaError) -> DerivedSchema {
        let definitions = try self.definitions(without: disabled)
        choose(disabled, definitions.flatMap(\.types))
        addShared()
        let resources = registry.resources.filter { shown.contains($0.index) }
        for resource in resources { addObject(resource) }
        var changes: [FieldDefinition] = []
        for resource in resources { changes += self.changes(of: resource) }
        let added = try addModules(definitions)
        changes += added.changes
        let queries = resources.flatMap { self.queries(of: $0) } + added.queries + nodeQueries
        types.append(NamedType(Schema.query, "What can be read.", .object(queries, interfaces: [])))
        if !changes.isEmpty {
            types.append(NamedType(Schema.mutation, "What can be changed.", .object(changes, interfaces: [])))
        }
        return DerivedSchema(schema: try Schema(types: types), fields: fields, inputs: InputNames(registry))
    }

    /// All that clients can reach by REST, what is part of it, and what fields of modules answer with.
    private mutating func choose(_ disabled: Set<String>, _ definitions: [TypeDefinition]) {
        let names = Set(definitions.flatMap(\.fields).map(\.type.name)).subtracting(definitions.map(\.name))
        for resource in registry.resources where !disabled.contains(resource.module) {
            let declaration = resource.declaration
            let isServed = !declaration.verbs.isEmpty || !declaration.nestedVerbs.isEmpty || !declaration.facets.isEmpty
            if isServed || names.contains(declaration.typeName) { add(resource) }
        }
        absent = Set(registry.resources.filter { !shown.contains($0.index) }.map(\.declaration.typeName))
            .subtracting(definitions.map(\.name))
    }

    private mutating func add(_ resource: Resource) {
        guard shown.insert(resource.index).inserted else { return }
        for child in resource.children { add(registry.resources[child.resource]) }
    }

    mutating func add(_ type: NamedType) { types.append(type) }

    /// A field whose values are this; lists say how many there may be.
    mutating func field(
        _ name: String, _ type: TypeReference, _ derived: DerivedField, _ description: String = "",
        arguments: [InputField] = [], size: FieldDefinition.Size = .single
    ) -> FieldDefinition {
        fields.append(derived)
        return FieldDefinition(
            name, type, .custom(fields.count - 1), description, arguments: arguments, size: size)
    }

    private mutating func addShared() {
        types += [
            NamedType("DateTime", "A point in time: ISO 8601 with an offset.", .scalar(.text)),
            NamedType("Money", "An amount in the store's currency: a decimal number in text.", .scalar(.text)),
            NamedType("JSON", "Any JSON value.", .scalar(.json)),
            NamedType("BigInt", "A whole number that may need more than 32 bits.", .scalar(.wide)),
            NamedType(
                "Node", "What has an id.",
                .interface([FieldDefinition("id", .some("ID"), .member("id"), "The record's name in GraphQL.")])),
            NamedType(
                "PageInfo", "Where a page stands in its list.",
                .object(
                    [
                        field("hasNextPage", .some("Boolean"), .hasNextPage, "Whether more follow."),
                        field("hasPreviousPage", .some("Boolean"), .hasPreviousPage, "Whether some come before."),
                        field("startCursor", .named("String"), .startCursor, "The first record's."),
                        field("endCursor", .named("String"), .endCursor, "The last record's."),
                    ], interfaces: [])),
            NamedType(
                "UserError", "Why a change was refused.",
                .object(
                    [
                        FieldDefinition(
                            "field", .list(.some("String")), .member("field"), "The path to what is wrong."),
                        FieldDefinition("message", .some("String"), .member("message"), "What is wrong with it."),
                        FieldDefinition("code", .named("String"), .member("code"), "The same for programs."),
                        FieldDefinition(
                            "elementIndex", .named("Int"), .member("elementIndex"),
                            "Which element of a list it is about."),
                    ], interfaces: [])),
            NamedType(
                "Count", "How many there are.",
                .object([FieldDefinition("count", .some("Int"), .member("count"), "The number.")], interfaces: [])),
        ]
    }

    private var nodeQueries: [FieldDefinition] {
        mutating get {
            [
                field(
                    "node", .named("Node"), .node, "The record with this id.",
                    arguments: [InputField("id", .some("ID"))]),
                field(
                    "nodes", .nonNull(.list(.named("Node"))), .nodes, "The records with these ids, in their sequence.",
                    arguments: [InputField("ids", .all("ID"))], size: .argument("ids")),
            ]
        }
    }

    // MARK: Types of values

    /// The type of a field's values; nil for what has parts.
    mutating func valueType(_ field: Field, of resource: Resource) -> TypeReference? {
        switch field.type {
        case .text where !field.choices.isEmpty: enumeration(field, of: resource)
        case .text, .handle, .password: .named("String")
        case .bool: .named("Boolean")
        case .integer where field.name.hasSuffix("_id"): .named("ID")
        case .integer: .named(field.fitsInt ? "Int" : "BigInt")
        case .float: .named("Float")
        case .money: .named("Money")
        case .time: .named("DateTime")
        case .json: .named(field.flags.contains(.scalar) ? "String" : "JSON")
        case .labels: .list(.some("String"))
        case .reference, .parentID, .ownID: .named("ID")
        case .children, .firstChild, .globalID: nil
        }
    }

    /// The enum of a field with choices; text if GraphQL cannot name them all.
    private mutating func enumeration(_ field: Field, of resource: Resource) -> TypeReference {
        let name = resource.declaration.typeName + GraphQLNames.pascal(field.name)
        return enumeration(name, field.title, field.choices)
    }

    mutating func enumeration(_ name: String, _ description: String, _ texts: [String]) -> TypeReference {
        let names = texts.compactMap(GraphQLNames.enumValue)
        guard names.count == texts.count, Set(names).count == names.count else { return .named("String") }
        if let known = enums[name] { return .named(known == texts ? name : "String") }
        enums[name] = texts
        types.append(
            NamedType(name, description, .enumeration(zip(names, texts).map { EnumValue($0, stored: $1) })))
        return .named(name)
    }
}

extension Field {
    /// No value of it needs more than 32 bits.
    fileprivate var fitsInt: Bool {
        (min, max) != (0, 0) && Int32(exactly: min) != nil && Int32(exactly: max) != nil
    }
}

internal import StoaGraphQL
internal import StoaRecords

/// Types of records, of pages of them, and what leads from one to the other.
extension SchemaBuilder {
    mutating func addObject(_ resource: Resource) {
        let type = resource.declaration.typeName
        var fields = [
            field("id", .some("ID"), .globalID(resource), "Its name in GraphQL."),
            field("legacyResourceId", .some("ID"), .plainID, "Its number, as in the REST API."),
        ]
        for index in resource.fields.indices where resource.fields[index].isRendered {
            fields += self.fields(for: resource.fields[index], of: resource)
        }
        fields += lists(of: resource)
        var names: Set<String> = []
        // What the resource itself declares comes first and wins.
        add(
            NamedType(
                type, resource.declaration.title,
                .object(fields.filter { names.insert($0.name).inserted }, interfaces: ["Node"])))
        addPage(of: type, resource)
    }

    private mutating func addPage(of type: String, _ resource: Resource) {
        add(
            NamedType(
                type + "Edge", "A record in its place in a list.",
                .object(
                    [
                        field("cursor", .some("String"), .edgeCursor, "Where the list goes on behind it."),
                        field("node", .some(type), .edgeNode, "The record."),
                    ], interfaces: [])))
        add(
            NamedType(
                type + "Connection", "Some of a list of records.",
                .object(
                    [
                        field(
                            "edges", .all(type + "Edge"), .pageEdges, "The records, each with its cursor.",
                            size: .inherited),
                        field("nodes", .all(type), .pageNodes, "The records.", size: .inherited),
                        field("pageInfo", .some("PageInfo"), .pageInfo, "Whether there is more."),
                    ], interfaces: [])))
    }

    private mutating func fields(for field: Field, of resource: Resource) -> [FieldDefinition] {
        let name = GraphQLNames.camel(field.name)
        switch field.type {
        case .globalID: return []
        case .children:
            guard let child = registry.resource(named: field.target), shown.contains(child.index) else { return [] }
            return [
                self.field(
                    name, .some(child.declaration.typeName + "Connection"), .children(member: field.name, child),
                    field.title, arguments: Self.pageArguments, size: .page)
            ]
        case .firstChild:
            guard let list = resource.field(named: field.target),
                let child = registry.resource(named: resource.fields[list].target), shown.contains(child.index)
            else { return [] }
            return [FieldDefinition(name, .named(child.declaration.typeName), .member(field.name), field.title)]
        case .reference where field.flags.contains(.attached):
            return [
                self.field(name, .named("ID"), .ownerID(resource), field.title),
                self.field(
                    GraphQLNames.object(of: field.name) ?? name + "Node", .named("Node"), .owner(resource), field.title),
            ]
        case .reference, .parentID, .ownID: return references(field, name, resource)
        case .labels:
            return [self.field(name, .all("String"), .labels(member: field.name), field.title)]
        default:
            guard let type = valueType(field, of: resource) else { return [] }
            // What is never blank is promised not to be null.
            let isCertain = field.flags.contains(.required) || !field.flags.isDisjoint(with: [.onCreate, .onUpdate])
            return [
                FieldDefinition(name, isCertain ? .nonNull(type) : type, .member(field.name), field.title)
            ]
        }
    }

    /// The id of another record, and that record.
    private mutating func references(_ field: Field, _ name: String, _ resource: Resource) -> [FieldDefinition] {
        let target: Resource? =
            switch field.type {
            case .parentID: resource.parent.map { registry.resources[$0] }
            case .ownID: field.target.isEmpty ? nil : registry.resource(named: field.target)
            default: registry.resource(named: field.target)
            }
        guard let target, shown.contains(target.index) else {
            return field.type == .ownID ? [] : [FieldDefinition(name, .named("ID"), .member(field.name), field.title)]
        }
        let object = GraphQLNames.object(of: field.name) ?? name + "Record"
        return [
            self.field(name, .named("ID"), .referenceID(member: field.name, target), field.title),
            self.field(
                object, .named(target.declaration.typeName), .reference(member: field.name, target), field.title),
        ]
    }

    // MARK: Lists below records

    /// What links to a record, and what others lead to from it.
    private mutating func lists(of resource: Resource) -> [FieldDefinition] {
        var fields: [FieldDefinition] = []
        for link in resource.relations.referrers {
            let other = registry.resources[link.resource]
            guard shown.contains(other.index), other.declaration.view == nil,
                other.fields[link.field].flags.contains(.below) || link.kind != nil,
                other.declaration.nestedVerbs.contains(.list) || other.declaration.verbs.contains(.list)
            else { continue }
            let held = Set([other.fields[link.field].name] + (link.kind.map { [other.fields[$0.field].name] } ?? []))
            let filters = filterArguments(of: other, without: held)
            fields.append(
                field(
                    GraphQLNames.camel(other.plural), .some(other.declaration.typeName + "Connection"),
                    .below(other, link, filters.map(\.filter)), other.declaration.title,
                    arguments: Self.pageArguments + filters.map(\.input), size: .page))
            if link.kind != nil { fields += attached(other, link, filters) }
        }
        for other in registry.resources where shown.contains(other.index) {
            for through in other.relations.through
            where through.key == nil && through.field.target == resource.name && through.field.type == .reference {
                fields.append(
                    field(
                        GraphQLNames.camel(other.plural), .some(other.declaration.typeName + "Connection"),
                        .through(other, through, []), other.declaration.title, arguments: Self.pageArguments,
                        size: .page))
            }
        }
        return fields
    }

    /// The attachment that is found by the texts that each of them must have.
    private mutating func attached(
        _ resource: Resource, _ link: Link, _ filters: [(input: InputField, filter: FilterArgument)]
    ) -> [FieldDefinition] {
        let keys = filters.filter { entry in
            resource.filters.contains { filter in
                filter.parameter == entry.filter.parameter && filter.kind == .equal
                    && resource.fields.contains {
                        $0.name == filter.field && $0.type == .text && $0.flags.contains(.required)
                    }
            }
        }
        guard !keys.isEmpty else { return [] }
        return [
            field(
                GraphQLNames.camel(resource.name), .named(resource.declaration.typeName),
                .attached(resource, link, keys.map(\.filter)), resource.declaration.title,
                arguments: keys.map { InputField($0.input.name, .nonNull($0.input.type), $0.input.description) })
        ]
    }

    static let pageArguments = [
        InputField("first", .named("Int"), "How many from the start, at most 250; 50 if nothing is said."),
        InputField("after", .named("String"), "The cursor behind which they start."),
        InputField("last", .named("Int"), "How many from the end, at most 250."),
        InputField("before", .named("String"), "The cursor before which they end."),
        InputField("reverse", .named("Boolean"), "Whether the list is turned round.", initial: .bool(false)),
    ]

    // MARK: Filters

    /// The arguments with which a list selects.
    mutating func filterArguments(
        of resource: Resource, without held: Set<String> = []
    ) -> [(input: InputField, filter: FilterArgument)] {
        var arguments: [(input: InputField, filter: FilterArgument)] = [
            (
                InputField("ids", .list(.some("ID")), "Only these, at most 250."),
                FilterArgument(name: "ids", parameter: "ids", names: resource)
            )
        ]
        var names = Set(Self.pageArguments.map(\.name) + ["ids", "query", Self.sortArgument])
        for filter in resource.filters where !held.contains(filter.field) {
            let field = resource.field(named: filter.field).map { resource.fields[$0] }
            let name = GraphQLNames.camel(
                filter.parameter.split(separator: "[").last.map(String.init) ?? filter.parameter)
            guard names.insert(name).inserted, let type = argumentType(filter, field, resource) else { continue }
            arguments.append(
                (
                    InputField(name, type, Self.describe(filter)),
                    FilterArgument(
                        name: name, parameter: filter.parameter, names: field.flatMap(named), isID: type.name == "ID")
                ))
        }
        for through in resource.relations.through where through.key == nil {
            let name = GraphQLNames.camel(through.filter.parameter)
            guard shown.contains(through.via), names.insert(name).inserted,
                let type = valueType(through.field, of: registry.resources[through.via])
            else { continue }
            arguments.append(
                (
                    InputField(name, type, "Only those with this."),
                    FilterArgument(name: name, parameter: through.filter.parameter, names: named(through.field))
                ))
        }
        return arguments
    }

    private func named(_ field: Field) -> Resource? {
        field.type == .reference ? registry.resource(named: field.target) : nil
    }

    private mutating func argumentType(_ filter: Filter, _ field: Field?, _ resource: Resource) -> TypeReference? {
        func words(_ words: [String], _ builder: inout SchemaBuilder) -> TypeReference {
            let name = resource.declaration.typeName + GraphQLNames.pascal(filter.parameter) + "Filter"
            return builder.enumeration(name, "What a list is selected by.", words)
        }
        switch filter.kind {
        case .equal, .minimum, .maximum: return field.flatMap { valueType($0, of: resource) }
        case .oneOf: return field.flatMap { valueType($0, of: resource) }.map { .list(.nonNull($0)) }
        case .contains: return .named("String")
        case .presence: return words(filter.words, &self)
        case .words: return words(filter.meanings.map(\.word), &self)
        case .through, .throughKey: return nil
        }
    }

    private static func describe(_ filter: Filter) -> String {
        switch filter.kind {
        case .minimum: "Only those with this or more."
        case .maximum: "Only those with this or less."
        case .contains: "Only those that have this text in it."
        case .oneOf: "Only those with one of these."
        case .equal, .presence, .words, .through, .throughKey: "Only those with this."
        }
    }
}

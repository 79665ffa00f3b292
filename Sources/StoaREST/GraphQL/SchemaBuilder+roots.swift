internal import StoaGraphQL
internal import StoaRecords

/// What can be asked and changed from the root.
extension SchemaBuilder {
    mutating func queries(of resource: Resource) -> [FieldDefinition] {
        let declaration = resource.declaration
        let type = declaration.typeName
        let verbs = declaration.facets.reduce(declaration.verbs) { $0.union($1.verbs) }
        var fields: [FieldDefinition] = []
        let name = GraphQLNames.lowerFirst(type)
        if verbs.contains(.get) {
            fields.append(
                field(
                    name, .named(type), .one(resource), declaration.title,
                    arguments: [InputField("id", .some("ID"), "Its id.")]))
            if let handle = resource.fields.firstIndex(where: { $0.type == .handle && $0.within.isEmpty }) {
                fields.append(
                    field(
                        name + "ByHandle", .named(type), .oneByHandle(resource, field: handle), declaration.title,
                        arguments: [InputField("handle", .some("String"), "Its name in addresses.")]))
            }
        }
        guard verbs.contains(.list) else { return fields }
        let filters = filterArguments(of: resource)
        let plural = self.plural(of: resource)
        let query = InputField(
            "query", .named("String"),
            "Terms of the form name:value, all of which must hold; names are those of the filters.")
        fields.append(
            field(
                plural, .some(type + "Connection"), .list(resource, filters.map(\.filter)), declaration.title,
                arguments: Self.pageArguments + [sortArgument(of: resource), query] + filters.map(\.input),
                size: .page))
        if verbs.contains(.count) {
            fields.append(
                field(
                    plural + "Count", .named("Count"), .count(resource, filters.map(\.filter)), "How many there are.",
                    arguments: [query] + filters.map(\.input)))
        }
        return fields
    }

    static let sortArgument = "sortKey"
    /// What the value for the id is stored as; no field has this name.
    static let idSort = "id"

    private mutating func sortArgument(of resource: Resource) -> InputField {
        let names = [Self.idSort] + resource.sortFields.map { resource.fields[$0].name }
        let type = enumeration(
            resource.declaration.typeName + "SortKeys", "What a list is sorted by, and then by the id.", names)
        return InputField(
            Self.sortArgument, type, "What the list is sorted by.", initial: .enumeration("ID", stored: Self.idSort))
    }

    /// `supplierParts` for the type SupplierPart, whatever its path says.
    private func plural(of resource: Resource) -> String {
        let type = GraphQLNames.lowerFirst(resource.declaration.typeName)
        let common = resource.name.commonPrefix(with: resource.plural)
        let ending = resource.name.dropFirst(common.count)
        guard type.hasSuffix(ending) else { return GraphQLNames.camel(resource.plural) }
        return String(type.dropLast(ending.count) + resource.plural.dropFirst(common.count))
    }

    // MARK: Changes

    mutating func changes(of resource: Resource) -> [FieldDefinition] {
        let declaration = resource.declaration
        let verbs = declaration.verbs.union(declaration.nestedVerbs)
        var fields = changes(of: resource, verbs, nil, GraphQLNames.lowerFirst(declaration.typeName))
        for facet in declaration.facets {
            fields += changes(of: resource, facet.verbs, facet, GraphQLNames.camel(facet.name))
        }
        if !fields.isEmpty { addInputs(of: resource) }
        return fields + sets(of: resource, verbs)
    }

    /// Attachments are made and changed by their names, many at once; in the singular too, as IndeCommerce spells it.
    private mutating func sets(of resource: Resource, _ verbs: Verbs) -> [FieldDefinition] {
        guard let attachment = resource.relations.attachment, verbs.isSuperset(of: [.create, .update]),
            !resource.namingFields.isEmpty
        else { return [] }
        let name = GraphQLNames.camel(resource.plural)
        let pascal = GraphQLNames.pascal(resource.plural)
        let change = DerivedSet(resource: resource, name: name, payload: pascal + "SetPayload")
        let needed = Set(resource.namingFields + [attachment.kind])
        let inputs = inputFields(of: resource).filter { input in
            !needed.contains { GraphQLNames.camel(resource.fields[$0].name) == input.name }
        }
        let names = resource.namingFields.map { index in
            InputField(GraphQLNames.camel(resource.fields[index].name), .some("String"), resource.fields[index].title)
        }
        add(NamedType(pascal + "SetInput", resource.declaration.title, .input(names + inputs)))
        let records = field(
            name, .list(.some(resource.declaration.typeName)), .payloadRecords, "The records as they are now.",
            size: .argument(name))
        let errors = field(
            Self.errorsField, .all("UserError"), .payloadErrors, "Why nothing was changed; empty if it was.",
            size: .assumed(1))
        add(NamedType(change.payload, "What came of it.", .object([records, errors], interfaces: [])))
        let argument = InputField(name, .all(pascal + "SetInput"), "At most \(AttachmentsChange.countMax).")
        return [name, GraphQLNames.camel(resource.name)].map { spelling in
            field(
                spelling + "Set", .named(change.payload), .set(change),
                "Makes or changes \(name) by their names: all or none.", arguments: [argument])
        }
    }

    private mutating func changes(
        of resource: Resource, _ verbs: Verbs, _ facet: Facet?, _ name: String
    ) -> [FieldDefinition] {
        let type = resource.declaration.typeName
        let id = InputField("id", .named("ID"), "Which one; in place of the id in the input.")
        let words = name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : "\($1)" }
        var fields: [FieldDefinition] = []
        if verbs.contains(.create) {
            fields.append(
                change(
                    .create, resource, facet, name, "Creates a \(words).",
                    [input("input", type + "Input"), input(name, type + "CreateInput")]))
        }
        if verbs.contains(.update) {
            fields.append(
                change(
                    .update, resource, facet, name, "Changes the fields sent of a \(words).",
                    [id, input("input", type + "Input"), input(name, type + "UpdateInput")]))
        }
        if verbs.contains(.delete) {
            fields.append(
                change(
                    .delete, resource, facet, name, "Deletes a \(words).", [id, input("input", type + "DeleteInput")]))
        }
        return fields
    }

    private func input(_ name: String, _ type: String) -> InputField { InputField(name, .named(type), "The record.") }

    private mutating func change(
        _ kind: DerivedChange.Kind, _ resource: Resource, _ facet: Facet?, _ name: String, _ title: String,
        _ arguments: [InputField]
    ) -> FieldDefinition {
        let verb = kind == .create ? "Create" : kind == .update ? "Update" : "Delete"
        let pascal = name.prefix(1).uppercased() + name.dropFirst()
        let change = DerivedChange(
            kind: kind, resource: resource, facet: facet, name: name, payload: "\(pascal)\(verb)Payload")
        let errors = field(
            "userErrors", .all("UserError"), .payloadErrors, "Why nothing was changed; empty if it was.",
            size: .assumed(1))
        let result =
            kind == .delete
            ? field("deleted\(pascal)Id", .named("ID"), .payloadDeletedID, "The id of what is gone.")
            : field(name, .named(resource.declaration.typeName), .payloadRecord, "The record as it is now.")
        add(
            NamedType(change.payload, "What came of it.", .object([result, errors], interfaces: [])))
        return field(name + verb, .named(change.payload), .change(change), title, arguments: arguments)
    }

    // MARK: Inputs

    private mutating func addInputs(of resource: Resource) {
        let type = resource.declaration.typeName
        let id = InputField("id", .named("ID"), "Which one; of a new one there is none.")
        let fields = inputFields(of: resource)
        add(NamedType(type + "Input", "A record, to make or change.", .input([id] + fields)))
        add(NamedType(type + "CreateInput", "A record to make.", .input(fields)))
        add(NamedType(type + "UpdateInput", "A record to change: the fields sent.", .input([id] + fields)))
        add(
            NamedType(
                type + "DeleteInput", "A record to delete.", .input([InputField("id", .some("ID"), "Which one.")])))
    }

    private mutating func inputFields(of resource: Resource) -> [InputField] {
        var fields: [InputField] = []
        if let parent = resource.parent.map({ registry.resources[$0] }) {
            fields.append(
                InputField(
                    GraphQLNames.lowerFirst(parent.declaration.typeName) + "Id", .named("ID"),
                    "What it is part of; needed for a new one."))
        }
        // An attachment's owner is said by its id.
        let kind = resource.relations.attachment.map { resource.fields[$0.kind].name }
        for field in resource.fields where field.isWritable && field.name != kind {
            let name = GraphQLNames.camel(field.name)
            guard !fields.contains(where: { $0.name == name }), name != "id" else { continue }
            if field.type == .children {
                guard let child = registry.resource(named: field.target), shown.contains(child.index) else { continue }
                let type = child.declaration.typeName + "Input"
                if !types.contains(where: { $0.name == type }), child.changesNothingItself { addInputs(of: child) }
                fields.append(InputField(name, .list(.some(type)), field.title))
            } else if let type = valueType(field, of: resource) {
                fields.append(InputField(name, type, field.title))
                if field.type == .password { fields.append(InputField(name + "Confirmation", type, "The same again.")) }
            }
        }
        for input in registry.inputs(of: resource) {
            let name = GraphQLNames.camel(input.name)
            guard !fields.contains(where: { $0.name == name }) else { continue }
            fields.append(InputField(name, .named("JSON"), input.title))
        }
        return fields
    }
}

extension Resource {
    /// No mutation of its own takes its input types.
    fileprivate var changesNothingItself: Bool {
        declaration.verbs.union(declaration.nestedVerbs).isDisjoint(with: [.create, .update, .delete])
    }
}

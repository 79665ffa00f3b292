import StoaRecords

/// A root with a field of every stored type and a filter of every kind, and a tree of three levels.
func sampleRegistry(
    hooks: [Hook] = [], services: [Service] = [], topics: [Topic] = [], others: [ModuleDeclaration] = [],
    supplier: ResourceDeclaration = supplier(), box: ResourceDeclaration = box()
) throws -> Registry {
    var module = ModuleDeclaration(id: "suppliers", version: "1.0.0")
    module.scopes = [
        ScopeDeclaration("read_things", title: "See."), ScopeDeclaration("write_things", title: "Change."),
    ]
    module.resources = [supplier, box, item(), mark()]
    module.hooks = hooks
    module.services = services
    module.topics = topics
    return try Registry(modules: [module] + others)
}

func supplier(adding extra: [Field] = [], filters: [Filter] = []) -> ResourceDeclaration {
    var resource = resource(
        "supplier", "suppliers",
        [
            field("name", .text, [.required], max: 40),
            field("handle", .handle, [.suffixed], target: "name"),
            field("code", .text, [.unique], min: 2, max: 20),
            field("number", .integer, [.unique]),
            field("grade", .text, choices: ["A", "B", "C"], initial: "\"B\""),
            field("is_preferred", .bool, initial: "false"),
            field("lead_time_days", .integer, max: 365),
            field("rating", .float, min: 1, max: 5),
            field("balance", .money, max: 100_000),
            field("signed_at", .time),
            field("contract", .json),
            field("labels", .labels),
            field("successor_id", .reference, target: "supplier"),
            field("secret_note", .text, [.hidden]),
            field("welcome", .bool, [.transient]),
            field("serial", .text, [.readOnly]),
            field("admin_id", .globalID),
            field("created_at", .time, [.onCreate]),
            field("updated_at", .time, [.onUpdate]),
        ] + extra)
    resource.filters =
        [
            Filter("name", "name", .contains), Filter("grade", "grade", .oneOf), Filter("code", "code", .equal),
            Filter("is_preferred", "is_preferred", .equal), Filter("lead_time_min", "lead_time_days", .minimum),
            Filter("lead_time_max", "lead_time_days", .maximum), Filter("rating_min", "rating", .minimum),
            Filter("balance_max", "balance", .maximum), Filter("successor_id", "successor_id", .oneOf),
            Filter("signed", "signed_at", .presence, words: ["yes", "no", "any"]),
        ] + filters
    return resource
}

func box(adding extra: [Field] = []) -> ResourceDeclaration {
    resource(
        "box", "boxes",
        [
            field("label", .text, [.required], max: 40),
            field("capacity", .integer, initial: "10"),
            field("items", .children, target: "item"),
            field("first_item", .firstChild, target: "items"),
            field("created_at", .time, [.onCreate]),
            field("updated_at", .time, [.onUpdate]),
        ] + extra)
}

func item() -> ResourceDeclaration {
    resource(
        "item", "items", parent: "box",
        [
            field("box_id", .parentID),
            field("title", .text, max: 30),
            field("slug", .handle, [.suffixed], target: "title"),
            field("sku", .text, [.unique], max: 30),
            field("price", .money, [.required], max: 1_000_000, initial: "\"0\""),
            field("position", .integer, [.position]),
            field("marks", .children, target: "mark"),
            field("updated_at", .time, [.onUpdate]),
        ])
}

private func mark() -> ResourceDeclaration {
    resource("mark", "marks", parent: "item", [field("text", .text, [.required]), field("item_id", .parentID)])
}

func resource(_ name: String, _ plural: String, parent: String = "", _ fields: [Field]) -> ResourceDeclaration {
    var resource = ResourceDeclaration(
        name, plural: plural, typeName: name.uppercased(), readScope: "read_things", writeScope: "write_things",
        fields: fields)
    resource.parent = parent
    resource.hasEvents = parent.isEmpty
    resource.verbs = parent.isEmpty ? .all : [.get, .update, .delete]
    resource.nestedVerbs = parent.isEmpty ? [] : .all
    return resource
}

func field(
    _ name: String, _ type: FieldType, _ flags: FieldFlags = [], min: Int64 = 0, max: Int64 = 0, choices: [String] = [],
    initial: String = "", target: String = ""
) -> Field {
    var field = Field(name, type, flags)
    field.min = min
    field.max = max
    field.choices = choices
    field.initial = initial
    field.target = target
    return field
}

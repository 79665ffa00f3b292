import StoaCore
import StoaREST
import StoaRecords

/// A registry with one of everything that documents and pages show: `supplier` with its `part`s, and a module route.
func referenceRegistry(title: String = "Someone who delivers.") throws -> Registry {
    var module = ModuleDeclaration(id: "stoa.suppliers", version: "1.2.0")
    module.title = "Suppliers"
    module.scopes = [
        ScopeDeclaration("read_suppliers", title: "See suppliers and their parts."),
        ScopeDeclaration("write_suppliers", title: "Add, change and remove suppliers and their parts."),
    ]
    module.resources = [supplier(title: title), part()]
    module.routes = routes(of: module.id)
    return try Registry(modules: [module])
}

private func routes(of module: String) -> [ModuleRoute] {
    func route(_ method: HTTPMethod, _ path: String, _ title: String) -> ModuleRoute {
        ModuleRoute(
            module: module, method: method, path: path, scope: method == .get ? "read_suppliers" : "write_suppliers",
            title: title, writes: method != .get, run: { _, _ in 0 })
    }
    var archive = route(.post, "suppliers/{id}/archive", "Archives a supplier")
    archive.body = RouteBody(
        name: "archive", schema: #"{"type":"object","properties":{"reason":{"type":"string"}}}"#,
        example: #"{"reason":"retired"}"#)
    archive.answer = .record("supplier")
    var order = route(.post, "orders", "Orders from suppliers")
    order.body = RouteBody(
        name: "", schema: #" {"type":"object","required":["lines"],"properties":{"lines":{"type":"array"}}} "#,
        example: "")
    order.answer = .json(name: "order", schema: #"{"type":"object","properties":{"number":{"type":"integer"}}}"#)
    var best = route(.get, "suppliers/best", "The best suppliers")
    best.answer = .page("supplier")
    var strange = route(.get, "suppliers/strange", "Records of a resource that is not there")
    strange.answer = .record("unicorn")
    return [archive, order, best, strange, route(.get, "lead_times", "Lead times of all suppliers")]
}

private func supplier(title: String) -> ResourceDeclaration {
    var resource = ResourceDeclaration(
        "supplier", plural: "suppliers", typeName: "Supplier", readScope: "read_suppliers",
        writeScope: "write_suppliers",
        fields: [
            field("name", .text, [.required], max: 255, title: "What people call it."),
            field("handle", .handle, [.suffixed], target: "name", title: "Its part of an address."),
            field("status", .text, [.required], choices: ["active", "paused"], initial: "\"active\""),
            field("email", .text, [.unique], min: 3, max: 254),
            field("is_preferred", .bool, [.required], initial: "false"),
            field("lead_time_days", .integer, max: 365, title: "From order to arrival."),
            field("rating", .float, min: 1, max: 5),
            field("least_order", .money, max: 100_000, title: "Orders below it are refused."),
            field("contract", .json),
            field("labels", .labels),
            field("successor_id", .reference, target: "supplier", title: "Who delivers instead."),
            field("parts", .children, [.required], target: "part"),
            field("main_part", .firstChild, target: "parts"),
            field("admin_id", .globalID),
            field("welcome", .bool, [.transient], title: "Sends a greeting."),
            field("secret_note", .text, [.hidden]),
            field("signed_at", .time),
            field("created_at", .time, [.onCreate]),
            field("updated_at", .time, [.onUpdate]),
        ])
    resource.title = title
    resource.verbs = .all
    resource.filters = [
        Filter("name", "name", .contains), Filter("status", "status", .oneOf), Filter("email", "email", .equal),
        Filter("signed", "signed_at", .presence, words: ["yes", "no", "any"]),
        Filter("least_order_max", "least_order", .maximum),
        Filter(
            "state", "status", .words,
            words: ["all", "open=status:active", "halted=status:paused", "either=status:active,paused"]),
    ]
    return resource
}

private func part() -> ResourceDeclaration {
    var resource = ResourceDeclaration(
        "part", plural: "parts", typeName: "Part", readScope: "read_suppliers", writeScope: "write_suppliers",
        fields: [
            field("supplier_id", .parentID),
            field("number", .text, [.required, .unique], min: 2, max: 40, title: "As printed on it."),
            field("price", .money, [.required]),
            field("position", .integer, [.position]),
        ])
    resource.title = "A thing that a supplier delivers."
    resource.parent = "supplier"
    resource.verbs = [.get, .update]
    resource.nestedVerbs = .all
    return resource
}

private func field(
    _ name: String, _ type: FieldType, _ flags: FieldFlags = [], min: Int64 = 0, max: Int64 = 0, choices: [String] = [],
    initial: String = "", target: String = "", title: String = ""
) -> Field {
    var field = Field(name, type, flags)
    field.min = min
    field.max = max
    field.choices = choices
    field.initial = initial
    field.target = target
    field.title = title
    return field
}

/// What the home page shows of `registry`, with one module that serves and one that was refused.
func pageContent(of registry: Registry, reason: String = "needs the module stoa.taxes 2.0") -> PageContent {
    var content = PageContent(
        serverVersion: "1.0.0", abi: "1.0", registry: registry, operations: Operations.all(of: registry))
    content.modules = registry.modules.map {
        PageContent.Module(id: $0.id, version: $0.version, title: $0.title, isEssential: true)
    }
    content.refusals = [PageContent.Refusal(id: "example.reports", reason: reason)]
    return content
}

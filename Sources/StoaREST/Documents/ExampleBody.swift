internal import StoaJSON
internal import StoaRecords

/// The least that a client has to send, made from what is declared, so that examples in documents and pages work.
struct ExampleBody {
    let registry: Registry

    /// JSON for `operation`, wrapped as the dialect wants it; nil if it takes no body or nobody declared its form.
    func json(for operation: Operation, in dialect: Dialect) -> String? {
        if let body = registry.route(of: operation)?.body { return example(of: body, in: dialect) }
        guard let index = operation.resource else { return nil }
        let resource = registry.resources[index]
        let fields: [Field]
        switch operation.action {
        case .create: fields = createFields(of: resource)
        case .update: fields = Array(resource.fields.filter(\.isInRequests).prefix(1))
        default: return nil
        }
        var json = JSONBuilder()
        switch dialect.envelope {
        case .named: json.object { $0.object(operation.facet?.name ?? resource.name) { write(fields, to: &$0) } }
        case .data: json.object { write(fields, to: &$0) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func example(of body: RouteBody, in dialect: Dialect) -> String? {
        guard !body.example.isEmpty else { return nil }
        guard dialect.envelope == .named, !body.name.isEmpty else { return body.example }
        var json = JSONBuilder()
        json.object { $0.member(body.name, json: body.example) }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// What is required, or one field where nothing is, so that the body shows its form.
    private func createFields(of resource: Resource) -> [Field] {
        let required = resource.fields.filter { $0.isRequiredOnCreate || ($0.isInRequests && !$0.example.isEmpty) }
        return required.isEmpty ? Array(resource.fields.filter(\.isInRequests).prefix(1)) : required
    }

    private func write(_ fields: [Field], to json: inout JSONBuilder) {
        for field in fields { write(field, to: &json) }
    }

    private func write(_ field: Field, to json: inout JSONBuilder) {
        guard field.example.isEmpty else { return json.member(field.name, json: field.example) }
        switch field.type {
        case .text: json.member(field.name, field.choices.first ?? text(of: field))
        case .handle: json.member(field.name, "example")
        case .password: json.member(field.name, "correct horse battery staple")
        case .bool: json.member(field.name, true)
        case .integer, .reference: json.member(field.name, number(in: field))
        case .float: json.member(field.name, json: "\(number(in: field)).0")
        case .money: json.member(field.name, "10.00")
        case .time: json.member(field.name, "2024-01-31T12:00:00Z")
        case .labels: json.member(field.name, "new, reduced")
        case .json: json.object(field.name) { _ in }
        case .children: children(of: field, to: &json)
        case .firstChild, .globalID, .parentID, .ownID: break
        }
    }

    /// Ends because a child's parent is fixed and the registry refuses a resource that is its own ancestor.
    private func children(of field: Field, to json: inout JSONBuilder) {
        guard let child = registry.resource(named: field.target) else { return json.array(field.name, []) }
        json.array(field.name, CollectionOfOne(child)) { json, child in
            json.object { write(createFields(of: child), to: &$0) }
        }
    }

    private func text(of field: Field) -> String {
        // What the usual names of formats promise.
        if field.name == "src" || field.name.hasSuffix("url") { return "https://example.com/example.jpg" }
        if field.name == "address" { return "https://example.com/events" }
        if field.name.hasSuffix("email") { return "person@example.com" }
        if field.name == "topic", let topic = registry.topics.first { return topic.aliases.first ?? topic.name }
        let example = "Example"
        if field.max > 0, field.max < example.count { return String(example.prefix(Int(field.max))) }
        guard field.min > example.count else { return example }
        // A minimum beyond what fits on a page is left to the reader.
        return example.padding(to: Int(Swift.min(field.min, 120)))
    }

    private func number(in field: Field) -> Int64 {
        guard field.hasBounds else { return 1 }
        return Swift.max(field.min, Swift.min(1, field.max))
    }
}

extension String {
    fileprivate func padding(to count: Int) -> String {
        self + String(repeating: "e", count: Swift.max(0, count - self.count))
    }
}

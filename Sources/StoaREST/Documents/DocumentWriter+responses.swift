internal import StoaCore
internal import StoaJSON
internal import StoaRecords

extension DocumentWriter {
    /// The statuses that `operation` can answer with, each with its response.
    func responses(of operation: Operation, to json: inout JSONBuilder) {
        let name = operation.facet?.name ?? operation.resource.map { registry.resources[$0].name } ?? ""
        switch operation.action {
        case .list: refer("200", "\(name).list", &json)
        case .count: refer("200", "Count", &json)
        case .get, .update: refer("200", "\(name).one", &json)
        case .create: refer("201", "\(name).one", &json)
        case .delete: refer("204", "Deleted", &json)
        case .bulk(.import), .bulk(.export): refer("202", "\(BulkOperation.resourceName).one", &json)
        case .bulk(.result): refer("200", "BulkResult", &json)
        case .bulk(.cancel): refer("200", "\(BulkOperation.resourceName).one", &json)
        // The module decides which status its success has, and may lead elsewhere.
        case .route:
            answer(of: operation, &json)
            refer("3XX", "Route", &json)
        }
        if operation.isConditional { refer("304", "NotModified", &json) }
        for entry in Failure.Code.all where failures(of: operation).contains(entry.status) {
            refer("\(entry.status)", entry.name, &json)
        }
    }

    private func failures(of operation: Operation) -> [UInt16] {
        let always: [UInt16] = [400, 401, 403, 404, 429, 500, 503]
        guard operation.writes else { return always }
        let body: [UInt16] = takesBody(operation) ? [413, 415] : []
        let precondition: [UInt16] = operation.action == .update || operation.action == .delete ? [412] : []
        return always + [409, 422] + body + precondition
    }

    private func answer(of operation: Operation, _ json: inout JSONBuilder) {
        switch registry.route(of: operation)?.answer {
        case .record(let name): refer("2XX", registry.resource(named: name) == nil ? "Route" : "\(name).one", &json)
        case .page(let name): refer("2XX", registry.resource(named: name) == nil ? "Route" : "\(name).list", &json)
        case .json("count", _): refer("2XX", "Count", &json)
        case .json(let name, let schema):
            success("2XX", Self.routeDescription, [], &json) { json in
                envelope(named: name, meta: { _ in }, &json) { $0.members(of: schema) }
            }
        case nil: refer("2XX", "Route", &json)
        }
    }

    private static let routeDescription = "What the module answers."

    private func refer(_ status: String, _ key: String, _ json: inout JSONBuilder) {
        json.object(status) { $0.member("$ref", "#/components/responses/\(key)") }
    }

    func responses(_ json: inout JSONBuilder) {
        for resource in registry.resources {
            records(resource.name, resource.plural, as: resource.name, &json)
            for facet in resource.declaration.facets {
                records(facet.name, facet.plural, as: facet.without.isEmpty ? resource.name : facet.name, &json)
            }
        }
        success("Count", "How many there are.", [.etag], &json) { count(&$0) }
        success("Route", Self.routeDescription, [], &json) { _ in }
        if hasBulk { bulkResult(&json) }
        json.object("Deleted") {
            $0.member("description", "It is gone; there is no body.")
            refer(headers: [], to: &$0)
        }
        json.object("NotModified") {
            $0.member("description", "The client's copy is current; there is no body.")
            refer(headers: [.etag], to: &$0)
        }
        for entry in Failure.Code.all { failure(entry, &json) }
    }

    /// One record and a page of them, under the names of a resource or of one of its facets, and in the form of either.
    private func records(_ name: String, _ plural: String, as form: String, _ json: inout JSONBuilder) {
        success("\(name).one", "The \(Words.plain(name)).", [.etag], &json) { one(form, named: name, &$0) }
        let pages: [Header] = dialect.envelope == .named ? [.link, .etag] : [.etag]
        success("\(name).list", "One page of \(Words.plain(plural)).", pages, &json) {
            list(form, named: plural, &$0)
        }
    }

    /// Files of either format, whose form is that of their resource.
    private func bulkResult(_ json: inout JSONBuilder) {
        json.object("BulkResult") { json in
            json.member(
                "description",
                "The file that was exported, in its format; of an import, line, external_id, field and message of all that was refused."
            )
            refer(headers: [], to: &json)
            json.object("content") { json in
                for type in ["text/csv", "application/json"] {
                    json.object(type) { $0.object("schema") { _ in } }
                }
            }
        }
    }

    private func success(
        _ key: String, _ description: String, _ headers: [Header], _ json: inout JSONBuilder,
        schema: (inout JSONBuilder) -> Void
    ) {
        json.object(key) { json in
            json.member("description", description)
            refer(headers: headers, to: &json)
            json.object("content") { $0.object("application/json") { $0.object("schema", schema) } }
        }
    }

    private func failure(_ entry: Failure.Code.Entry, _ json: inout JSONBuilder) {
        json.object(entry.name) { json in
            json.member("description", entry.meaning)
            refer(headers: entry.status == 429 || entry.status == 503 ? [.retryAfter] : [], to: &json)
            json.object("content") {
                $0.object("application/json") {
                    $0.object("schema") { $0.member("$ref", "#/components/schemas/\(Self.errorKey)") }
                }
            }
        }
    }

    // MARK: Envelopes

    private func one(_ form: String, named name: String, _ json: inout JSONBuilder) {
        let reference = FieldSchema.reference(to: form, .read)
        envelope(named: name, meta: { _ in }, &json) { $0.member("$ref", reference) }
    }

    private func list(_ form: String, named plural: String, _ json: inout JSONBuilder) {
        let reference = FieldSchema.reference(to: form, .read)
        envelope(named: plural, meta: page, &json) { json in
            json.member("type", "array")
            json.object("items") { $0.member("$ref", reference) }
        }
    }

    private func count(_ json: inout JSONBuilder) {
        let number = { (json: inout JSONBuilder) in
            json.member("type", "integer")
            json.member("minimum", 0)
        }
        switch dialect.envelope {
        case .named: object(["count"], &json) { $0.object("count", number) }
        case .data:
            envelope(named: "data", meta: { _ in }, &json) { json in
                object(["count"], &json) { $0.object("count", number) }
            }
        }
    }

    /// The members of a page's `meta`.
    private func page(_ json: inout JSONBuilder) {
        json.array("required", ["next_cursor", "limit", "count"])
        json.object("properties") { json in
            json.object("next_cursor") { $0.array("type", ["string", "null"]) }
            json.object("limit") { $0.member("type", "integer") }
            json.object("count") { $0.member("type", "integer") }
        }
    }

    private func envelope(
        named name: String, meta: (inout JSONBuilder) -> Void, _ json: inout JSONBuilder,
        content: (inout JSONBuilder) -> Void
    ) {
        switch dialect.envelope {
        case .named: object([name], &json) { $0.object(name, content) }
        case .data:
            object(["data", "meta"], &json) { json in
                json.object("data", content)
                json.object("meta") { json in
                    json.member("type", "object")
                    meta(&json)
                }
            }
        }
    }

    private func object(_ required: [String], _ json: inout JSONBuilder, properties: (inout JSONBuilder) -> Void) {
        json.member("type", "object")
        json.array("required", required)
        json.object("properties", properties)
    }
}

extension Operation {
    /// Its answers carry an ETag that a client can ask about.
    var isConditional: Bool { action == .list || action == .count || action == .get }
}

internal import StoaCore
internal import StoaJSON
internal import StoaRecords

extension DocumentWriter {
    /// Path items in the sequence of their first operation.
    func paths(_ json: inout JSONBuilder) {
        var patterns: [String] = []
        var items: [String: [Operation]] = [:]
        for operation in operations {
            if items[operation.pattern] == nil { patterns.append(operation.pattern) }
            items[operation.pattern, default: []].append(operation)
        }
        for pattern in patterns {
            guard let item = items[pattern], let first = item.first else { continue }
            json.object(first.path(in: dialect)) { json in
                pathParameters(of: first, to: &json)
                for operation in item {
                    json.object("\(operation.method)") { write(operation, to: &$0) }
                }
            }
        }
    }

    private func write(_ operation: Operation, to json: inout JSONBuilder) {
        json.member("operationId", operation.identifier)
        json.member("summary", operation.title)
        json.array("tags", groups.filter { $0.operations.contains { $0.index == operation.index } }.map(\.name))
        extensions(of: operation, to: &json)
        parameters(of: operation, to: &json)
        requestBody(of: operation, to: &json)
        json.object("responses") { responses(of: operation, to: &$0) }
    }

    /// What generated tests and clients need and OpenAPI has no word for.
    private func extensions(of operation: Operation, to json: inout JSONBuilder) {
        json.member("x-stoa-scope", operation.scope)
        json.member("x-stoa-module", operation.module)
        json.member("x-stoa-action", operation.actionName)
        if let resource = operation.resource {
            json.member("x-stoa-resource", registry.resources[resource].name)
        } else {
            json.member("x-stoa-resource", json: "null")
        }
        if let facet = operation.facet { json.member("x-stoa-facet", facet.name) }
        json.member("x-stoa-nested", operation.isNested)
        if let holder = operation.holder {
            json.member("x-stoa-holder", holder.facet?.name ?? registry.resources[holder.resource].name)
        }
        if let scope = operation.holderScope { json.member("x-stoa-holder-scope", scope) }
    }

    private func requestBody(of operation: Operation, to json: inout JSONBuilder) {
        guard takesBody(operation) else { return }
        guard operation.action != .bulk(.import) else { return importBody(of: operation, to: &json) }
        json.object("requestBody") { json in
            json.member("required", isBodyRequired(of: operation))
            json.object("content") { json in
                json.object("application/json") { json in
                    json.object("schema") { bodySchema(of: operation, to: &$0) }
                    if let example = ExampleBody(registry: registry).json(for: operation, in: dialect) {
                        json.member("example", json: example)
                    }
                }
            }
        }
    }

    /// A file with many records: rows of a spreadsheet, or the bodies that would create them one by one.
    private func importBody(of operation: Operation, to json: inout JSONBuilder) {
        guard let index = operation.resource else { return }
        let target = BulkTarget(resource: registry.resources[index], facet: operation.facet)
        json.object("requestBody") { json in
            json.member("required", true)
            json.object("content") { json in
                json.object("text/csv") { json in
                    json.object("schema") { $0.member("type", "string") }
                    json.member("example", BulkColumns(target, in: registry).names.joined(separator: ",") + "\r\n")
                }
                json.object("application/json") { json in
                    json.object("schema") { json in
                        json.member("type", "array")
                        json.object("items") {
                            $0.member("$ref", FieldSchema.reference(to: target.resource.name, .create))
                        }
                    }
                }
            }
        }
    }

    /// Takes JSON in its body.
    func takesBody(_ operation: Operation) -> Bool {
        if case .bulk(let bulk) = operation.action { return bulk == .import }
        guard let route = registry.route(of: operation) else { return operation.writes && operation.method != .delete }
        return route.body != nil
    }

    private func isBodyRequired(of operation: Operation) -> Bool {
        guard let body = registry.route(of: operation)?.body else { return true }
        let document = JSONDocument()
        return Array(body.schema.utf8).withUnsafeBytes { bytes in
            (try? document.parse(bytes)) != nil && (document.root.member("required")?.count ?? 0) > 0
        }
    }

    private func bodySchema(of operation: Operation, to json: inout JSONBuilder) {
        if let body = registry.route(of: operation)?.body { return bodySchema(body, to: &json) }
        guard let index = operation.resource else { return }
        let name = operation.facet?.name ?? registry.resources[index].name
        let reference = FieldSchema.reference(
            to: registry.resources[index].name, operation.action == .create ? .create : .update)
        switch dialect.envelope {
        case .named:
            json.member("type", "object")
            json.array("required", [name])
            json.object("properties") { $0.object(name) { $0.member("$ref", reference) } }
        case .data: json.member("$ref", reference)
        }
    }

    private func bodySchema(_ body: RouteBody, to json: inout JSONBuilder) {
        guard dialect.envelope == .named, !body.name.isEmpty else { return json.members(of: body.schema) }
        json.member("type", "object")
        json.array("required", [body.name])
        json.object("properties") { $0.member(body.name, json: body.schema) }
    }
}

internal import StoaJSON
internal import StoaRecords

extension DocumentWriter {
    func schemas(_ json: inout JSONBuilder) {
        for resource in registry.resources {
            for use in FieldSchema.Use.allCases {
                json.object(FieldSchema.key(resource.name, use)) { schema(of: resource, use, to: &$0) }
            }
            for facet in resource.declaration.facets where !facet.without.isEmpty {
                json.object(FieldSchema.key(facet.name, .read)) {
                    schema(of: resource, .read, without: facet.without, to: &$0)
                }
            }
        }
        json.object(Self.errorKey, error)
    }

    /// Names of resources have no capitals, so this is never one.
    static let errorKey = "Error"

    /// `required` is only said of creates: an answer shows what `fields` asks for, and an update what it changes.
    private func schema(
        of resource: Resource, _ use: FieldSchema.Use, without left: [String] = [], to json: inout JSONBuilder
    ) {
        json.member("type", "object")
        json.member("title", title(of: resource, use))
        if !resource.declaration.title.isEmpty { json.member("description", resource.declaration.title) }
        let required = resource.fields.filter(\.isRequiredOnCreate).map(\.name)
        if use == .create, !required.isEmpty { json.array("required", required) }
        json.object("properties") { json in
            if use == .read || (use == .update && !resource.isRoot) { identifier(use, to: &json) }
            for field in resource.fields where use == .read ? field.isInAnswers : field.isInRequests {
                guard !left.contains(field.name) else { continue }
                FieldSchema(field: field, use: use, resource: resource).write(to: &json)
            }
            guard use != .read else { return }
            for input in registry.inputs(of: resource) {
                json.object(input.name) { json in
                    json.member("writeOnly", true)
                    json.member("description", input.title)
                }
            }
        }
    }

    private func title(of resource: Resource, _ use: FieldSchema.Use) -> String {
        let name = resource.declaration.typeName
        return switch use {
        case .read: name
        case .create: "\(name)Create"
        case .update: "\(name)Update"
        }
    }

    private func identifier(_ use: FieldSchema.Use, to json: inout JSONBuilder) {
        json.object("id") { json in
            json.member("type", "integer")
            json.member("format", "int64")
            if use == .read {
                json.member("readOnly", true)
            } else {
                json.member(
                    "description", "In the parent's list: the record to keep and change, or none for a new one.")
            }
        }
    }

    private func error(_ json: inout JSONBuilder) {
        switch dialect.envelope {
        case .named: namedError(&json)
        case .data: dataError(&json)
        }
    }

    /// `{"errors": "text"}` or `{"errors": {field: text or [texts]}}`.
    private func namedError(_ json: inout JSONBuilder) {
        json.member("type", "object")
        json.array("required", ["errors"])
        json.object("properties") { json in
            json.object("errors") { json in
                json.array("type", ["string", "object"])
                json.object("additionalProperties") { json in
                    json.array("type", ["string", "array"])
                    json.object("items") { $0.member("type", "string") }
                }
            }
        }
    }

    /// `{"error": {code, message, details, request_id}}`.
    private func dataError(_ json: inout JSONBuilder) {
        json.member("type", "object")
        json.array("required", ["error"])
        json.object("properties") { json in
            json.object("error") { json in
                json.member("type", "object")
                json.array("required", ["code", "message", "details", "request_id"])
                json.object("properties") { json in
                    json.object("code") { $0.member("type", "string") }
                    json.object("message") { $0.member("type", "string") }
                    json.object("details") { details(&$0) }
                    json.object("request_id") { $0.member("type", "string") }
                }
            }
        }
    }

    private func details(_ json: inout JSONBuilder) {
        json.member("type", "object")
        json.object("properties") { json in
            for name in ["resource", "id", "scope"] { json.object(name) { $0.member("type", "string") } }
            json.object("fields") { json in
                json.member("type", "object")
                json.object("additionalProperties") { json in
                    json.member("type", "array")
                    json.object("items") { $0.member("type", "string") }
                }
            }
        }
    }
}

internal import StoaJSON
internal import StoaRecords

extension DocumentWriter {
    /// The parameters that many operations share; `key` is their place in the components.
    private enum Shared: String, CaseIterable {
        case limit, page, continuation, sinceID = "since_id", ids, fields
        case format
        case idempotencyKey = "idempotency_key", ifMatch = "if_match", ifNoneMatch = "if_none_match"
    }

    func pathParameters(of operation: Operation, to json: inout JSONBuilder) {
        guard !operation.parameterNames.isEmpty else { return }
        // A module's own route says nothing of what it takes.
        let key = operation.resource.map { registry.resources[$0].relations.key?.name }
        json.array("parameters", operation.parameterNames) { json, name in
            json.object { json in
                json.member("name", name)
                json.member("in", "path")
                json.member("required", true)
                json.object("schema") { key == nil || key == name ? text(&$0) : whole(&$0, from: 1, to: nil) }
            }
        }
    }

    func parameters(of operation: Operation, to json: inout JSONBuilder) {
        let shared = self.shared(operation)
        let filters = self.filters(of: operation)
        guard !shared.isEmpty || !filters.isEmpty else { return }
        json.array("parameters", shared.map(Entry.shared) + filters.map { Entry.filter($0, $1) }) { json, entry in
            json.object { json in
                switch entry {
                case .shared(let parameter): json.member("$ref", "#/components/parameters/\(parameter.rawValue)")
                case .filter(let filter, let field): write(filter, of: field, to: &json)
                }
            }
        }
    }

    private enum Entry {
        case shared(Shared)
        case filter(Filter, Field)
    }

    private func shared(_ operation: Operation) -> [Shared] {
        switch operation.action {
        case .list: [.limit, .page, .continuation, .sinceID, .ids, .fields, .ifNoneMatch]
        case .count: [.ifNoneMatch]
        case .get: [.fields, .ifNoneMatch]
        case .create: [.idempotencyKey]
        case .update, .delete: [.idempotencyKey, .ifMatch]
        case .bulk(.export): [.format, .ids, .sinceID, .idempotencyKey]
        case .route, .bulk: operation.writes ? [.idempotencyKey] : []
        }
    }

    private func filters(of operation: Operation) -> [(Filter, Field)] {
        let selects = [.list, .count, .bulk(.export)].contains(operation.action)
        guard selects, let index = operation.resource else { return [] }
        let resource = registry.resources[index]
        let own = resource.filters.compactMap { filter in
            resource.field(named: filter.field).map { (filter, resource.fields[$0]) }
        }
        return own + resource.relations.through.map { ($0.filter, $0.field) }
    }

    private func write(_ filter: Filter, of field: Field, to json: inout JSONBuilder) {
        json.member("name", filter.parameter)
        json.member("in", "query")
        json.member("description", filter.inWords)
        if filter.kind == .oneOf { commaSeparated(&json) }
        json.object("schema") { json in
            switch filter.kind {
            case .equal, .minimum, .maximum, .through, .throughKey: value(of: field, to: &json)
            case .contains:
                text(&json)
                json.member("maxLength", 200)
            case .presence:
                text(&json)
                json.array("enum", filter.words)
            case .words:
                text(&json)
                json.array("enum", filter.meanings.map(\.word))
            case .oneOf:
                json.member("type", "array")
                json.member("maxItems", Int64(ListParameters.limits.upperBound))
                json.object("items") { value(of: field, to: &$0) }
            }
            if !filter.initial.isEmpty { json.member("default", filter.initial) }
        }
    }

    /// One value of a field as a query parameter spells it.
    private func value(of field: Field, to json: inout JSONBuilder) {
        switch field.type {
        case .bool: json.member("type", "boolean")
        case .integer, .reference, .parentID: whole(&json, from: nil, to: nil)
        case .float: json.member("type", "number")
        case .money:
            text(&json)
            json.member("pattern", FieldSchema.moneyPattern)
        case .time:
            text(&json)
            json.member("format", "date-time")
        default:
            text(&json)
            if !field.choices.isEmpty { json.array("enum", field.choices) }
        }
    }

    func sharedParameters(_ json: inout JSONBuilder) {
        for parameter in Shared.allCases where parameter != .format || hasBulk {
            json.object(parameter.rawValue) { write(parameter, to: &$0) }
        }
    }

    private func write(_ parameter: Shared, to json: inout JSONBuilder) {
        switch parameter {
        case .limit:
            query("limit", "Records in a page; more than the maximum is taken as the maximum.", &json) {
                whole(&$0, from: ListParameters.limits.lowerBound, to: ListParameters.limits.upperBound)
                $0.member("default", Int64(ListParameters.defaultLimit))
            }
        case .page:
            query("page", "Which page, from 1; a cursor is quicker in long lists.", &json) {
                whole(&$0, from: 1, to: Int(Int32.max))
            }
        case .continuation:
            query(dialect.cursorParameter, "Continues a list; goes with limit and fields only.", &json) { text(&$0) }
        case .sinceID:
            query("since_id", "Only records with a greater id, the oldest first.", &json) {
                whole(&$0, from: 0, to: nil)
            }
        case .ids:
            commaSeparated(&json)
            query("ids", "Only these records.", &json) { json in
                json.member("type", "array")
                json.member("maxItems", Int64(ListParameters.limits.upperBound))
                json.object("items") { whole(&$0, from: 0, to: nil) }
            }
        case .fields:
            commaSeparated(&json)
            query("fields", "Only these properties of each record.", &json) { json in
                json.member("type", "array")
                json.object("items") { text(&$0) }
            }
        case .format:
            query("format", "What the file is to be.", &json) { json in
                text(&json)
                json.array("enum", BulkOperation.Format.allCases.map(\.rawValue))
                json.member("default", BulkOperation.Format.csv.rawValue)
            }
        case .idempotencyKey:
            header("Idempotency-Key", "Makes a retry safe: the same key gets the first answer again.", &json) {
                $0.member("minLength", 1)
                $0.member("maxLength", 255)
            }
        case .ifMatch: header("If-Match", "Refused with 412 unless the record still has this ETag.", &json) { _ in }
        case .ifNoneMatch: header("If-None-Match", "Answered with 304 if the ETag is still this.", &json) { _ in }
        }
    }

    private func query(
        _ name: String, _ description: String, _ json: inout JSONBuilder, schema: (inout JSONBuilder) -> Void
    ) {
        json.member("name", name)
        json.member("in", "query")
        json.member("description", description)
        json.object("schema", schema)
    }

    private func header(
        _ name: String, _ description: String, _ json: inout JSONBuilder, limits: (inout JSONBuilder) -> Void
    ) {
        json.member("name", name)
        json.member("in", "header")
        json.member("description", description)
        json.object("schema") { json in
            text(&json)
            limits(&json)
        }
    }

    private func commaSeparated(_ json: inout JSONBuilder) {
        json.member("style", "form")
        json.member("explode", false)
    }

    private func text(_ json: inout JSONBuilder) {
        json.member("type", "string")
    }

    private func whole(_ json: inout JSONBuilder, from minimum: Int?, to maximum: Int?) {
        json.member("type", "integer")
        json.member("format", "int64")
        if let minimum { json.member("minimum", Int64(minimum)) }
        if let maximum { json.member("maximum", Int64(maximum)) }
    }
}

extension Filter {
    /// What the parameter selects, as one sentence.
    var inWords: String {
        switch kind {
        case .equal: "Records whose \(field) is this."
        case .contains: "Records whose \(field) contains this, in either case."
        case .minimum: "Records whose \(field) is this or more."
        case .maximum: "Records whose \(field) is this or less."
        case .oneOf: "Records whose \(field) is one of these."
        case .throughKey: "Records that have an attachment of the name that follows, with this value."
        case .through: "Records that are linked with this \(field)."
        case .words: "Records that this word stands for."
        case .presence: "Records whose \(field) is set (\(word(0))) or not set (\(word(1))), or all (\(word(2)))."
        }
    }

    private func word(_ index: Int) -> String {
        words.indices.contains(index) ? words[index] : ""
    }
}

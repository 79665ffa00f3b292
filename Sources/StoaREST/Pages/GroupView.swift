internal import StoaCore
internal import StoaRecords

/// One chapter of the reference: a resource, or a module's own routes.
struct GroupView {
    struct FieldRow {
        let name: String
        let type: String
        let flags: [String]
        let notes: [String]
    }

    struct FilterRow {
        let parameter: String
        let selects: String
    }

    let anchor: String
    let heading: String
    let summary: String
    let module: String
    let placement: String
    let operations: [OperationView]
    let hasFields: Bool
    let fields: [FieldRow]
    let hasFilters: Bool
    let filters: [FilterRow]

    init(_ group: OperationGroup, _ content: PageContent) {
        let resource = group.resource
        // Plurals have no hyphen, so neither form is the anchor of another section.
        anchor = resource.map { "resource-\($0.plural)" } ?? "routes-\(group.module)"
        heading = group.name
        summary = group.summary
        module = group.module
        let parent = resource?.parent.map { content.registry.resources[$0] }
        placement = parent.map { "Part of \(Words.plain($0.plural))." } ?? ""
        operations = group.operations.map { OperationView($0, content) }
        fields = resource.map { $0.fields.filter { $0.isInAnswers || $0.isInRequests }.map(FieldRow.init) } ?? []
        hasFields = !fields.isEmpty
        let lists = group.operations.contains { $0.action == .list || $0.action == .count }
        filters = lists ? (resource?.filters ?? []).map { FilterRow(parameter: $0.parameter, selects: $0.inWords) } : []
        hasFilters = !filters.isEmpty
    }
}

extension GroupView.FieldRow {
    init(_ field: Field) {
        name = field.name
        type = field.typeInWords
        flags = Self.flags(of: field)
        var notes = field.title.isEmpty ? [] : [field.title]
        if let limits = field.limitsInWords { notes.append("\(limits).") }
        if let initial = InitialValue.json(of: field) { notes.append("Default \(initial).") }
        self.notes = notes
    }

    private static func flags(of field: Field) -> [String] {
        var flags: [String] = []
        if field.isRequiredOnCreate { flags.append("required") }
        if !field.isInRequests { flags.append("read-only") }
        if !field.isInAnswers { flags.append("write-only") }
        if !field.flags.isDisjoint(with: [.unique, .suffixed]) { flags.append("unique") }
        return flags
    }
}

/// One operation with an example for each dialect.
struct OperationView {
    struct Call {
        let dialect: String
        let command: String
    }

    let method: String
    /// Class of the style sheet.
    let color: String
    let path: String
    let title: String
    let scope: String
    let calls: [Call]

    init(_ operation: Operation, _ content: PageContent) {
        method = operation.methodName
        color = "\(operation.method)"
        path = "/\(operation.pattern)"
        title = operation.title
        scope = operation.scope
        calls = Dialect.all.map { dialect in
            let body = ExampleBody(registry: content.registry).json(for: operation, in: dialect)
            return Call(
                dialect: dialect.title,
                command: CurlCommand(operation, dialect, baseURL: content.exampleBaseURL, body: body).text)
        }
    }
}

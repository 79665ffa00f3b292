internal import StoaRecords

/// What one request calls the records that it is about: by their resource's names, or by those of the path's facet.
struct RecordNames: Sendable {
    let name: String
    let plural: String
    private let others: [String]
    /// Fields that its answers leave out.
    private let without: [String]
    /// Names under which a body may hold the record, the proper one first.
    var input: [String] { [name] + others }

    init(_ operation: Operation, _ resource: Resource) {
        name = operation.facet?.name ?? resource.name
        plural = operation.facet?.plural ?? resource.plural
        others = resource.declaration.inputNames
        without = operation.facet?.without ?? []
    }

    init(_ resource: Resource) {
        name = resource.name
        plural = resource.plural
        others = resource.declaration.inputNames
        without = []
    }

    /// What an answer shows of a record of which the client wants `fields`; nil for all.
    func selection(of fields: [String]?) -> FieldSelection { FieldSelection(only: fields, without: without) }
}

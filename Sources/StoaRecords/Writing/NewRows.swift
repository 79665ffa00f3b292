/// The rows that a unit of work has inserted of records that it has made itself.
///
/// Ids are given in sequence and never twice, so what was given here cannot be stored but by this unit of work: a link to
/// such a record is known to be good or not without a search, and nearly all that follows a create has such links.
struct NewRows {
    private struct Row: Hashable {
        let resource: Int
        let id: Int64
    }

    /// Ids from here on are given by this unit of work.
    private let first: Int64
    private var rows: Set<Row> = []

    init(from first: Int64) {
        self.first = first
    }

    /// Whether the record is stored; nil if only storage knows.
    func contains(_ id: Int64, of resource: Resource) -> Bool? {
        id < first ? nil : rows.contains(Row(resource: resource.index, id: id))
    }

    mutating func insert(_ record: Draft) {
        guard record.id >= first else { return }
        rows.insert(Row(resource: record.resource.index, id: record.id))
    }

    mutating func remove(_ record: Draft) {
        rows.remove(Row(resource: record.resource.index, id: record.id))
    }
}

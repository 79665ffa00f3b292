internal import StoaStorage

/// What the one writer of a store knows of its tables without asking: which are empty, and what was found in those that
/// seldom change.
///
/// Locations, definitions and rules are looked up by nearly every write and changed once a month, and a search costs a
/// fiftieth of a create. What is known is forgotten with the first change of its table, and all of it when another
/// connection has written. A change that is undone leaves nothing wrong: its table is searched until the batch is over.
final class WriterMemory {
    private struct Table {
        /// Nil before somebody has looked; false for ever after a change, since that may be undone.
        var isEmpty: Bool?
        /// Batches since the last change.
        var quiet = 0
        var found: [Search: [Draft]] = [:]
        var records: [Int64: Draft] = [:]
    }

    /// A search with the values that it looks for.
    struct Search: Hashable {
        let shape: SearchShape
        let values: [QueryValue]
    }

    /// What has been left alone for so many batches is likely to be so for longer.
    private static let quietBatches = 8
    private static let rowsMax = 256
    private static let retiredMax = 4
    /// Of one search: who looks through a table page by page does not come back to its first.
    private static let rowsOfSearchMax = 64

    private var tables: [Table]
    /// Changes with every commit of another connection.
    private var version: Int64 = 0
    private var rows = 0
    private(set) var arena = Arena()
    /// Holds what is forgotten until nobody looks at it any more.
    private var retired: [Arena] = []

    init(count: Int) {
        tables = Array(repeating: Table(), count: count)
    }

    /// Forgets all if somebody else has written since; to be called in a transaction that keeps others from it, when no
    /// record that was found before is in use.
    func begin(on connection: StoreConnection) throws(StorageError) {
        retired.removeAll()
        for index in tables.indices { tables[index].quiet += 1 }
        let statement = try connection.statement("PRAGMA data_version")
        defer { statement.reset() }
        guard try statement.step(), statement.int64(0) != version else { return }
        version = statement.int64(0)
        forget()
        for index in tables.indices { (tables[index].isEmpty, tables[index].quiet) = (nil, 0) }
    }

    /// Must come before a row of the table is changed.
    func noteChange(of resource: Resource) {
        tables[resource.index].isEmpty = false
        tables[resource.index].quiet = 0
        if !tables[resource.index].records.isEmpty { tables[resource.index].records = [:] }
        if !tables[resource.index].found.isEmpty { tables[resource.index].found = [:] }
    }

    func isEmpty(_ resource: Resource, on connection: StoreConnection) throws(StorageError) -> Bool {
        if let isEmpty = tables[resource.index].isEmpty { return isEmpty }
        let statement = try connection.statement("SELECT 1 FROM \(TableLayout.table(resource.name)) LIMIT 1")
        defer { statement.reset() }
        let isEmpty = try !statement.step()
        tables[resource.index].isEmpty = isEmpty
        return isEmpty
    }

    // MARK: Records

    /// What is found in it may be kept, if it is loaded into `arena`.
    ///
    /// Not in a batch that finds more than can be kept: that is charged to who looks for it.
    func isQuiet(_ resource: Resource) -> Bool {
        tables[resource.index].quiet >= Self.quietBatches && retired.count < Self.retiredMax
    }

    func record(_ resource: Resource, id: Int64) -> Draft? { tables[resource.index].records[id] }

    func found(_ search: Search, of resource: Resource) -> [Draft]? { tables[resource.index].found[search] }

    /// Keeps what was found of a quiet table; `search` is nil for a record that was looked up by its id.
    ///
    /// Who is given these records must not change them, which nobody does with a record that is not editable.
    func keep(_ records: [Draft], of resource: Resource, for search: Search?) {
        // An empty answer takes room too.
        rows += max(records.count, 1)
        guard rows <= Self.rowsMax, records.count <= Self.rowsOfSearchMax, arena.usedBytes <= Self.bytesMax else {
            return forget()
        }
        for record in records { tables[resource.index].records[record.id] = record }
        if let search { tables[resource.index].found[search] = records }
    }

    private static let bytesMax = 1 << 20

    func forget() {
        retired.append(arena)
        arena = Arena()
        rows = 0
        for index in tables.indices { (tables[index].found, tables[index].records) = ([:], [:]) }
    }
}

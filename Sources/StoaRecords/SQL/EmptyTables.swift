internal import StoaStorage

/// Which tables hold nothing, as the one writer of a store knows it: what a store does not use costs its writes nothing.
///
/// A search of an empty table is a look at this instead of a statement, which is a fiftieth of a create.
struct EmptyTables {
    /// By resource; nil before somebody has looked.
    private var known: [Bool?]
    /// Changes with every commit of another connection.
    private var version: Int64 = 0

    init(count: Int) {
        known = Array(repeating: nil, count: count)
    }

    /// Forgets all if somebody else has written since; to be called in a transaction that keeps others from it.
    mutating func begin(on connection: StoreConnection) throws(StorageError) {
        let statement = try connection.statement("PRAGMA data_version")
        defer { statement.reset() }
        guard try statement.step(), statement.int64(0) != version else { return }
        version = statement.int64(0)
        known = Array(repeating: nil, count: known.count)
    }

    mutating func contains(_ resource: Resource, on connection: StoreConnection) throws(StorageError) -> Bool {
        if let isEmpty = known[resource.index] { return isEmpty }
        let statement = try connection.statement("SELECT 1 FROM \(TableLayout.table(resource.name)) LIMIT 1")
        defer { statement.reset() }
        let isEmpty = try !statement.step()
        known[resource.index] = isEmpty
        return isEmpty
    }

    /// From now on the table is searched: a row comes or leaves, and if that is undone, what was seen meanwhile is wrong.
    mutating func remove(_ resource: Resource) {
        known[resource.index] = false
    }
}

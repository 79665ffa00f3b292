internal import StoaStorage

/// Records that are deleted while others that link to them are not yet, and what that hides.
extension StoreConnection {
    /// Ids are a companion's too, so the resource belongs to the key.
    ///
    /// What one write has left is one group, and one job's.
    static let orphanTables = [
        """
        CREATE TABLE IF NOT EXISTS departed(id INTEGER NOT NULL, resource TEXT NOT NULL, job INTEGER NOT NULL,
        PRIMARY KEY(id,resource)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX IF NOT EXISTS departed_job ON departed(job)",
    ]

    /// Tells `body`, which selects records of the resource, whether there are any that it must leave out.
    ///
    /// A statement that is not at its end holds the snapshot, so both look at the same moment; that costs less than a
    /// transaction.
    func looking<Found>(
        at resource: Resource, for query: ListQuery, _ body: (OrphanConditions?) throws(StorageError) -> Found
    ) throws(StorageError) -> Found {
        guard schema.orphans.concern(query, of: resource) else { return try body(nil) }
        if let known = hasDeparted { return try body(known ? schema.orphans : nil) }
        let statement = try statement("SELECT EXISTS(SELECT 1 FROM departed)")
        defer { statement.reset() }
        guard try statement.step() else { return try body(nil) }
        return try body(statement.int64(0) == 1 ? schema.orphans : nil)
    }

    /// True if the record is stored, but is to be seen no more.
    ///
    /// One that is an orphan a moment later was there at this one, so who asks this first needs no snapshot.
    func isOrphan(_ id: Int64, of resource: Resource) throws(StorageError) -> Bool {
        guard let condition = schema.orphans.condition(resource.index), try hasAnyDeparted() else { return false }
        let statement = try statement(
            "SELECT 1 FROM \(schema.tables[resource.index].table) WHERE id=? AND (\(condition))")
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step()
    }

    private func hasAnyDeparted() throws(StorageError) -> Bool {
        if let known = hasDeparted { return known }
        let statement = try statement("SELECT EXISTS(SELECT 1 FROM departed)")
        defer { statement.reset() }
        return try statement.step() && statement.int64(0) == 1
    }

    /// True if the id may not become a record's: it is an orphan's, or still links of others lead to it.
    func isLeaving(_ id: Int64, _ resource: Resource) throws(StorageError) -> Bool {
        guard try hasAnyDeparted() else { return false }
        if try isOrphan(id, of: resource) { return true }
        let statement = try statement("SELECT 1 FROM departed WHERE id=? AND resource=?")
        defer { statement.reset() }
        try statement.bind(1, id)
        try statement.bind(2, resource.name)
        return try statement.step()
    }

    /// Leaves a record to a group, unless it is in another one already.
    func addDeparted(_ id: Int64, of resource: Resource, group: Int64) throws(StorageError) {
        try run("INSERT OR IGNORE INTO departed VALUES(?,?,?)") { statement throws(StorageError) in
            try statement.bind(1, id)
            try statement.bind(2, resource.name)
            try statement.bind(3, group)
        }
        noteDeparted()
    }

    /// The first record of a group, if there is one left.
    func firstDeparted(of group: Int64) throws(StorageError) -> (id: Int64, resource: String)? {
        let statement = try statement("SELECT id,resource FROM departed WHERE job=? LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, group)
        return try statement.step() ? (statement.int64(0), statement.string(1)) : nil
    }

    func removeDeparted(_ id: Int64, of resource: Resource) throws(StorageError) {
        try run("DELETE FROM departed WHERE id=? AND resource=?") { statement throws(StorageError) in
            try statement.bind(1, id)
            try statement.bind(2, resource.name)
        }
    }

    /// The first ids of the records that link to one, orphans included.
    func referrers(_ link: Link, of id: Int64, limit: Int) throws(StorageError) -> [Int64] {
        let resource = schema.registry.resources[link.resource]
        guard try !isEmpty(resource) else { return [] }
        let layout = schema.tables[link.resource]
        var text = "SELECT id FROM \(layout.table) WHERE \(layout.fieldColumns[link.field])=?"
        if let kind = link.kind { text += " AND \(layout.fieldColumns[kind.field])=?" }
        let statement = try statement(text + " ORDER BY id LIMIT ?")
        defer { statement.reset() }
        try statement.bind(1, id)
        if let kind = link.kind { try statement.bind(2, kind.word) }
        try statement.bind(link.kind == nil ? 2 : 3, Int64(limit))
        var ids: [Int64] = []
        while try statement.step() { ids.append(statement.int64(0)) }
        return ids
    }
}

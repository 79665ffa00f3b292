package import StoaStorage

/// What has happened in a store, as its developer sees it from another process, while a server runs or when none does.
package struct StoreDesk {
    /// One row of the audit trail.
    package struct AuditRow: Sendable {
        package var seq: Int64
        package var at: Int64
        package var actor: String
        package var method: String
        package var route: String
        package var target: String
        package var status: Int64
        package var request: String
    }

    private let connection: StoreConnection

    /// Opens the database file of a store; throws `.cannotOpen` if nothing was ever written to it.
    package init(path: String, store: Int64, schema: StoreSchema) throws(StorageError) {
        connection = try StoreConnection(path: path, store: store, access: .readWrite, schema: schema, cacheKiB: 256)
    }

    package func lastEvent() throws(StorageError) -> Int64 { try connection.lastEvent() }

    package func events(_ query: EventQuery) throws(StorageError) -> [Event] { try connection.events(query).events }

    /// Leaves an event; whoever serves the store is told by `Platform.callAttention`.
    package func add(_ event: Event) throws(StorageError) -> Int64 { try connection.insertEvent(event) }

    /// The newest event of a topic.
    package func newest(of topic: String) throws(StorageError) -> Event? {
        let statement = try connection.statement(
            "SELECT seq,at,record,version,payload FROM events WHERE topic=? ORDER BY seq DESC LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, topic)
        guard try statement.step() else { return nil }
        return Event(
            seq: statement.int64(0), at: statement.int64(1), topic: topic, record: statement.int64(2),
            version: statement.int64(3), payload: Array(statement.bytes(4)))
    }

    /// The newest record of a resource with its document, as an event of `topic` would tell of it.
    package func newestRecord(of resource: Resource, topic: String, now: Int64) throws(StorageError) -> Event? {
        let table = connection.schema.tables[resource.index].table
        let isSeen = connection.schema.orphans.condition(resource.index).map { " WHERE NOT (\($0))" } ?? ""
        let statement = try connection.statement(
            "SELECT id,version,document FROM \(table)\(isSeen) ORDER BY id DESC LIMIT 1")
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return Event(
            seq: 0, at: now, topic: topic, record: statement.int64(0), version: statement.int64(1),
            payload: Array(statement.bytes(2)))
    }

    package func lastAuditRow() throws(StorageError) -> Int64 {
        let statement = try connection.statement("SELECT coalesce(max(seq),0) FROM audit")
        defer { statement.reset() }
        return try statement.step() ? statement.int64(0) : 0
    }

    /// Rows after `seq`, and of the moment `since` or later, oldest first.
    package func auditRows(after seq: Int64, since: Int64, limit: Int) throws(StorageError) -> [AuditRow] {
        let statement = try connection.statement(
            """
            SELECT seq,at,actor,method,route,target,status,request FROM audit WHERE seq>? AND at>=?
            ORDER BY seq LIMIT ?
            """)
        defer { statement.reset() }
        try statement.bind(1, seq)
        try statement.bind(2, since)
        try statement.bind(3, Int64(limit))
        var rows: [AuditRow] = []
        while try statement.step() {
            rows.append(
                AuditRow(
                    seq: statement.int64(0), at: statement.int64(1), actor: statement.string(2),
                    method: statement.string(3), route: statement.string(4), target: statement.string(5),
                    status: statement.int64(6), request: statement.string(7)))
        }
        return rows
    }
}

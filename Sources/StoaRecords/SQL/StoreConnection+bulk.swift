internal import StoaStorage

/// Bulk operations with their files, and the ids that others have given to records.
extension StoreConnection {
    static let bulkTables = [
        """
        CREATE TABLE IF NOT EXISTS bulk_operations(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, kind TEXT NOT NULL,
        target TEXT NOT NULL, format TEXT NOT NULL, actor INTEGER NOT NULL, app TEXT NOT NULL, scopes TEXT NOT NULL,
        route TEXT NOT NULL, request TEXT NOT NULL, query TEXT NOT NULL, status TEXT NOT NULL, total INTEGER NOT NULL, done INTEGER NOT NULL,
        created INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, failed INTEGER NOT NULL,
        size INTEGER NOT NULL, error TEXT NOT NULL, created_at INTEGER NOT NULL, completed_at INTEGER,
        expires_at INTEGER) STRICT
        """,
        // Of an input, `first` is the number of its first row; of a result, that of its first byte.
        """
        CREATE TABLE IF NOT EXISTS bulk_chunks(operation INTEGER NOT NULL, part INTEGER NOT NULL, first INTEGER NOT NULL,
        data BLOB NOT NULL, PRIMARY KEY(operation,part,first)) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS external_ids(resource TEXT NOT NULL, external TEXT NOT NULL, record INTEGER NOT NULL,
        PRIMARY KEY(resource,external)) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX IF NOT EXISTS external_ids_record ON external_ids(record,resource)",
    ]

    /// The files of an operation.
    enum BulkPart: Int64 {
        case input, result
    }

    private static let bulkColumns = """
        id,kind,target,format,actor,app,scopes,route,request,query,status,total,done,created,updated,unchanged,failed,size,
        error,created_at,completed_at
        """

    func insertBulkOperation(_ operation: BulkOperation) throws(StorageError) {
        let places = String(repeating: ",?", count: 21)
        try run("INSERT INTO bulk_operations(\(Self.bulkColumns),expires_at,version) VALUES(?\(places),1)") {
            statement throws(StorageError) in
            try statement.bind(1, operation.id)
            try statement.bind(2, operation.kind.rawValue)
            try statement.bind(3, operation.target)
            try statement.bind(4, operation.format.rawValue)
            try statement.bind(5, operation.request.actor)
            try statement.bind(6, operation.request.app)
            try statement.bind(7, operation.request.scopes)
            try statement.bind(8, operation.request.route)
            try statement.bind(9, operation.request.id)
            try statement.bind(10, operation.query)
            try Self.bindState(of: operation, from: 11, to: statement)
        }
    }

    /// Stores what changes of an operation.
    func updateBulkOperation(_ operation: BulkOperation) throws(StorageError) {
        let columns = [
            "status", "total", "done", "created", "updated", "unchanged", "failed", "size", "error", "created_at",
            "completed_at", "expires_at",
        ]
        let list = columns.map { "\($0)=?" }.joined(separator: ",")
        try run("UPDATE bulk_operations SET \(list),version=version+1 WHERE id=?") { statement throws(StorageError) in
            try Self.bindState(of: operation, from: 1, to: statement)
            try statement.bind(13, operation.id)
        }
    }

    private static func bindState(
        of operation: BulkOperation, from first: Int32, to statement: Statement
    ) throws(StorageError) {
        try statement.bind(first, operation.status.rawValue)
        let counts = [
            operation.total, operation.done, operation.created, operation.updated, operation.unchanged,
            operation.failed,
            operation.size,
        ]
        for (place, count) in counts.enumerated() { try statement.bind(first + 1 + Int32(place), count) }
        try statement.bind(first + 8, operation.error)
        try statement.bind(first + 9, operation.createdAt)
        for (place, time) in [operation.completedAt, operation.expiresAt].enumerated() {
            let index = first + 10 + Int32(place)
            if let time { try statement.bind(index, time) } else { try statement.bindNull(index) }
        }
    }

    func bulkOperation(_ id: Int64) throws(StorageError) -> BulkOperation? {
        let statement = try statement("SELECT \(Self.bulkColumns) FROM bulk_operations WHERE id=?")
        defer { statement.reset() }
        try statement.bind(1, id)
        guard try statement.step(), let kind = BulkOperation.Kind(rawValue: statement.string(1)),
            let format = BulkOperation.Format(rawValue: statement.string(3)),
            let status = BulkOperation.Status(rawValue: statement.string(10))
        else { return nil }
        let request = BulkOperation.Request(
            actor: statement.int64(4), app: statement.string(5), scopes: statement.string(6),
            route: statement.string(7), id: statement.string(8))
        var operation = BulkOperation(
            kind: kind, target: statement.string(2), format: format, request: request, query: statement.string(9),
            status: status)
        operation.id = id
        operation.total = statement.int64(11)
        operation.done = statement.int64(12)
        operation.created = statement.int64(13)
        operation.updated = statement.int64(14)
        operation.unchanged = statement.int64(15)
        operation.failed = statement.int64(16)
        operation.size = statement.int64(17)
        operation.error = statement.string(18)
        operation.createdAt = statement.int64(19)
        operation.completedAt = statement.isNull(20) ? nil : statement.int64(20)
        return operation
    }

    /// Operations that wait or run, uploads included.
    func openBulkOperations() throws(StorageError) -> Int64 {
        let statement = try statement(
            "SELECT count(*) FROM bulk_operations WHERE status IN ('receiving','created','running')")
        defer { statement.reset() }
        return try statement.step() ? statement.int64(0) : 0
    }

    func deleteBulkOperation(_ id: Int64) throws(StorageError) {
        try run("DELETE FROM bulk_operations WHERE id=?") { statement throws(StorageError) in try statement.bind(1, id)
        }
    }

    // MARK: Files

    func insertChunk(
        of operation: Int64, _ part: BulkPart, first: Int64, _ data: [UInt8]
    ) throws(StorageError) {
        try run("INSERT INTO bulk_chunks VALUES(?,?,?,?)") { statement throws(StorageError) in
            try statement.bind(1, operation)
            try statement.bind(2, part.rawValue)
            try statement.bind(3, first)
            try statement.bind(4, copying: data)
        }
    }

    /// The chunk that holds the row or byte `place`, if there is one.
    func chunk(
        of operation: Int64, _ part: BulkPart, at place: Int64
    ) throws(StorageError) -> (first: Int64, data: [UInt8])? {
        let statement = try statement(
            "SELECT first,data FROM bulk_chunks WHERE operation=? AND part=? AND first<=? ORDER BY first DESC LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, operation)
        try statement.bind(2, part.rawValue)
        try statement.bind(3, place)
        return try statement.step() ? (statement.int64(0), Array(statement.bytes(1))) : nil
    }

    /// Deletes chunks that begin before `end`, at most `limit`; true if there were no more.
    func deleteChunks(
        of operation: Int64, _ part: BulkPart, before end: Int64 = .max, limit: Int = .max
    ) throws(StorageError) -> Bool {
        let before = database.totalChanges
        try run(
            """
            DELETE FROM bulk_chunks WHERE rowid IN (SELECT rowid FROM bulk_chunks
            WHERE operation=? AND part=? AND first<? ORDER BY first LIMIT ?)
            """
        ) { statement throws(StorageError) in
            try statement.bind(1, operation)
            try statement.bind(2, part.rawValue)
            try statement.bind(3, end)
            try statement.bind(4, Int64(limit))
        }
        return database.totalChanges - before < Int64(limit)
    }

    // MARK: External ids

    /// The record that has the external id among those of a resource.
    func record(externalID: String, of resource: Resource) throws(StorageError) -> Int64? {
        let statement = try statement("SELECT record FROM external_ids WHERE resource=? AND external=?")
        defer { statement.reset() }
        try statement.bind(1, resource.name)
        try statement.bind(2, externalID)
        return try statement.step() ? statement.int64(0) : nil
    }

    func externalID(of record: Int64, _ resource: Resource) throws(StorageError) -> String? {
        let statement = try statement("SELECT external FROM external_ids WHERE record=? AND resource=?")
        defer { statement.reset() }
        try statement.bind(1, record)
        try statement.bind(2, resource.name)
        return try statement.step() ? statement.string(0) : nil
    }

    /// A record has one, and no other of its resource has the same.
    func setExternalID(_ externalID: String, of record: Int64, _ resource: Resource) throws(StorageError) {
        try run("INSERT OR REPLACE INTO external_ids VALUES(?,?,?)") { statement throws(StorageError) in
            try statement.bind(1, resource.name)
            try statement.bind(2, externalID)
            try statement.bind(3, record)
        }
    }

    func deleteExternalID(of record: Int64, _ resource: Resource) throws(StorageError) {
        try run("DELETE FROM external_ids WHERE record=? AND resource=?") { statement throws(StorageError) in
            try statement.bind(1, record)
            try statement.bind(2, resource.name)
        }
    }
}

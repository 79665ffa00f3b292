package import StoaStorage

/// A store's queue as its operator sees it; works while a server runs and when none does.
///
/// Whoever changes something here tells the server by `Platform.callAttention`.
package struct JobDesk {
    package struct Entry: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var lane: String
        package var key: String
        package var due: Int64
        package var created: Int64
        package var failures: Int
        package var error: String
        package var isDead: Bool
        package var arguments: [UInt8]
    }

    private let database: Database

    /// Opens the database file of a store; throws `.cannotOpen` if nothing was ever written to it.
    package init(path: String) throws(StorageError) {
        database = try Database(path: path, access: .readWrite, cacheKiB: 256)
    }

    /// Jobs in the sequence in which they are due; only dead letters, or all.
    package func entries(deadOnly: Bool, limit: Int) throws(StorageError) -> [Entry] {
        let statement = try database.prepare(
            """
            SELECT id,name,lane,coalesce(key,''),due,created,failures,error,is_dead,args FROM jobs
            WHERE is_dead>=? ORDER BY due,id LIMIT ?
            """)
        try statement.bind(1, Int64(deadOnly ? 1 : 0))
        try statement.bind(2, Int64(limit))
        var entries: [Entry] = []
        while try statement.step() {
            entries.append(
                Entry(
                    id: statement.int64(0), name: statement.string(1), lane: statement.string(2),
                    key: statement.string(3), due: statement.int64(4), created: statement.int64(5),
                    failures: Int(statement.int64(6)), error: statement.string(7), isDead: statement.int64(8) == 1,
                    arguments: Array(statement.bytes(9))))
        }
        return entries
    }

    /// Lets a job run at once, with all its attempts before it; false if there is none.
    package func retry(_ id: Int64, now: Int64) throws(StorageError) -> Bool {
        let statement = try database.prepare(
            "UPDATE jobs SET is_dead=0,failures=0,due=? WHERE id=? RETURNING id")
        try statement.bind(1, now)
        try statement.bind(2, id)
        return try statement.step()
    }

    /// Drops a job; false if there is none.
    package func drop(_ id: Int64) throws(StorageError) -> Bool {
        let statement = try database.prepare("DELETE FROM jobs WHERE id=? RETURNING id")
        try statement.bind(1, id)
        return try statement.step()
    }

    /// Adds a job, due at once; its id is above those that the store gives.
    package func add(_ name: String, arguments: [UInt8], now: Int64) throws(StorageError) -> Int64 {
        let statement = try database.prepare(
            """
            INSERT INTO jobs SELECT max(\(Self.firstID),coalesce(max(id),0)+1),?,?||'/',NULL,?,?,0,?,'',0 FROM jobs
            WHERE id>=\(Self.firstID) RETURNING id
            """)
        try statement.bind(1, name)
        try statement.bind(2, name)
        try statement.bind(3, now)
        try statement.bind(4, now)
        try statement.bind(5, copying: arguments)
        return try statement.step() ? statement.int64(0) : 0
    }

    /// Out of reach of the store's own sequence, which only its writer knows, and below 2^53.
    private static let firstID: Int64 = 1 << 52
}

internal import Glibc
internal import StoaStorage
internal import Synchronization

/// The platform's own database: stores, their keys, and which modules they use.
///
/// The server and the command line open the same data directory at the same time, each with a `Platform`. Every change
/// is on disk, and in force in all processes, when the call that made it returns. All calls may block on the disk:
/// for the pool, not for an event loop, which asks its own `PrincipalCache` instead.
public final class Platform: Sendable {
    /// The data directory.
    public let directory: String
    let epoch: Epoch
    let now: @Sendable () -> Int64
    private let database: Mutex<Database>

    /// Opens the platform of a data directory, and makes what is missing, the directory included.
    ///
    /// `now` is the wall clock in microseconds since 1970. Throws `.storage(.schema)` if a newer server made the file.
    public init(directory: String, now: @escaping @Sendable () -> Int64) throws(PlatformError) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .file(directory, errno: errno) }
        self.directory = directory
        self.now = now
        epoch = try Epoch(path: "\(directory)/platform.epoch")
        do throws(StorageError) {
            let opened = try Database(path: Self.databasePath(directory), access: .create, cacheKiB: Self.cacheKiB)
            try PlatformSchema.apply(to: opened)
            database = Mutex(opened)
        } catch {
            throw .storage(error)
        }
    }

    static let cacheKiB = 256

    static func databasePath(_ directory: String) -> String { "\(directory)/platform.db" }

    /// Reads one state of the database.
    func read<Result: Sendable>(_ body: @Sendable (PlatformTables) throws -> Result) throws(PlatformError) -> Result {
        try translating { try database.withLock { try body(PlatformTables(database: $0)) } }
    }

    /// Changes the database in one transaction, after which no cache in any process holds what was true before.
    func write<Result: Sendable>(_ body: @Sendable (PlatformTables) throws -> Result) throws(PlatformError) -> Result {
        try translating {
            try database.withLock { database in
                // Announced before the commit and withdrawn after it, so that a writer that dies between the two
                // leaves caches distrusted rather than stale.
                try epoch.begin()
                defer { epoch.end() }
                return try Self.transaction(database, body)
            }
        }
    }

    /// Changes, in one transaction, what caches do not keep.
    func writeUncached<Result: Sendable>(
        _ body: @Sendable (PlatformTables) throws -> Result
    ) throws(PlatformError) -> Result {
        try translating { try database.withLock { try Self.transaction($0, body) } }
    }

    private static func transaction<Result>(
        _ database: Database, _ body: @Sendable (PlatformTables) throws -> Result
    ) throws -> Result {
        try database.begin()
        do {
            let result = try body(PlatformTables(database: database))
            try database.commit()
            return result
        } catch {
            try database.rollback()
            throw error
        }
    }

    private func translating<Result>(_ body: () throws -> Result) throws(PlatformError) -> Result {
        do {
            return try body()
        } catch let error as PlatformError {
            throw error
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            preconditionFailure("neither of our errors: \(error)")
        }
    }
}

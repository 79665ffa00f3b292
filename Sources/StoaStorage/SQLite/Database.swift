internal import CSQLite
internal import CStoaSystem
internal import Glibc

/// One connection to a database file whose pages carry checksums.
///
/// A connection and its statements are used by one thread at a time. What a commit acknowledges is on disk: the log is
/// synced at every commit. Readers never wait for a writer, nor a writer for readers; a second writer waits up to the
/// busy timeout. The connection closes when it and its last statement are released.
public final class Database {
    /// What a connection may do with its file.
    public enum Access: Sendable {
        /// Reads and writes; makes the file, readable by its owner only, if there is none.
        case create
        /// Reads and writes a file that exists.
        case readWrite
        /// Reads a file that exists. Its folder must be writable nonetheless, for the shared index of the log.
        case readOnly
    }

    /// When a transaction takes its locks.
    public enum Transaction: Sendable {
        /// Takes the write lock at once, so that nothing read in it can be stale when it writes.
        case immediate
        /// Takes a snapshot at the first read.
        case snapshot
    }

    /// Pages in the log after which a commit copies them into the file: 16 MiB, a few milliseconds of reading at start.
    public static let checkpointPages: Int32 = 4000

    let connection: OpaquePointer
    private let control: TransactionControl
    /// Pages in the log after the last commit, where the owner checkpoints.
    private let logCount: UnsafeMutablePointer<Int32>
    /// The file's path, as given.
    public let path: String

    /// Opens a connection.
    ///
    /// `cacheKiB` bounds the page cache, which fills as pages are read. Throws `.cannotOpen` if there is no such file,
    /// `.notADatabase` if it is of another kind or its pages have no checksums, `.corrupt` if its first page or its log
    /// is damaged, or its log was deleted. 0.2 ms for an existing file.
    ///
    /// With `checkpoints` a commit that finds `checkpointPages` in the log copies them into the file before it returns.
    /// Without, the owner looks at `logPages` and has it done: nobody else does.
    public init(
        path: String, access: Access, cacheKiB: Int = 1024, busyMilliseconds: Int32 = 5000, checkpoints: Bool = true
    ) throws(StorageError) {
        guard stoa_sqlite_initialize() == SQLITE_OK else {
            throw StorageError(.misuse, "SQLite refused its configuration")
        }
        if access == .create { try Self.createPrivately(path) }
        connection = try Self.open(path, access)
        control = TransactionControl(connection)
        logCount = .allocate(capacity: 1)
        logCount.initialize(to: 0)
        self.path = path
        sqlite3_busy_timeout(connection, busyMilliseconds)
        try check(stoa_sqlite_harden(connection))
        if checkpoints {
            try check(sqlite3_wal_autocheckpoint(connection, Self.checkpointPages))
        } else {
            _ = sqlite3_wal_hook(connection, noteLogPages, logCount)
        }
        if access != .readOnly { try useWriteAheadLog(busyMilliseconds) }
        let logBytesKept = Int(Self.checkpointPages) * Int(STOA_PAGE_BYTES)
        try execute(
            """
            PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
            PRAGMA cache_size = -\(cacheKiB); PRAGMA journal_size_limit = \(logBytesKept);
            """)
    }

    deinit {
        sqlite3_close_v2(connection)
        logCount.deallocate()
    }

    /// Pages in the log after the last commit through this connection, if it was opened without `checkpoints`; else 0.
    public var logPages: Int { Int(logCount.pointee) }

    /// Compiles one SQL statement.
    ///
    /// `persistent` says that it will be kept and used many times. Throws `.schema` if it is malformed, `.misuse` if
    /// it is empty.
    public func prepare(_ sql: String, persistent: Bool = true) throws(StorageError) -> Statement {
        var handle: OpaquePointer?
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        try check(sqlite3_prepare_v3(connection, sql, -1, flags, &handle, nil))
        guard let handle else { throw StorageError(.misuse, "the statement is empty") }
        return Statement(owning: handle)
    }

    /// Runs SQL text of any number of statements without parameters, ignoring rows.
    public func execute(_ sql: String) throws(StorageError) {
        try check(sqlite3_exec(connection, sql, nil, nil, nil))
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed, not counting foreign key actions.
    public var changes: Int64 { sqlite3_changes64(connection) }

    /// How many rows have been changed through this connection since it was opened, foreign key actions included.
    public var totalChanges: Int64 { sqlite3_total_changes64(connection) }

    /// The rowid of the last row that was inserted through this connection.
    public var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(connection) }

    func check(_ code: Int32) throws(StorageError) {
        guard code == SQLITE_OK else { throw StorageError.last(on: connection, code: code) }
    }
}

// MARK: - Transactions

extension Database {
    /// Whether a transaction is open.
    ///
    /// SQLite itself rolls back after some failures, a full disk among them.
    public var isInTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// Begins a transaction; `.misuse` or `.schema` if one is open.
    public func begin(_ transaction: Transaction = .immediate) throws(StorageError) {
        try control.run(transaction == .immediate ? .beginImmediate : .beginSnapshot)
    }

    /// Commits, and returns when the commit is on disk.
    ///
    /// If it throws, call `rollback`; if the error says `stopsWrites`, it is unknown whether the commit will be there
    /// after a restart.
    public func commit() throws(StorageError) {
        try control.run(.commit)
    }

    /// Gives up everything since `begin`; a no-op if SQLite has already done so.
    public func rollback() throws(StorageError) {
        guard isInTransaction else { return }
        try control.run(.rollback)
    }

    /// Opens a nested transaction; end each with exactly one `release` or `rollbackToSavepoint`, innermost first.
    public func savepoint() throws(StorageError) {
        try control.run(.savepoint)
    }

    /// Keeps the changes since the innermost savepoint.
    public func release() throws(StorageError) {
        try control.run(.release)
    }

    /// Gives up the changes since the innermost savepoint and ends it.
    public func rollbackToSavepoint() throws(StorageError) {
        try control.run(.rollbackToSavepoint)
        try control.run(.release)
    }
}

// MARK: - Opening

extension Database {
    /// SQLite makes files that everyone may read; the log and its index take over the mode of the file.
    private static func createPrivately(_ path: String) throws(StorageError) {
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_CLOEXEC | O_RDWR, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
            return
        }
        guard errno == EEXIST else {
            let reason = String(cString: strerror(errno))
            throw StorageError(.cannotOpen, "cannot create \(path): \(reason)")
        }
    }

    private static func open(_ path: String, _ access: Access) throws(StorageError) -> OpaquePointer {
        let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, STOA_VFS_NAME)
        if code == SQLITE_OK, let handle { return handle }
        defer { sqlite3_close_v2(handle) }
        switch code {
        case SQLITE_NOTADB:
            let layout = "pages of \(STOA_PAGE_BYTES) bytes with \(STOA_PAGE_CHECKSUM_BYTES) reserved for a checksum"
            throw StorageError(.notADatabase, "\(path) is not a database, or not one that has \(layout)")
        case SQLITE_CORRUPT:
            throw StorageError(
                .corrupt(file: "\(path)-wal", page: nil),
                "\(path)-wal is missing, though \(path)-shm is there: commits were lost with it")
        default:
            let error = StorageError.last(on: handle, code: code)
            throw StorageError(error.kind, "\(path): \(error.message)")
        }
    }

    /// Switches to the log, waiting up to the busy timeout.
    ///
    /// Of several that make one file at once SQLite tells some "locked" without waiting, because they hold a lock for
    /// which the one that is switching waits: they let go of it and try again.
    private func useWriteAheadLog(_ busyMilliseconds: Int32) throws(StorageError) {
        var waited: Int32 = 0
        while true {
            do throws(StorageError) {
                return try switchToWriteAheadLog()
            } catch {
                guard error.kind == .busy, waited < busyMilliseconds else { throw error }
            }
            // By chance, or those that met would meet again.
            let pause = Int32.random(in: 1...10)
            waited += pause
            usleep(UInt32(pause) * 1000)
        }
    }

    private func switchToWriteAheadLog() throws(StorageError) {
        try execute("PRAGMA page_size = \(STOA_PAGE_BYTES)")
        try check(stoa_sqlite_reserve_checksum_space(connection))
        let journal = try prepare("PRAGMA journal_mode = WAL", persistent: false)
        guard try journal.step(), journal.string(0) == "wal" else {
            throw StorageError(.io, "\(path): the file system does not support the write-ahead log's shared memory")
        }
    }
}

/// What SQLite calls after a commit to a log.
private func noteLogPages(
    _ count: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ pages: Int32
) -> Int32 {
    count?.storeBytes(of: pages, as: Int32.self)
    return SQLITE_OK
}

internal import CSQLite
internal import CStoaSystem

extension Database {
    /// How far a checkpoint came.
    public struct CheckpointResult: Sendable, Equatable {
        /// Pages in the log.
        public let logPages: Int
        /// Pages of the log that are in the database file.
        public let copiedPages: Int
        /// Whether all of the log is in the file.
        public var isComplete: Bool { logPages == copiedPages }
    }

    /// Copies the log into the database file and syncs it.
    ///
    /// Without `truncate` it copies what it can without waiting for anyone. With it, it waits for writers and readers
    /// up to the busy timeout, then cuts the log to zero bytes; `.busy` if they do not make room in time.
    @discardableResult
    public func checkpoint(truncate: Bool) throws(StorageError) -> CheckpointResult {
        var logPages: Int32 = 0
        var copiedPages: Int32 = 0
        let mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        try check(sqlite3_wal_checkpoint_v2(connection, "main", mode, &logPages, &copiedPages))
        return CheckpointResult(logPages: Int(logPages), copiedPages: Int(copiedPages))
    }

    /// Checks every page's checksum, the structure of tables and indexes, and foreign keys.
    ///
    /// Returns one sentence per problem, at most 100 of each of the three, and none if all is well. Reads the whole
    /// file: for the pool, not for an event loop.
    public func integrityCheck() throws(StorageError) -> [String] {
        var problems = try damagedPages(limit: Self.problemsMax).map { "page \($0) fails its checksum" }
        // The structure cannot be walked across a damaged page.
        guard problems.isEmpty else { return problems }
        let structure = try prepare("PRAGMA integrity_check(\(Self.problemsMax))", persistent: false)
        while try structure.step() {
            let line = structure.string(0)
            if line != "ok" { problems.append(line) }
        }
        let references = try prepare(
            "SELECT * FROM pragma_foreign_key_check LIMIT \(Self.problemsMax)", persistent: false)
        while try references.step() {
            problems.append("row \(references.int64(1)) of \(references.string(0)) refers to a missing row")
        }
        return problems
    }

    /// Verifies the checksum of every page in the database file and returns the numbers of those that fail.
    ///
    /// A page whose newest content is still in the log may be torn in the file after a crash, without harm: what can be
    /// copied is copied first, and a page that fails is looked at again after another copy.
    public func damagedPages(limit: Int = .max) throws(StorageError) -> [UInt32] {
        if sqlite3_db_readonly(connection, "main") == 0 { try checkpoint(truncate: false) }
        var damaged: [UInt32] = []
        for page in 1...max(1, try pageCount()) where page != Self.lockBytePage {
            guard try !isSound(page) else { continue }
            if sqlite3_db_readonly(connection, "main") == 0 { try checkpoint(truncate: false) }
            guard try !isSound(page) else { continue }
            damaged.append(page)
            if damaged.count == limit { break }
        }
        return damaged
    }

    private static let problemsMax = 100
    /// The page at 1 GiB holds SQLite's lock bytes and is never written.
    private static let lockBytePage = UInt32(1 << 30 / Int(STOA_PAGE_BYTES)) + 1

    private func pageCount() throws(StorageError) -> UInt32 {
        let count = try prepare("PRAGMA page_count", persistent: false)
        guard try count.step() else { return 0 }
        return UInt32(clamping: count.int64(0))
    }

    private func isSound(_ page: UInt32) throws(StorageError) -> Bool {
        var page = page
        let code = sqlite3_file_control(connection, "main", Int32(STOA_FCNTL_VERIFY_PAGE), &page)
        guard code != SQLITE_OK else { return true }
        let error = StorageError.last(on: connection, code: code)
        guard case .corrupt = error.kind else { throw error }
        return false
    }
}

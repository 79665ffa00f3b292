internal import CSQLite

extension Database {
    /// Copies the database as it is now to a new file, while other connections read and write.
    ///
    /// The copy is one consistent snapshot, verified page by page as it is read and sealed again as it is written, and
    /// on disk when this returns. Use a connection that is not in a transaction. `progress` is called after every
    /// `pagesPerStep` pages with the pages copied and the total; it returns false to stop, which throws `.interrupted`
    /// and leaves a file that is to be deleted. Throws `.constraint(.other)` if the target is not empty. Log pages
    /// cannot be reused while it runs.
    public func backup(
        to target: String, pagesPerStep: Int32 = 256, progress: (_ copied: Int, _ total: Int) -> Bool = { _, _ in true }
    ) throws(StorageError) {
        let destination = try Database(path: target, access: .create)
        guard try destination.isEmpty() else { throw StorageError(.constraint(.other), "\(target) is not empty") }
        // An open snapshot keeps SQLite from starting over at every commit of another connection.
        try begin(.snapshot)
        do {
            _ = try isEmpty()
            try copy(to: destination, pagesPerStep, progress)
        } catch {
            try rollback()
            throw error
        }
        try commit()
        try destination.checkpoint(truncate: true)
    }

    private func copy(
        to destination: Database, _ pagesPerStep: Int32, _ progress: (Int, Int) -> Bool
    ) throws(StorageError) {
        guard let backup = sqlite3_backup_init(destination.connection, "main", connection, "main") else {
            throw StorageError.last(on: destination.connection, code: sqlite3_extended_errcode(destination.connection))
        }
        var code = SQLITE_OK
        var isWanted = true
        while code == SQLITE_OK, isWanted {
            code = sqlite3_backup_step(backup, pagesPerStep)
            let total = Int(sqlite3_backup_pagecount(backup))
            isWanted = progress(total - Int(sqlite3_backup_remaining(backup)), total)
        }
        // Finishing returns the failure of a step once more, unless the source had it.
        let finished = sqlite3_backup_finish(backup)
        guard code != SQLITE_DONE else { return try destination.check(finished) }
        guard isWanted else { throw StorageError(.interrupted, "the backup was stopped") }
        // A step does not say which of the two files failed. Only the source is read.
        let failure = StorageError.last(on: connection, code: code)
        if case .corrupt = failure.kind { throw failure }
        throw StorageError.last(on: destination.connection, code: code)
    }

    private func isEmpty() throws(StorageError) -> Bool {
        let objects = try prepare("SELECT 1 FROM sqlite_schema LIMIT 1", persistent: false)
        return try !objects.step()
    }
}

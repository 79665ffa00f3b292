internal import StoaStorage

/// How a write that is refused, or a refused part of one, leaves nothing behind.
extension Transaction {
    /// What undoes a refused write, or a refused part of one, that has changed something.
    enum Isolation {
        /// Savepoints; they make SQLite copy every page that is touched, a sixth of a create.
        case savepoints
        /// Nothing: the writer undoes its whole batch and does it again, with savepoints.
        case batch
    }

    /// Must come before every change that a later refusal has to undo.
    ///
    /// The derived operations change nothing before all has been checked, so they go without.
    func isolate() throws(StorageError) {
        guard isolation == .savepoints, !isIsolated else { return }
        try connection.database.savepoint()
        isIsolated = true
    }

    /// Runs a module's change, which counts wholly or not at all: what hooks left behind in a refused one goes too, even
    /// if the module takes no notice of the refusal.
    ///
    /// What follows a write needs no savepoint of its own: a refusal there refuses the whole write, which has one.
    func attempt(_ change: () throws(WriteError) -> Void) throws(WriteError) {
        // Who follows an orphan's deletion is asked like anyone else for what it changes itself.
        let outer = isDeletingOrphans
        isDeletingOrphans = false
        defer { isDeletingOrphans = outer }
        guard followDepth == 0 else {
            do {
                return try change()
            } catch {
                if case .refused(let failure) = error { refusalWhileFollowing = refusalWhileFollowing ?? failure }
                throw error
            }
        }
        guard isolation == .savepoints else { return try attemptInBatch(change) }
        let before = (events, newRows, orphanGroup)
        try onDisk { () throws(StorageError) in
            try isolate()
            try connection.database.savepoint()
        }
        do {
            try change()
        } catch {
            guard case .refused = error else { throw error }
            (events, newRows, orphanGroup) = before
            refusalWhileFollowing = nil
            uniqueness.noteRelease()
            try onDisk { () throws(StorageError) in try connection.database.rollbackToSavepoint() }
            throw error
        }
        try onDisk { () throws(StorageError) in try connection.database.release() }
    }

    private func attemptInBatch(_ change: () throws(WriteError) -> Void) throws(WriteError) {
        let before = connection.database.totalChanges
        do {
            try change()
        } catch {
            uniqueness.noteRelease()
            if connection.database.totalChanges != before { isSpoiled = true }
            throw error
        }
    }

    func onDisk<T>(_ body: () throws(StorageError) -> T) throws(WriteError) -> T {
        do { return try body() } catch { throw .storage(error) }
    }
}

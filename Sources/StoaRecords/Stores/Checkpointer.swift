internal import StoaStorage
internal import Synchronization

/// Copies the log of one store into its file beside the writes, which would otherwise wait for it.
///
/// A connection of its own copies what has been committed, which is nearly all. The log begins anew only when nothing is
/// left in it, so the writer itself copies what was committed meanwhile.
final class Checkpointer: Sendable {
    private enum State {
        case idle
        case copying
        /// What is left is the writer's.
        case copied
    }

    private let path: String
    private let threads: WorkerThreads
    private let log: KernelLog
    private let state = Mutex(State.idle)

    init(path: String, threads: WorkerThreads, log: KernelLog) {
        self.path = path
        self.threads = threads
        self.log = log
    }

    /// Sees after a commit whether it is time; on the writer's thread.
    func follow(_ writer: Database) {
        let isFull = writer.logPages >= Int(Database.checkpointPages)
        let before = state.withLock { state in
            let before = state
            switch state {
            case .idle where isFull: state = .copying
            // Also a log that began anew because nothing was left in it.
            case .copied: state = .idle
            case .idle, .copying: break
            }
            return before
        }
        guard isFull else { return }
        switch before {
        case .idle: threads.submit { self.copy() }
        case .copying: break
        case .copied: attempt { () throws(StorageError) in try writer.checkpoint(truncate: false) }
        }
    }

    private func copy() {
        attempt { () throws(StorageError) in
            let database = try Database(path: path, access: .readWrite, cacheKiB: 64)
            // Again, for what was committed meanwhile: the less is left, the shorter the writer's own sync.
            _ = try database.checkpoint(truncate: false)
            return try database.checkpoint(truncate: false)
        }
        state.withLock { $0 = .copied }
    }

    /// What is not copied now is so later: the log has it all.
    private func attempt(_ checkpoint: () throws(StorageError) -> Database.CheckpointResult) {
        do {
            _ = try checkpoint()
        } catch {
            // Somebody else is at it.
            guard error.kind != .busy else { return }
            log.warning("A store's log could not be copied into its file", ["error": "\(error)", "database": path])
        }
    }
}

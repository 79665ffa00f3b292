internal import StoaCore
internal import StoaStorage
internal import Synchronization

/// The queue of one store's writes. They run one batch at a time, whichever thread takes them: one writer per store.
final class StoreWriter: Sendable {
    private struct State {
        var pending: [WriteWork] = []
        var isScheduled = false
        var isClosing = false
        var idleSince: Int64 = 0
    }

    /// The most that share a transaction: bounds how long the first of them waits for the last.
    private static let batchMax = 256

    private let state = Mutex(State())
    private let commit: CommitBox
    private let clock: Clock
    private let threads: WorkerThreads
    private let queuedMax: Int

    init(
        path: String, schema: StoreSchema, clock: Clock, log: KernelLog, threads: WorkerThreads, queuedMax: Int
    ) {
        commit = CommitBox { () throws(StorageError) in
            try GroupCommit(path: path, schema: schema, clock: clock, log: log)
        }
        self.clock = clock
        self.threads = threads
        self.queuedMax = queuedMax
    }

    /// When it last ran out of work, or nil while it has some.
    var idleSince: Int64? {
        state.withLock { $0.isScheduled || $0.idleSince == 0 ? nil : $0.idleSince }
    }

    /// Queues a write; false if too many wait already.
    func submit(_ work: WriteWork) -> Bool {
        let (isQueued, starts) = state.withLock { state -> (Bool, Bool) in
            guard state.pending.count < queuedMax else { return (false, false) }
            state.pending.append(work)
            defer { state.isScheduled = true }
            return (true, !state.isScheduled)
        }
        if starts { schedule() }
        return isQueued
    }

    /// Brings the file to rest once what is queued has run.
    func close() {
        let isIdle = state.withLock { state -> Bool in
            state.isClosing = true
            guard !state.isScheduled else { return false }
            state.isScheduled = true
            return true
        }
        if isIdle { schedule() }
    }

    private func schedule() {
        threads.submit { self.runBatch() }
    }

    private func runBatch() {
        let batch = state.withLock { state -> [WriteWork] in
            let batch = Array(state.pending.prefix(Self.batchMax))
            state.pending.removeFirst(batch.count)
            return batch
        }
        if !batch.isEmpty { commit.run(batch) }
        let (goesOn, closes) = state.withLock { state -> (Bool, Bool) in
            if !state.pending.isEmpty { return (true, false) }
            state.isScheduled = false
            state.idleSince = clock.monotonicMicroseconds()
            return (false, state.isClosing)
        }
        if goesOn { schedule() } else if closes { commit.close() }
    }
}

/// Holds the connection of a writer, which is opened at the first write and again after the storage failed.
private final class CommitBox: @unchecked Sendable {
    // Invariant: used only from StoreWriter.runBatch, which never runs twice at a time.
    private let open: () throws(StorageError) -> GroupCommit
    private var current: GroupCommit?

    init(open: @escaping () throws(StorageError) -> GroupCommit) {
        self.open = open
    }

    func run(_ batch: [WriteWork]) {
        do {
            let commit = try opened()
            commit.run(batch)
            current = commit.isBroken ? nil : commit
        } catch {
            for work in batch { work.complete(.failure(Failure(error)), false) }
        }
    }

    private func opened() throws(StorageError) -> GroupCommit {
        if let current { return current }
        return try open()
    }

    func close() {
        current?.close()
        current = nil
    }
}

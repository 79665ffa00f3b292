internal import StoaCore
internal import StoaStorage
internal import Synchronization

/// The queue of one store's writes.
///
/// They run one batch at a time, whichever thread takes them: one writer per store.
///
/// Lives as long as its store set, so that there is never a second one for the same file; only its connection comes
/// and goes.
final class StoreWriter: Sendable {
    private struct State {
        var pending: [WriteWork] = []
        /// One job of this writer is queued or running.
        ///
        /// Only that job touches `commit`.
        var isScheduled = false
        /// The connection is to be closed once nothing is pending.
        var isResting = false
        var idleSince: Int64 = 0
    }

    private enum Step {
        case run([WriteWork])
        case close
    }

    /// The most that share a transaction: bounds how long the first of them waits for the last.
    private static let batchMax = 256

    private let state = Mutex(State())
    private let commit: CommitBox
    private let clock: Clock
    private let threads: WorkerThreads
    private let queuedMax: Int

    init(
        path: String, schema: StoreSchema, clock: Clock, log: KernelLog, threads: WorkerThreads,
        options: StoreSet.Options, gate: OpeningGate, followUps: FollowUps,
        compare: @escaping @Sendable (WriteWork, PasswordComparison) -> Void
    ) {
        let checkpointer = Checkpointer(path: path, threads: threads, log: log)
        commit = CommitBox { (store) throws(StorageError) in
            try gate.open { () throws(StorageError) in
                try GroupCommit(
                    path: path, store: store, schema: schema, clock: clock, log: log, followUps: followUps,
                    eventRetention: Int64(options.eventDays) * 86_400_000_000, checkpointer: checkpointer,
                    compare: compare)
            }
        }
        self.clock = clock
        self.threads = threads
        queuedMax = options.queuedWritesMax
    }

    /// When it last ran out of work, or nil while it has some.
    var idleSince: Int64? {
        state.withLock { $0.isScheduled ? nil : $0.idleSince }
    }

    /// Takes the work, or returns false if too much is waiting.
    func submit(_ work: WriteWork) -> Bool {
        state.withLock { state in
            guard state.pending.count < queuedMax else { return false }
            state.pending.append(work)
            state.isResting = false
            schedule(&state)
            return true
        }
    }

    /// Brings the file to rest and closes it once what is queued has run.
    ///
    /// Work that comes later opens it again.
    func rest() {
        state.withLock { state in
            state.isResting = true
            schedule(&state)
        }
    }

    private func schedule(_ state: inout State) {
        guard !state.isScheduled else { return }
        state.isScheduled = true
        threads.submit { self.advance() }
    }

    private func advance() {
        repeat {
            switch state.withLock({ Self.takeStep(&$0) }) {
            case .run(let batch): commit.run(batch)
            case .close: commit.close()
            }
        } while goesOn()
    }

    /// Whether this thread takes the next step too, with its caches warm: not while other stores wait for one.
    private func goesOn() -> Bool {
        let isFree = threads.isWaiting
        return state.withLock { state in
            state.isScheduled = false
            state.idleSince = clock.monotonicMicroseconds()
            guard !state.pending.isEmpty || state.isResting else { return false }
            guard !isFree else {
                state.isScheduled = true
                return true
            }
            schedule(&state)
            return false
        }
    }

    private static func takeStep(_ state: inout State) -> Step {
        guard state.pending.isEmpty else {
            let batch = Array(state.pending.prefix(batchMax))
            state.pending.removeFirst(batch.count)
            return .run(batch)
        }
        state.isResting = false
        return .close
    }
}

/// Holds the connection of a writer, which is opened at the first write and again after the storage failed.
///
/// Invariant: used only from StoreWriter.advance, which never runs twice at a time.
private final class CommitBox: @unchecked Sendable {
    private let open: (StoreIdentity) throws(StorageError) -> GroupCommit
    private var current: GroupCommit?

    init(open: @escaping (StoreIdentity) throws(StorageError) -> GroupCommit) {
        self.open = open
    }

    func run(_ batch: [WriteWork]) {
        guard let store = batch.first?.store else { return }
        do {
            let commit = try opened(store)
            commit.run(batch)
            current = commit.isBroken ? nil : commit
        } catch {
            for work in batch { work.complete(.failure(Failure(error)), false) }
        }
    }

    private func opened(_ store: StoreIdentity) throws(StorageError) -> GroupCommit {
        if let current { return current }
        return try open(store)
    }

    func close() {
        current?.close()
        current = nil
    }
}

internal import StoaCore
internal import StoaJSON
internal import StoaStorage
internal import Synchronization

/// Runs what modules' GET routes read: on threads of its own and on read connections, so that neither a slow search nor
/// a slow module holds up a store's writes.
///
/// A route sees one snapshot: everything that was answered before it came, and nothing that is committed meanwhile.
final class ReadLane: Sendable {
    private struct Idle {
        let store: Int64
        let connection: ReadConnection
    }

    /// Open connections that wait for the next read of their store; about 0.15 MB each.
    private static let idleMax = 32

    private let threads: WorkerThreads
    private let open: @Sendable (StoreIdentity) throws(StorageError) -> StoreReader
    private let clock: Clock
    private let log: KernelLog
    private let queuedMax: Int
    /// How many wait; nil once the lane has been stopped.
    private let queued = Mutex<Int?>(0)
    /// Those that were used last come last.
    private let idle = Mutex<[Idle]>([])

    init(
        threads: Int, queuedMax: Int, clock: Clock, log: KernelLog,
        open: @escaping @Sendable (StoreIdentity) throws(StorageError) -> StoreReader
    ) {
        self.threads = WorkerThreads(count: threads)
        self.queuedMax = queuedMax
        self.clock = clock
        self.log = log
        self.open = open
    }

    /// Takes the work, or returns false if too much is waiting or the lane has been stopped.
    func submit(_ work: WriteWork) -> Bool {
        run { self.run(work) }
    }

    /// Has something done that takes long, or returns false as `submit` does.
    func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        // Handed over under the lock, so that nothing comes to threads that have ended.
        queued.withLock { queued in
            guard let waiting = queued, waiting < queuedMax else { return false }
            queued = waiting + 1
            threads.submit {
                self.queued.withLock { queued in queued = queued.map { $0 - 1 } }
                body()
            }
            return true
        }
    }

    /// Finishes what is queued and closes all connections.
    func stop() {
        queued.withLock { $0 = nil }
        threads.stop()
        idle.withLock { $0 = [] }
    }

    private func run(_ work: WriteWork) {
        guard clock.monotonicMicroseconds() < work.deadlineMicroseconds else {
            return work.complete(.failure(Failure(.deadline)), false)
        }
        do {
            let connection = try take(work.store)
            let result = try connection.read(work, clock)
            give(back: connection, of: work.store.id)
            if case .failure(let failure) = result, failure.code == .internal {
                log.error("A module failed", ["request_id": work.requestID, "reason": failure.message])
            }
            work.complete(result, false)
        } catch {
            // The connection goes: what is wrong with it is not known.
            log.error(
                "A store's database cannot be read",
                ["error": "\(error)", "request_id": work.requestID, "store": work.store.name])
            work.complete(.failure(Failure(error)), false)
        }
    }

    private func take(_ store: StoreIdentity) throws(StorageError) -> ReadConnection {
        let waiting = idle.withLock { idle in
            idle.lastIndex { $0.store == store.id }.map { idle.remove(at: $0).connection }
        }
        guard let waiting else { return ReadConnection(try open(store)) }
        try waiting.connection.followLocalTime()
        return waiting
    }

    private func give(back connection: ReadConnection, of store: Int64) {
        idle.withLock { idle in
            idle.append(Idle(store: store, connection: connection))
            if idle.count > Self.idleMax { idle.removeFirst() }
        }
    }
}

/// A read connection with what a unit of work needs.
///
/// Invariant: used by one thread at a time, which the lane's list sees to.
private final class ReadConnection: @unchecked Sendable {
    let connection: StoreConnection
    private let arena = Arena()
    private let document = JSONDocument()
    private let uniqueness: Uniqueness

    init(_ reader: StoreReader) {
        connection = reader.connection
        uniqueness = Uniqueness(connection: connection)
    }

    func read(_ work: WriteWork, _ clock: Clock) throws(StorageError) -> Result<HTTPResponse, Failure> {
        defer { arena.reset() }
        let context = CallContext(
            registry: connection.schema.registry, store: work.store, actor: work.actor, requestID: work.requestID,
            clock: clock, arena: arena, deadlineMicroseconds: work.deadlineMicroseconds)
        // Nothing is made, so no id is given.
        let transaction = Transaction(
            context: context, connection: connection, ids: RecordIDs(upcoming: RecordIDs.first),
            uniqueness: uniqueness, document: document)
        try connection.database.begin(.snapshot)
        defer { try? connection.database.rollback() }
        do throws(Failure) {
            let reply = try work.perform(transaction)
            if let cause = transaction.storageFailure { throw Failure(cause) }
            return .success(reply.response)
        } catch {
            if let cause = transaction.storageFailure { throw cause }
            return .failure(error)
        }
    }
}

package import StoaCore
package import StoaStorage
internal import Synchronization

/// The stores of a data directory: opened when first used, closed when others are used more.
package final class StoreSet: Sendable {
    package struct Options: Sendable {
        /// Open read connections of each event loop; with all modules of the project about 1 MB and three descriptors
        /// each, nearly all of it the schema.
        package var readersPerLoop = 48
        /// Open write connections in all; more while every one of them is busy.
        package var writers = 48
        /// Threads that run writes and module code.
        package var workerThreads = 2
        /// Threads that run the GET routes of modules.
        package var readThreads = 2
        /// Writes of one store that may wait; further ones are answered 503 at once.
        package var queuedWritesMax = 4_096
        /// How long events are kept for replays, once every listener has been told of them.
        package var eventDays = 30

        package init() {}
    }

    /// What the kernel does of its own accord waits no longer than this for its turn.
    private static let waitMicroseconds: Int64 = 60_000_000

    private let schema: StoreSchema
    private let options: Options
    private let clock: Clock
    let log: KernelLog
    private let refusedWrites: Counter
    private let threads: WorkerThreads
    private let reads: ReadLane
    private let files: StoreFiles
    private let writers = Mutex(Writers())
    let followUps = FollowUps()
    /// Who reads the parameters of exports.
    package let exportQueries = ExportQueries()

    private struct Writers {
        /// Of every store written to so far.
        ///
        /// One without a connection is a few words.
        var byStore: [Int64: StoreWriter] = [:]
        /// The stores whose writers have a connection, or are about to open one.
        var open: Set<Int64> = []
        var isClosed = false
    }

    /// `directory` holds one database file for each store; it must exist.
    ///
    /// `refusedWrites` counts what no queue had room for: an audit row for each would need the very queue that is full.
    package init(
        directory: String, schema: StoreSchema, options: Options = Options(), clock: Clock, log: KernelLog,
        refusedWrites: Counter = Counter()
    ) {
        self.refusedWrites = refusedWrites
        self.schema = schema
        self.options = options
        self.clock = clock
        self.log = log
        threads = WorkerThreads(count: options.workerThreads)
        let files = StoreFiles(directory: directory, schema: schema, clock: clock, log: log)
        self.files = files
        reads = ReadLane(
            threads: options.readThreads, queuedMax: options.queuedWritesMax, clock: clock, log: log,
            open: { (store) throws(StorageError) in try files.openReader(store) })
    }

    package var registry: Registry { schema.registry }

    /// The database file of a store.
    package func path(of store: Int64) -> String { files.path(of: store) }

    /// Queues a write.
    ///
    /// Its `complete` is called in any case, at once if the queue is full or the set is closed.
    package func submit(_ work: WriteWork) {
        if work.isRead {
            if !reads.submit(work) { work.complete(.failure(Failure(.unavailable)), false) }
            return
        }
        // Queued under the lock, so that whoever counts connections sees that this one is about to be used.
        let isQueued = writers.withLock { writers in
            guard !writers.isClosed else { return false }
            let writer = writer(of: work.store.id, in: &writers)
            if !writers.open.contains(work.store.id) {
                // More than one if there were more while all were busy.
                while writers.open.count >= options.writers, closeIdle(&writers) {}
                writers.open.insert(work.store.id)
            }
            return writer.submit(work)
        }
        guard !isQueued else { return }
        refusedWrites.increment()
        work.complete(.failure(Failure(.unavailable)), false)
    }

    /// Hashes the passwords of a request on a thread for reads, then queues its write.
    package func submit(_ work: WriteWork, hashing passwords: [[UInt8]]) {
        guard !passwords.isEmpty else { return submit(work) }
        submit(work) { $0 = HashedPasswords(hashing: passwords) }
    }

    /// Finds out about passwords on a thread for reads, then queues the write.
    private func submit(_ work: WriteWork, after find: @escaping @Sendable (inout HashedPasswords) -> Void) {
        let isTaken = reads.run { [clock] in
            guard clock.monotonicMicroseconds() < work.deadlineMicroseconds else {
                return work.complete(.failure(Failure(.deadline)), false)
            }
            var work = work
            find(&work.passwords)
            self.submit(work)
        }
        if !isTaken { work.complete(.failure(Failure(.unavailable)), false) }
    }

    /// Has something done on a thread for reads; false if too much is waiting there.
    package func runBeside(_ body: @escaping @Sendable () -> Void) -> Bool { reads.run(body) }

    /// Queues a write of the kernel's own, which no request asks for and the audit trail does not tell of.
    func write(
        _ name: String, _ store: StoreIdentity, _ body: @escaping @Sendable (Transaction) throws(Failure) -> Void,
        complete: @escaping @Sendable (Result<Void, Failure>) -> Void
    ) {
        submit(
            WriteWork(
                store: store, actor: .system, requestID: name, method: "", route: "",
                deadlineMicroseconds: clock.monotonicMicroseconds() + Self.waitMicroseconds, idempotency: nil
            ) { transaction throws(Failure) in
                try body(transaction)
                return .nothing
            } complete: { result, _ in
                complete(result.map { _ in })
            })
    }

    private func writer(of store: Int64, in writers: inout Writers) -> StoreWriter {
        if let writer = writers.byStore[store] { return writer }
        let writer = StoreWriter(
            path: path(of: store), schema: schema, clock: clock, log: log, threads: threads,
            options: options, gate: files.gate(of: store), followUps: followUps
        ) { [weak self] work, comparison in
            guard let self else { return work.complete(.failure(Failure(.unavailable)), false) }
            self.submit(work) { $0.compare(comparison) }
        }
        writers.byStore[store] = writer
        return writer
    }

    /// Closes the connection that has been idle longest; false if none is.
    private func closeIdle(_ writers: inout Writers) -> Bool {
        let idle = writers.open.compactMap { id in writers.byStore[id]?.idleSince.map { (id: id, since: $0) } }
        guard let oldest = idle.min(by: { $0.since < $1.since }) else { return false }
        writers.open.remove(oldest.id)
        writers.byStore[oldest.id]?.rest()
        return true
    }

    /// A cache of read connections for one event loop.
    package func makeReaders(limit: Int? = nil) -> StoreReaders {
        StoreReaders(set: self, limit: limit ?? options.readersPerLoop)
    }

    func openReader(_ store: StoreIdentity) throws(StorageError) -> StoreReader { try files.openReader(store) }

    /// Finishes what is queued, brings all files to rest and ends the threads.
    ///
    /// Later writes are refused.
    package func close() {
        writers.withLock { writers in
            writers.isClosed = true
            for writer in writers.byStore.values { writer.rest() }
        }
        reads.stop()
        threads.stop()
    }
}

/// The read connections of one event loop.
///
/// Not shared: a loop is one thread.
package final class StoreReaders {
    private struct Entry {
        let reader: StoreReader
        var lastUse: UInt64
    }

    private let set: StoreSet
    private let limit: Int
    private var entries: [Int64: Entry] = [:]
    private var uses: UInt64 = 0

    init(set: StoreSet, limit: Int) {
        self.set = set
        self.limit = limit
    }

    /// The reader of a store, opened if need be.
    package func reader(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        uses += 1
        if let index = entries.index(forKey: store.id) {
            entries.values[index].lastUse = uses
            let reader = entries.values[index].reader
            try reader.connection.followLocalTime()
            return reader
        }
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries.removeValue(forKey: oldest.key)
        }
        let reader = try set.openReader(store)
        entries[store.id] = Entry(reader: reader, lastUse: uses)
        return reader
    }
}

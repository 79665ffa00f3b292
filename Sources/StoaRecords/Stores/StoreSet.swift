public import StoaCore
public import StoaStorage
internal import Synchronization

/// The stores of a data directory: opened when first used, closed when others are used more.
public final class StoreSet: Sendable {
    public struct Options: Sendable {
        /// Open read connections of each event loop; about 0.15 MB and three descriptors each.
        public var readersPerLoop = 128
        /// Open write connections in all.
        public var writers = 128
        /// Threads that run writes and module code.
        public var workerThreads = 2
        /// Writes of one store that may wait; further ones are answered 503 at once.
        public var queuedWritesMax = 4_096

        public init() {}
    }

    private let directory: String
    private let schema: StoreSchema
    private let options: Options
    private let clock: Clock
    private let log: KernelLog
    private let threads: WorkerThreads
    private let writers = Mutex<[Int64: StoreWriter]>([:])

    /// `directory` holds one database file for each store; it must exist.
    public init(directory: String, schema: StoreSchema, options: Options = Options(), clock: Clock, log: KernelLog) {
        self.directory = directory
        self.schema = schema
        self.options = options
        self.clock = clock
        self.log = log
        threads = WorkerThreads(count: options.workerThreads)
    }

    public var registry: Registry { schema.registry }

    /// The database file of a store.
    public func path(of store: Int64) -> String { "\(directory)/\(store).db" }

    /// Queues a write. Its `complete` is called in any case, at once if the queue is full.
    public func submit(_ work: WriteWork) {
        // Queued under the lock, so that a writer which is let go has no work and gets none: two writers of one store
        // would give the same ids.
        let isQueued = writers.withLock { writers in writer(of: work.store.id, in: &writers).submit(work) }
        if !isQueued { work.complete(.failure(Failure(.unavailable)), false) }
    }

    private func writer(of store: Int64, in writers: inout [Int64: StoreWriter]) -> StoreWriter {
        if let writer = writers[store] { return writer }
        if writers.count >= options.writers { closeIdle(&writers) }
        let writer = StoreWriter(
            path: path(of: store), schema: schema, clock: clock, log: log, threads: threads,
            queuedMax: options.queuedWritesMax)
        writers[store] = writer
        return writer
    }

    /// Lets go of the writer that has been idle longest; its connection closes once no work holds it.
    private func closeIdle(_ writers: inout [Int64: StoreWriter]) {
        let idle = writers.compactMap { id, writer in writer.idleSince.map { (id, $0) } }
        guard let oldest = idle.min(by: { $0.1 < $1.1 }), let writer = writers.removeValue(forKey: oldest.0) else { return }
        writer.close()
    }

    /// A cache of read connections for one event loop.
    public func makeReaders() -> StoreReaders {
        StoreReaders(set: self, limit: options.readersPerLoop)
    }

    func openReader(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        let path = path(of: store.id)
        do {
            let connection = try StoreConnection(path: path, access: .readOnly, schema: schema, cacheKiB: 512)
            if try connection.isCurrent() { return StoreReader(connection: connection, store: store) }
        } catch where error.kind == .cannotOpen {
            // The store is new: its file is made below.
        }
        try StoreConnection(path: path, access: .create, schema: schema, cacheKiB: 512).migrate()
        let connection = try StoreConnection(path: path, access: .readOnly, schema: schema, cacheKiB: 512)
        return StoreReader(connection: connection, store: store)
    }

    /// Finishes what is queued, brings all files to rest and ends the threads.
    public func close() {
        let all = writers.withLock { writers in
            defer { writers = [:] }
            return Array(writers.values)
        }
        for writer in all { writer.close() }
        threads.stop()
    }
}

/// The read connections of one event loop. Not shared: a loop is one thread.
public final class StoreReaders {
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
    public func reader(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        uses += 1
        if let index = entries.index(forKey: store.id) {
            entries.values[index].lastUse = uses
            return entries.values[index].reader
        }
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries.removeValue(forKey: oldest.key)
        }
        let reader = try set.openReader(store)
        entries[store.id] = Entry(reader: reader, lastUse: uses)
        return reader
    }
}

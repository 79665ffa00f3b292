package import StoaCore
package import StoaStorage
internal import Synchronization

/// The stores of a data directory: opened when first used, closed when others are used more.
package final class StoreSet: Sendable {
    package struct Options: Sendable {
        /// Open read connections of each event loop; about 0.15 MB and three descriptors each.
        package var readersPerLoop = 128
        /// Open write connections in all; more while every one of them is busy.
        package var writers = 128
        /// Threads that run writes and module code.
        package var workerThreads = 2
        /// Writes of one store that may wait; further ones are answered 503 at once.
        package var queuedWritesMax = 4_096

        package init() {}
    }

    private let directory: String
    private let schema: StoreSchema
    private let options: Options
    private let clock: Clock
    private let log: KernelLog
    private let threads: WorkerThreads
    private let gate = OpeningGate()
    private let writers = Mutex(Writers())

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
    package init(directory: String, schema: StoreSchema, options: Options = Options(), clock: Clock, log: KernelLog) {
        self.directory = directory
        self.schema = schema
        self.options = options
        self.clock = clock
        self.log = log
        threads = WorkerThreads(count: options.workerThreads)
    }

    package var registry: Registry { schema.registry }

    /// The database file of a store.
    package func path(of store: Int64) -> String { "\(directory)/\(store).db" }

    /// Queues a write.
    ///
    /// Its `complete` is called in any case, at once if the queue is full or the set is closed.
    package func submit(_ work: WriteWork) {
        // Queued under the lock, so that whoever counts connections sees that this one is about to be used.
        let isQueued = writers.withLock { writers in
            guard !writers.isClosed else { return false }
            let writer = writer(of: work.store.id, in: &writers)
            if !writers.open.contains(work.store.id) {
                if writers.open.count >= options.writers { closeIdle(&writers) }
                writers.open.insert(work.store.id)
            }
            return writer.submit(work)
        }
        if !isQueued { work.complete(.failure(Failure(.unavailable)), false) }
    }

    private func writer(of store: Int64, in writers: inout Writers) -> StoreWriter {
        if let writer = writers.byStore[store] { return writer }
        let writer = StoreWriter(
            path: path(of: store), schema: schema, clock: clock, log: log, threads: threads,
            queuedMax: options.queuedWritesMax, gate: gate)
        writers.byStore[store] = writer
        return writer
    }

    /// Closes the connection that has been idle longest, if any is.
    private func closeIdle(_ writers: inout Writers) {
        let idle = writers.open.compactMap { id in writers.byStore[id]?.idleSince.map { (id: id, since: $0) } }
        guard let oldest = idle.min(by: { $0.since < $1.since }) else { return }
        writers.open.remove(oldest.id)
        writers.byStore[oldest.id]?.rest()
    }

    /// A cache of read connections for one event loop.
    package func makeReaders() -> StoreReaders {
        StoreReaders(set: self, limit: options.readersPerLoop)
    }

    func openReader(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        try gate.open { () throws(StorageError) in try openReaderAlone(store) }
    }

    private func openReaderAlone(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        let path = path(of: store.id)
        do {
            let connection = try StoreConnection(path: path, access: .readOnly, schema: schema, cacheKiB: 512)
            if try connection.isCurrent() { return StoreReader(connection: connection, store: store) }
        } catch  where error.kind == .cannotOpen {
            // The store is new: its file is made below.
        }
        try StoreConnection(path: path, access: .create, schema: schema, cacheKiB: 512).migrate()
        let connection = try StoreConnection(path: path, access: .readOnly, schema: schema, cacheKiB: 512)
        return StoreReader(connection: connection, store: store)
    }

    /// Finishes what is queued, brings all files to rest and ends the threads.
    ///
    /// Later writes are refused.
    package func close() {
        writers.withLock { writers in
            writers.isClosed = true
            for writer in writers.byStore.values { writer.rest() }
        }
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

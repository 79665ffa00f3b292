internal import StoaCore
internal import StoaStorage

/// Where the databases of stores lie, and how they are opened: one that is not there is made, one of another schema is
/// brought to this one.
final class StoreFiles: Sendable {
    private let directory: String
    private let schema: StoreSchema
    private let clock: Clock
    private let log: KernelLog
    /// By store: one that is slow to open, because it is brought to a new schema, keeps few others waiting.
    private let gates = (0..<64).map { _ in OpeningGate() }

    init(directory: String, schema: StoreSchema, clock: Clock, log: KernelLog) {
        self.directory = directory
        self.schema = schema
        self.clock = clock
        self.log = log
    }

    func path(of store: Int64) -> String { "\(directory)/\(store).db" }

    func gate(of store: Int64) -> OpeningGate { gates[Int(store.magnitude % UInt64(gates.count))] }

    func openReader(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        try gate(of: store.id).open { () throws(StorageError) in try openReaderAlone(store) }
    }

    private func openReaderAlone(_ store: StoreIdentity) throws(StorageError) -> StoreReader {
        let path = path(of: store.id)
        do {
            let connection = try StoreConnection(
                path: path, store: store.id, access: .readOnly, schema: schema, cacheKiB: 512)
            if try connection.isCurrent() { return try reader(on: connection, of: store) }
        } catch  where error.kind == .cannotOpen {
            // The store is new: its file is made below.
        }
        try migrate(path, store)
        let connection = try StoreConnection(
            path: path, store: store.id, access: .readOnly, schema: schema, cacheKiB: 512)
        return try reader(on: connection, of: store)
    }

    private func reader(on connection: StoreConnection, of store: StoreIdentity) throws(StorageError) -> StoreReader {
        try connection.followLocalTime()
        for span in connection.localTime.spans where TimeZoneDatabase.shared.rules(of: span.name) == nil {
            log.error(
                "This machine's time zone database lacks a store's time zone: its times are shown in UTC",
                ["store": store.name, "time_zone": span.name])
        }
        return StoreReader(connection: connection, store: store)
    }

    /// Its connection closes before the reader's opens: the last one to close brings the file to rest.
    private func migrate(_ path: String, _ store: StoreIdentity) throws(StorageError) {
        let connection = try StoreConnection(
            path: path, store: store.id, access: .create, schema: schema, cacheKiB: 512)
        let clashes = try connection.migrate(Seeding(store: store, clock: clock, log: log))
        for clash in clashes { clash.tell(log, database: path) }
    }
}

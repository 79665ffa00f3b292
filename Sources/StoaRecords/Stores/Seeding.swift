internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// Makes the records that every store has from the start, when their resource first comes to it.
///
/// Runs with the change of the schema, in its transaction: who sees the tables sees these records.
struct Seeding {
    let store: StoreIdentity
    let clock: Clock
    let log: KernelLog

    func sow(on connection: StoreConnection) throws(StorageError) {
        let registry = connection.schema.registry
        let ids = RecordIDs(
            upcoming: try connection.meta("next_id").flatMap { Int64($0) } ?? RecordIDs.first)
        for resource in registry.resources where !resource.declaration.seed.isEmpty {
            let key = "seeded \(resource.name)"
            guard try connection.meta(key) == nil else { continue }
            guard try sow(resource, ids, connection) else { continue }
            try connection.setMeta(key, "1")
        }
        try recall(on: connection, ids)
        if ids.isChanged { try connection.setMeta("next_id", String(ids.upcoming)) }
    }

    /// Leaves jobs for modules that were not loaded when the schema was changed before.
    private func recall(on connection: StoreConnection, _ ids: RecordIDs) throws(StorageError) {
        let loaded = connection.schema.registry.returnJobs
        for module in try connection.modulesThatLeft() where loaded[module] != nil {
            try connection.addReturnJobs(of: module, newID: ids.next, now: store.wallMicroseconds(clock))
        }
        try connection.setModulesThatCame(Set(loaded.keys))
    }

    /// False for a seed that the module's own rules refuse: it is told of and left out until the schema changes again,
    /// since a store must not stay closed for it.
    private func sow(
        _ resource: Resource, _ ids: RecordIDs, _ connection: StoreConnection
    ) throws(StorageError) -> Bool {
        let arena = Arena()
        let context = CallContext(
            registry: connection.schema.registry, store: store, actor: .system, requestID: "", clock: clock,
            arena: arena, deadlineMicroseconds: .max)
        context.phase = .writing
        let transaction = Transaction(
            context: context, connection: connection, ids: ids, uniqueness: Uniqueness(connection: connection),
            document: JSONDocument())
        try connection.database.savepoint()
        do {
            let seed = try transaction.parse(Array(resource.declaration.seed.utf8))
            for object in seed.elements { _ = try transaction.create(resource, within: RecordGuard(), from: object) }
        } catch {
            if let cause = transaction.storageFailure { throw cause }
            if transaction.isIsolated { try connection.database.rollbackToSavepoint() }
            try connection.database.rollbackToSavepoint()
            log.error(
                "A store lacks the records that it should have from the start",
                ["store": store.name, "resource": resource.name, "reason": "\(error)"])
            return false
        }
        if transaction.isIsolated { try connection.database.release() }
        try connection.database.release()
        return true
    }
}

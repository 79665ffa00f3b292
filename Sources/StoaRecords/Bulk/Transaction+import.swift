internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// Writes one imported record as its own request would be written: in the name of who asked for the import, by the same
/// rules, with the same event and audit row, and wholly or not at all.
extension Transaction {
    /// What became of a row.
    enum ImportOutcome {
        case created, updated, unchanged
        case refused(Failure, externalID: String)
    }

    /// Throws only what has nothing to do with the row itself.
    func importRecord(
        _ body: [UInt8], of operation: BulkOperation, _ target: BulkTarget, arena: Arena
    ) throws(WriteError) -> ImportOutcome {
        let part = part(as: operation.actor, arena: arena)
        let changes = connection.database.totalChanges
        var row = ImportedRow(part: part, operation: operation, target: target)
        do throws(Failure) {
            let outcome = try row.write(body)
            if let cause = part.storageFailure { throw Failure(cause) }
            try onDisk(part) { () throws(StorageError) in
                if part.isIsolated { try connection.database.release() }
                try row.audit(status: row.isNew ? 201 : 200)
            }
            hasFollowUp = hasFollowUp || part.hasFollowUp
            return outcome
        } catch {
            if let cause = part.storageFailure { throw .storage(cause) }
            // What only the server is to blame for goes for the whole step, which is tried again.
            guard !error.isPassing else { throw .refused(error) }
            try onDisk { () throws(StorageError) in
                try undo(part, since: changes)
                try row.audit(status: error.status)
            }
            return .refused(error, externalID: row.externalID ?? "")
        }
    }

    /// A unit of work of its own within this one.
    private func part(as actor: Actor, arena: Arena) -> Transaction {
        let context = CallContext(
            registry: context.registry, store: context.store, actor: actor, requestID: context.requestID,
            clock: context.clock, arena: arena, deadlineMicroseconds: context.deadlineMicroseconds)
        context.phase = .writing
        context.matchesChildren = true
        return Transaction(
            context: context, connection: connection, ids: ids, uniqueness: uniqueness, document: document)
    }

    private func undo(_ part: Transaction, since changes: Int64) throws(StorageError) {
        uniqueness.noteRelease()
        if part.isIsolated { return try connection.database.rollbackToSavepoint() }
        guard connection.database.totalChanges == changes else {
            throw StorageError(.misuse, "a refused record has left changes outside of a savepoint")
        }
    }

    private func onDisk(
        _ part: Transaction, _ body: () throws(StorageError) -> Void
    ) throws(Failure) {
        do {
            try body()
        } catch {
            part.storageFailure = error
            throw Failure(error)
        }
    }
}

/// A row on its way to becoming a record.
private struct ImportedRow {
    let part: Transaction
    let operation: BulkOperation
    let target: BulkTarget
    var externalID: String?
    var isNew = false
    private var id: Int64?

    private var resource: Resource { target.resource }
    private var connection: StoreConnection { part.connection }

    init(part: Transaction, operation: BulkOperation, target: BulkTarget) {
        self.part = part
        self.operation = operation
        self.target = target
    }

    mutating func write(_ body: [UInt8]) throws(Failure) -> Transaction.ImportOutcome {
        let object = try part.parse(body)
        guard object.kind == .object else { throw .badRequest("The record must be a JSON object.") }
        try checkPasswords(in: object)
        externalID = try readExternalID(in: object)
        let guardian = target.guardian(for: operation.request.app)
        let named = try stored(readID(in: object), within: guardian)
        id = named
        guard let named else {
            isNew = true
            let result = try part.create(resource, within: guardian, from: object)
            id = result.id
            try link(to: result.id)
            return .created
        }
        let mayChange = target.verbs.contains(.update)
        let before = try read { () throws(StorageError) in
            if !mayChange { try part.isolate() }
            return try connection.version(of: named, resource)
        }
        let result = try part.update(resource, id: named, within: guardian, from: object, expectedVersion: .any)
        guard mayChange || result.version == before else {
            throw .invalid("", "is there already, and \(target.plural) can't be changed")
        }
        try link(to: named)
        return result.version == before ? .unchanged : .updated
    }

    func audit(status: UInt16) throws(StorageError) {
        let isRefused = status >= 400
        try connection.insertAuditRow(
            AuditRow(
                at: part.context.now, actor: operation.request.app, method: "POST", route: operation.request.route,
                target: isRefused ? "" : id.map { "\($0)" } ?? "", status: status, request: operation.request.id))
    }

    /// The record that the row is about, if there is one: that with its external id, or else with its id.
    ///
    /// An id that nothing has is a mistake, unless there is an external id: then the record was deleted, or the file is
    /// from another store.
    private func stored(_ id: Int64?, within guardian: RecordGuard) throws(Failure) -> Int64? {
        func isThere(_ id: Int64, anywhere: Bool = false) throws(Failure) -> Bool {
            try read { () throws(StorageError) in
                try connection.admits(anywhere ? RecordGuard() : guardian, id: id, in: resource)
            }
        }
        if let externalID {
            let known = try read { () throws(StorageError) in
                try connection.record(externalID: externalID, of: resource)
            }
            if let known, try isThere(known) {
                guard let id, id != known, try isThere(id) else { return known }
                throw .invalid(BulkColumns.externalID, "is that of the record \(known)")
            }
            // Of another kind, or another app's: to take it away would make that record anew when its own file comes again.
            if let known, try isThere(known, anywhere: true) {
                throw .invalid(BulkColumns.externalID, "has already been taken")
            }
        }
        guard let id else { return nil }
        if try isThere(id) { return id }
        guard externalID != nil else { throw .invalid("id", "does not exist") }
        return nil
    }

    private func link(to id: Int64) throws(Failure) {
        guard let externalID else { return }
        try read { () throws(StorageError) in
            guard try connection.externalID(of: id, resource) != externalID else { return }
            try part.isolate()
            try connection.setExternalID(externalID, of: id, resource)
        }
    }

    private func readExternalID(in object: JSONValue) throws(Failure) -> String? {
        guard let value = object.member("external_id"), !value.isNull else { return nil }
        guard let bytes = value.string ?? (value.kind == .number ? value.literal : nil) else {
            throw .invalid(BulkColumns.externalID, "must be a string")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= BulkColumns.externalIDCharactersMax else {
            throw .invalid(
                BulkColumns.externalID, "is too long (maximum is \(BulkColumns.externalIDCharactersMax) characters)")
        }
        return text
    }

    private func readID(in object: JSONValue) throws(Failure) -> Int64? {
        guard let value = object.member("id"), !value.isNull else { return nil }
        let id = value.int ?? value.string.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
        guard let id else { throw .invalid("id", "must be a whole number") }
        return id == 0 ? nil : id
    }

    /// Hashing one takes some 100 ms, which all writes of the store would wait for.
    private func checkPasswords(in object: JSONValue) throws(Failure) {
        for field in resource.fields where field.type == .password {
            var name = field.name
            let value = name.withUTF8 { object.member(UnsafeRawBufferPointer($0)) }
            guard let value, !value.isNull else { continue }
            throw .invalid(field.name, "can't be imported: set it with a request of its own")
        }
    }

    private func read<T>(_ body: () throws(StorageError) -> T) throws(Failure) -> T {
        do {
            return try body()
        } catch {
            part.storageFailure = error
            throw Failure(error)
        }
    }
}

extension StoreConnection {
    /// The version of a record; nil if there is none.
    fileprivate func version(of id: Int64, _ resource: Resource) throws(StorageError) -> Int64? {
        let statement = try statement(.document, resource)
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step() ? statement.int64(0) : nil
    }
}

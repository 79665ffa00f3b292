internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// The part of "stoa.records/1" that changes what is stored, and what "stoa.reply/1" shows of it.
extension CallContext {
    /// Makes a stored root writable under the handle that it has.
    package func edit(_ handle: UInt64) -> Int32 {
        guard phase == .writing, let transaction else { return Int32(STOA_E_FORBIDDEN) }
        guard let record = record(handle) else { return Int32(STOA_E_HANDLE) }
        guard record.resource.isRoot, mayUse(record.resource, writing: true) else { return Int32(STOA_E_FORBIDDEN) }
        guard !record.isDropped else { return Int32(STOA_E_NOT_FOUND) }
        guard !record.isEditable else { return 0 }
        guard let copy = try? transaction.editableCopy(of: record) else { return Int32(STOA_E_TOO_LARGE) }
        replace(handle, by: copy)
        return 0
    }

    /// Saves drafts, all or none: when one fails after others were saved, the whole call fails.
    package func save(_ handles: [UInt64]) -> Int32 {
        change(handles) { record in
            guard record.isEditable else { return Int32(STOA_E_FORBIDDEN) }
            return 0
        } applying: { (record, transaction) throws(WriteError) in
            _ = try transaction.save(record)
            record.markStored()
        }
    }

    /// Deletes stored roots with everything below them, all or none.
    package func remove(_ handles: [UInt64]) -> Int32 {
        change(handles) { record in
            let isStored = !record.isEditable || record.before != nil
            guard isStored, !record.isDropped else { return Int32(STOA_E_NOT_FOUND) }
            return 0
        } applying: { (record, transaction) throws(WriteError) in
            try transaction.delete(record.before ?? record)
            record.markRemoved()
        }
    }

    /// Checks all records before any is changed, so that what a module got wrong leaves nothing half done.
    private func change(
        _ handles: [UInt64], checking check: (Draft) -> Int32,
        applying apply: (Draft, Transaction) throws(WriteError) -> Void
    ) -> Int32 {
        guard phase == .writing, let transaction else { return Int32(STOA_E_FORBIDDEN) }
        var records: [Draft] = []
        for handle in handles {
            guard let record = record(handle) else { return Int32(STOA_E_HANDLE) }
            guard record.resource.isRoot, mayUse(record.resource, writing: true) else {
                return Int32(STOA_E_FORBIDDEN)
            }
            guard !records.contains(where: { $0 === record }) else { return Int32(STOA_E_BAD) }
            let code = check(record)
            guard code == 0 else { return code }
            records.append(record)
        }
        var saved = 0
        do throws(WriteError) {
            try transaction.attempt { () throws(WriteError) in
                for record in records {
                    guard try transaction.isCurrent(record) else { throw WriteError.refused(Failure(.stale)) }
                    try apply(record, transaction)
                    saved += 1
                }
            }
        } catch {
            let code = transaction.code(of: error)
            // Drafts that were saved before say so still, though nothing of them is stored. An issue makes the call fail
            // whatever its handler returns.
            if saved > 0, issues.isEmpty { fail(code, field: "", message: "could not be saved with the others") }
            return code
        }
        return 0
    }

    /// A record as it is stored at this moment: its resource's name and its rendering, for answers or for events.
    package func document(of handle: UInt64, isKept: Bool = false) -> (code: Int32, name: String, document: [UInt8]) {
        guard let transaction else { return (Int32(STOA_E_UNSUPPORTED), "", []) }
        guard let record = record(handle) else { return (Int32(STOA_E_HANDLE), "", []) }
        do {
            guard let stored = try transaction.load(record.resource, id: record.id) else {
                return (Int32(STOA_E_NOT_FOUND), "", [])
            }
            return (0, record.resource.name, transaction.rendered(stored, isKept: isKept))
        } catch {
            return (transaction.code(of: error), "", [])
        }
    }
}

extension Transaction {
    /// Nothing has changed the stored record since this one was read; drafts of new records are always current.
    func isCurrent(_ record: Draft) throws(WriteError) -> Bool {
        guard record.before != nil || !record.isEditable else { return true }
        do {
            let statement = try connection.statement(.document, record.resource)
            defer { statement.reset() }
            try statement.bind(1, record.id)
            return try statement.step() && statement.int64(0) == record.version
        } catch {
            throw .storage(error)
        }
    }

    /// What a module sees of a failed operation.
    ///
    /// Storage errors are remembered, for the writer to act on.
    func code(of error: WriteError) -> Int32 {
        switch error {
        case .refused(let failure): return -Int32(failure.status)
        case .storage(let cause):
            storageFailure = cause
            return Int32(STOA_E_UNAVAILABLE)
        }
    }
}

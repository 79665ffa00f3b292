package import StoaCore
internal import StoaJSON
internal import StoaStorage

/// Begins and ends bulk operations.
extension Transaction {
    /// Adds an operation that waits for its turn, or for its file.
    package func begin(_ operation: BulkOperation) throws(Failure) -> BulkOperation {
        try bulk { () throws(WriteError) in
            var operation = operation
            operation.id = self.newID()
            operation.createdAt = self.context.now.microseconds
            try self.onDisk { () throws(StorageError) in try self.isolate() }
            let open = try self.onDisk { () throws(StorageError) in try self.connection.openBulkOperations() }
            guard open < BulkOperation.openMax else {
                throw .refused(
                    Failure(.conflict, "\(open) bulk operations are open, and no more are taken: wait for one to end."))
            }
            try self.onDisk { () throws(StorageError) in
                if operation.kind == .import {
                    try self.connection.insertChunk(of: operation.id, .result, first: 0, BulkErrors.header)
                    operation.size = Int64(BulkErrors.header.count)
                }
                try self.connection.insertBulkOperation(operation)
                guard operation.status == .receiving else { return try self.addJob(for: operation) }
                try self.addSweep(of: operation, due: operation.expiresAt)
            }
            return operation
        }
    }

    /// Stores rows of an operation's file, `first` being the number of the first of them.
    func store(_ rows: [UInt8], first: Int64, of operation: Int64) throws(Failure) {
        try bulk { () throws(WriteError) in
            try self.onDisk { () throws(StorageError) in
                try self.isolate()
                try self.connection.insertChunk(of: operation, .input, first: first, rows)
            }
        }
    }

    /// The file of an operation is there, with so many records.
    func release(_ operation: BulkOperation, total: Int64) throws(Failure) {
        try bulk { () throws(WriteError) in
            var operation = operation
            operation.status = .created
            operation.total = total
            try self.onDisk { () throws(StorageError) in
                try self.isolate()
                try self.connection.updateBulkOperation(operation)
                try self.addJob(for: operation)
            }
        }
    }

    /// Ends an operation before its time; one that has ended stays as it is.
    ///
    /// What it has done is not undone. 404 unless the credential has made it.
    package func cancelBulkOperation(_ id: Int64, of app: String) throws(Failure) {
        try bulk { () throws(WriteError) in
            let stored = try self.onDisk { () throws(StorageError) in try self.connection.bulkOperation(id) }
            guard var operation = stored, operation.request.app == app, operation.status != .receiving else {
                throw .refused(.notFound(resource: BulkOperation.resourceName, id: "\(id)"))
            }
            guard operation.status.isOpen else { return }
            try self.onDisk { () throws(StorageError) in
                try self.isolate()
                try self.end(&operation, as: .canceled)
            }
        }
    }

    /// An operation as clients see it.
    package func bulkDocument(_ id: Int64) throws(Failure) -> WriteResult {
        guard let resource = context.registry.resource(named: BulkOperation.resourceName) else {
            throw Failure(.internal)
        }
        return try bulk { () throws(WriteError) in
            try self.onDisk { () throws(StorageError) in
                var document: [UInt8] = []
                let version = try self.reader.get(resource, id: id, within: RecordGuard(), into: &document) { _ in
                    true
                }
                return WriteResult(id: id, version: version ?? 0, document: document)
            }
        }
    }

    /// Stores a part of an export's file, and how far it is; a number never goes back, even if it was begun anew.
    func storeResult(
        _ chunk: [UInt8], of id: Int64, done: Int64, total: Int64, isLast: Bool
    ) throws(Failure) {
        try bulk { () throws(WriteError) in
            let stored = try self.onDisk { () throws(StorageError) in try self.connection.bulkOperation(id) }
            guard var operation = stored, operation.status == .running else {
                throw .refused(Failure(.conflict, "The operation \(id) has ended."))
            }
            try self.onDisk { () throws(StorageError) in
                try self.isolate()
                if !chunk.isEmpty {
                    try self.connection.insertChunk(of: id, .result, first: operation.size, chunk)
                }
                operation.size += Int64(chunk.count)
                operation.total = total
                operation.done = isLast ? done : max(operation.done, done)
                guard isLast else { return try self.connection.updateBulkOperation(operation) }
                try self.end(&operation, as: .completed)
            }
        }
    }

    /// An operation that has something to do, and with what; one that has not any more, because its resource or its key
    /// has gone, is ended.
    func openBulk(_ id: Int64) throws(WriteError) -> (BulkOperation, BulkTarget)? {
        let stored = try onDisk { () throws(StorageError) in try connection.bulkOperation(id) }
        guard var operation = stored, operation.status.isOpen else { return nil }
        var error: String?
        let target = BulkTarget(named: operation.target, in: context.registry)
        if target.map({ context.store.disabledModules.contains($0.resource.module) }) ?? true {
            error = "There is no \(operation.target) here any more."
        } else if try !isActive(operation.request.app) {
            error = "Its key is not accepted any more."
        }
        guard let target, error == nil else {
            try onDisk { () throws(StorageError) in try end(&operation, as: .failed, error ?? "") }
            return nil
        }
        return (operation, target)
    }

    func end(
        _ operation: inout BulkOperation, as status: BulkOperation.Status, _ error: String = ""
    ) throws(StorageError) {
        operation.status = status
        operation.error = error
        operation.completedAt = context.now.microseconds
        try connection.updateBulkOperation(operation)
        try addSweep(of: operation)
    }

    /// Whether the key that asked for an operation is still accepted.
    private func isActive(_ app: String) throws(WriteError) -> Bool {
        guard let service = context.registry.services["kernel.is_active_actor/1"] else { return true }
        var name: [UInt8] = []
        name.appendJSONString(app)
        guard let input = name.withUnsafeBytes({ context.arena.copy($0) }) else { throw outOfMemory() }
        let (code, output) = service.run(context, input)
        guard code >= 0 else { throw .refused(Failure(.unavailable)) }
        return output.elementsEqual("true".utf8)
    }

    private func addJob(for operation: BulkOperation) throws(StorageError) {
        let job = operation.kind == .import ? BulkImportJob.declaration : BulkExportJob.declaration
        try addJob(job, BulkImportJob.arguments(of: operation.id))
    }

    func addSweep(of operation: BulkOperation, due: Int64? = nil) throws(StorageError) {
        try addJob(BulkSweepJob.declaration, BulkImportJob.arguments(of: operation.id), due: due)
    }

    private func bulk<T>(_ body: () throws(WriteError) -> T) throws(Failure) -> T {
        do {
            return try body()
        } catch {
            if case .storage(let cause) = error { storageFailure = cause }
            throw Failure(error)
        }
    }
}

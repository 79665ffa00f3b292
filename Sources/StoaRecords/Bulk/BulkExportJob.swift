internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// The kernel's own job: writes the file of an export.
enum BulkExportJob {
    static let declaration = JobDeclaration(
        module: "kernel", name: "export_records", title: "Writes the file of a bulk export.", width: 1,
        delays: [1, 2, 5, 30, 60], run: run)

    @Sendable private static func run(_ context: CallContext, _ run: JobRun) -> Int32 {
        guard let transaction = context.transaction, let id = BulkImportJob.operation(in: run.job.arguments) else {
            return Int32(STOA_E_BAD)
        }
        do throws(WriteError) {
            try transaction.onDisk { () throws(StorageError) in try transaction.isolate() }
            guard let (stored, target) = try transaction.openBulk(id) else { return 0 }
            var operation = stored
            if run.step > 0 {
                // It has stopped before its end.
                guard run.job.failures + 1 >= run.attemptsMax else {
                    throw .refused(Failure(.internal, "the export \(id) was broken off"))
                }
                try transaction.onDisk { () throws(StorageError) in
                    try transaction.end(&operation, as: .failed, "Its file could not be written.")
                }
                return 0
            }
            try transaction.onDisk { () throws(StorageError) in
                // Of an attempt before this one.
                _ = try transaction.connection.deleteChunks(of: id, .result)
                operation.size = 0
                operation.status = .running
                try transaction.connection.updateBulkOperation(operation)
            }
            let (begun, localTime) = (operation, context.localTime)
            run.next = .beside { set, store, end in
                do {
                    try BulkExport(begun, of: target, in: set, store, localTime, end: end).begin()
                } catch {
                    // Nothing has one of its parameters any more.
                    end()
                }
            }
            return 0
        } catch {
            return transaction.code(of: error)
        }
    }
}

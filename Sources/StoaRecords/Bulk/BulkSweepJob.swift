internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// The kernel's own job: deletes what is left of the input of an operation that has ended, and when its time is over the
/// rest of it, some at a time.
enum BulkSweepJob {
    static let declaration = JobDeclaration(
        module: "kernel", name: "sweep_bulk_operations", title: "Deletes the files of bulk operations that have ended.",
        width: 1, delays: [1, 10, 60, 600, 3_600], run: run)

    /// Chunks deleted in one write: some 4 MB, or 10 ms.
    private static let chunksMax = 16

    @Sendable private static func run(_ context: CallContext, _ run: JobRun) -> Int32 {
        guard let transaction = context.transaction, let id = BulkImportJob.operation(in: run.job.arguments) else {
            return Int32(STOA_E_BAD)
        }
        do throws(StorageError) {
            try transaction.isolate()
            guard let operation = try transaction.connection.bulkOperation(id), !operation.status.isOpen else {
                return 0
            }
            try sweep(operation, in: transaction)
            return 0
        } catch {
            return transaction.code(of: .storage(error))
        }
    }

    private static func sweep(_ operation: BulkOperation, in transaction: Transaction) throws(StorageError) {
        let connection = transaction.connection
        guard try connection.deleteChunks(of: operation.id, .input, limit: chunksMax) else {
            return try transaction.addSweep(of: operation)
        }
        if let end = operation.expiresAt, end > transaction.context.now.microseconds {
            return try transaction.addSweep(of: operation, due: end)
        }
        guard try connection.deleteChunks(of: operation.id, .result, limit: chunksMax) else {
            return try transaction.addSweep(of: operation)
        }
        try connection.deleteBulkOperation(operation.id)
    }
}

internal import CStoaABI
internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// The kernel's own job: writes the records of an import, some at a time, so that the store's other writes have their
/// turn in between.
///
/// The records of a step, what is noted of them and how far the operation is are one transaction: a crash neither loses
/// nor repeats a row.
enum BulkImportJob {
    static let declaration = JobDeclaration(
        module: "kernel", name: "import_records", title: "Writes the records of a bulk import, some at a time.",
        width: 1, delays: [1, 2, 5, 30, 60], run: run)

    /// Attempts that fail at one row before it is taken to be the row's fault; a crash counts as two.
    private static let failuresMax = 4
    /// What other writes may have to wait for a step.
    private static let stepMicroseconds: Int64 = 10_000
    private static let rowsMax = 256

    static func arguments(of operation: Int64) -> [UInt8] { Array("{\"operation\":\(operation)}".utf8) }

    /// The operation that a job's arguments name.
    static func operation(in arguments: [UInt8]) -> Int64? {
        let document = JSONDocument()
        return arguments.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil else { return nil }
            return document.root.member("operation")?.int
        }
    }

    @Sendable private static func run(_ context: CallContext, _ run: JobRun) -> Int32 {
        guard let transaction = context.transaction, let id = operation(in: run.job.arguments) else {
            return Int32(STOA_E_BAD)
        }
        do throws(WriteError) {
            try transaction.onDisk { () throws(StorageError) in try transaction.isolate() }
            guard var step = try BulkImportStep(id, in: transaction) else { return 0 }
            if run.job.failures >= failuresMax {
                try step.giveUpRow()
            } else {
                // After a failure one at a time: it is known then which one fails.
                let end = context.clock.monotonicMicroseconds() + stepMicroseconds
                var rows = run.job.failures == 0 ? rowsMax : 1
                while rows > 0, try step.writeRow() {
                    rows -= context.clock.monotonicMicroseconds() < end ? 1 : rows
                }
            }
            try step.finish()
            return 0
        } catch {
            return transaction.code(of: error)
        }
    }
}

/// Some rows of an import, in one transaction.
private struct BulkImportStep {
    private let transaction: Transaction
    private let target: BulkTarget
    private var operation: BulkOperation
    private let arena = Arena()
    /// Rows that have been read and not written, from the one that is next.
    private var rows: ArraySlice<BulkRow> = []
    private var errors = CSVWriter()

    private var connection: StoreConnection { transaction.connection }

    /// Nil if there is nothing to do.
    init?(_ id: Int64, in transaction: Transaction) throws(WriteError) {
        self.transaction = transaction
        guard let open = try transaction.openBulk(id) else { return nil }
        operation = open.0
        target = open.1
        operation.status = .running
    }

    /// Writes the next row; false if there is none.
    mutating func writeRow() throws(WriteError) -> Bool {
        guard let row = try next() else { return false }
        arena.reset()
        if let issue = row.issue {
            refuse(row, .invalid([issue]), externalID: "")
        } else {
            switch try transaction.importRecord(row.body, of: operation, target, arena: arena) {
            case .created: operation.created += 1
            case .updated: operation.updated += 1
            case .unchanged: operation.unchanged += 1
            case .refused(let failure, let externalID): refuse(row, failure, externalID: externalID)
            }
        }
        operation.done += 1
        return true
    }

    /// Passes over a row that attempts have failed at, or that has ended the server more than once.
    mutating func giveUpRow() throws(WriteError) {
        guard let row = try next() else { return }
        refuse(row, Failure(.internal), externalID: "")
        operation.done += 1
    }

    /// Notes how far it is, and goes on or ends.
    mutating func finish() throws(WriteError) {
        let text = errors.take()
        do throws(StorageError) {
            if !text.isEmpty {
                try connection.insertChunk(of: operation.id, .result, first: operation.size, text)
                operation.size += Int64(text.count)
            }
            guard operation.done < operation.total else { return try transaction.end(&operation, as: .completed) }
            try connection.updateBulkOperation(operation)
            try transaction.addJob(BulkImportJob.declaration, BulkImportJob.arguments(of: operation.id))
        } catch {
            throw .storage(error)
        }
    }

    private mutating func next() throws(WriteError) -> BulkRow? {
        guard operation.done < operation.total else { return nil }
        if rows.isEmpty { rows = try readRows() }
        guard let row = rows.popFirst() else {
            throw .refused(Failure(.internal, "rows of the bulk operation \(operation.id) are missing"))
        }
        return row
    }

    /// What comes before the chunk is done with.
    private func readRows() throws(WriteError) -> ArraySlice<BulkRow> {
        try transaction.onDisk { () throws(StorageError) in
            guard let chunk = try connection.chunk(of: operation.id, .input, at: operation.done) else { return [] }
            _ = try connection.deleteChunks(of: operation.id, .input, before: chunk.first)
            return BulkChunk.rows(in: chunk.data, from: Int(operation.done - chunk.first))[...]
        }
    }

    /// One line for each issue, in the file that the client reads.
    private mutating func refuse(_ row: BulkRow, _ failure: Failure, externalID: String) {
        operation.failed += 1
        let issues = failure.issues.isEmpty ? [Failure.Issue(field: "", message: failure.message)] : failure.issues
        for issue in issues { errors.append(BulkErrors.cells(row.line, externalID, issue)) }
    }
}

/// The file that says which records were refused and why.
enum BulkErrors {
    static let header = Array("line,external_id,field,message\r\n".utf8)

    static func cells(_ line: Int, _ externalID: String, _ issue: Failure.Issue) -> [String] {
        ["\(line)", externalID, issue.field, issue.message]
    }
}

extension CSVWriter {
    /// A record of texts that clients have had a say in.
    fileprivate mutating func append(_ cells: [String]) {
        for text in cells {
            guard !text.isEmpty else {
                nothing()
                continue
            }
            var cell: [UInt8] = []
            Array(text.utf8).withUnsafeBytes { FormulaGuard.append($0, to: &cell) }
            cell.withUnsafeBytes { self.cell($0) }
        }
        endRecord()
    }
}

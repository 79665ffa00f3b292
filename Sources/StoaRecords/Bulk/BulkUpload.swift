package import StoaCore

/// The way of an uploaded file into its store: checked as a whole, then stored as the rows that it holds.
///
/// The file is read on threads for reads, a part in each turn, and stored by the store's writer, a part in each
/// transaction; so neither the reads of other stores nor the other writes of this one wait long. The last part makes the
/// operation count, and is the write that the client is answered for.
///
/// Invariant: used by one thread at a time, since each turn is begun by the end of the one before.
package final class BulkUpload: @unchecked Sendable {
    /// What is read or stored in one turn.
    private static let turnBytes = 4 << 20
    private static let turnMicroseconds: Int64 = 20_000
    /// Records of one file.
    static let recordsMax: Int64 = 250_000

    private let set: StoreSet
    private let store: StoreIdentity
    private let bytes: [UInt8]
    private let operation: BulkOperation
    private let columns: BulkColumns
    private let clock: Clock
    /// Makes the client's own write from what it has to do last.
    package typealias Work =
        @Sendable (_ finish: @escaping @Sendable (Transaction) throws(Failure) -> BulkOperation) -> WriteWork
    private let work: Work

    private var file: BulkFile?
    private var total: Int64 = 0
    private var stored: Int64 = 0
    /// Chunks that are not stored yet, with the numbers of their first rows.
    private var chunks: [(first: Int64, data: [UInt8])] = []
    private var begun: BulkOperation?

    /// The write that `work` makes answers the client.
    package init(
        _ bytes: [UInt8], as operation: BulkOperation, into target: BulkTarget, of store: StoreIdentity,
        in set: StoreSet, clock: Clock, work: @escaping Work
    ) {
        self.set = set
        self.store = store
        self.bytes = bytes
        self.operation = operation
        columns = BulkColumns(target, in: set.registry)
        self.clock = clock
        self.work = work
    }

    package func begin() { next(check) }

    private func next(_ turn: @escaping @Sendable () throws(Failure) -> Void) {
        let isTaken = set.runBeside { [self] in
            do throws(Failure) { try turn() } catch { refuse(error) }
        }
        if !isTaken { refuse(Failure(.unavailable)) }
    }

    /// The client is told as of any refused write, and the trail too.
    private func refuse(_ failure: Failure) {
        set.submit(work { _ throws(Failure) in throw failure })
    }

    /// Reads everything once, so that a file that cannot be read to its end changes nothing.
    private func check() throws(Failure) {
        let isAtEnd = try read { (total, _) throws(Failure) in
            guard total < Self.recordsMax else {
                throw .invalid("", "has more than \(Self.recordsMax) records: send it in parts")
            }
        }
        guard isAtEnd else { return next(check) }
        file = nil
        total = stored
        stored = 0
        next(storePart)
    }

    private func storePart() throws(Failure) {
        var chunk: [UInt8] = []
        var first = stored
        let isAtEnd = try read { (number, row) throws(Failure) in
            BulkChunk.append(row, to: &chunk)
            guard chunk.count >= BulkChunk.bytesMax else { return }
            self.chunks.append((first, chunk))
            (chunk, first) = ([], number + 1)
        }
        if !chunk.isEmpty { chunks.append((first, chunk)) }
        guard isAtEnd else { return write() }
        finish()
    }

    /// Reads rows for one turn; true at the end of the file.
    private func read(_ body: (Int64, BulkRow) throws(Failure) -> Void) throws(Failure) -> Bool {
        let end = clock.monotonicMicroseconds() + Self.turnMicroseconds
        var taken = 0
        return try withBytes { (bytes) throws(Failure) -> Bool in
            var file: BulkFile
            if let begun = self.file {
                file = begun
            } else {
                file = try BulkFile(self.operation.format, of: self.columns, in: bytes)
            }
            defer { self.file = file }
            while let row = try file.next(in: bytes) {
                try body(self.stored, row)
                self.stored += 1
                taken += row.body.count
                guard taken < Self.turnBytes, self.clock.monotonicMicroseconds() < end else { return false }
            }
            return true
        }
    }

    private func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> T) throws(Failure) -> T {
        let result = bytes.withUnsafeBytes { bytes -> Result<T, Failure> in
            do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Stores a part of a file that is too long for one transaction.
    private func write() {
        let part = takePart()
        set.write("bulk-upload", store) { [self] transaction throws(Failure) in
            begun = try part.store(in: transaction)
        } complete: { [self] result in
            do throws(Failure) {
                try result.get()
                next(storePart)
            } catch {
                refuse(error)
            }
        }
    }

    private func finish() {
        let part = takePart()
        let total = total
        set.submit(
            work { transaction throws(Failure) in
                let stored = try part.store(in: transaction)
                try transaction.release(stored, total: total)
                return stored
            })
    }

    private func takePart() -> Part {
        defer { chunks = [] }
        return Part(operation: begun ?? operation, chunks: chunks)
    }

    /// What is stored in one transaction; it may be done again after it was undone.
    private struct Part: Sendable {
        /// Without an id if nothing of it has been stored.
        let operation: BulkOperation
        let chunks: [(first: Int64, data: [UInt8])]

        func store(in transaction: Transaction) throws(Failure) -> BulkOperation {
            let stored = operation.id == 0 ? try transaction.begin(operation) : operation
            for chunk in chunks { try transaction.store(chunk.data, first: chunk.first, of: stored.id) }
            return stored
        }
    }
}

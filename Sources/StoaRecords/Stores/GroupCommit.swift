internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// Runs the writes of one store: many requests in one transaction, one fsync for all, answers after it.
///
/// A refused request leaves nothing behind while its neighbours commit. Nearly all that are refused have changed nothing
/// yet, so a batch begins without savepoints: one request that had changed something has the whole batch undone and done
/// again, with a savepoint for each, and the batches after it begin with them for a while. Used by one thread at a time,
/// which `StoreWriter` sees to.
final class GroupCommit {
    private let connection: StoreConnection
    private let ids: RecordIDs
    private let uniqueness: Uniqueness
    private let arena = Arena()
    private let document = JSONDocument()
    private let clock: Clock
    private let log: KernelLog
    private var answers: IdempotencyTable
    /// Set when it is unknown what reached the disk: the connection must not be used again.
    private(set) var isBroken = false

    private let followUps: FollowUps
    private let checkpointer: Checkpointer
    private let eventRetention: Int64
    private let compare: @Sendable (WriteWork, PasswordComparison) -> Void
    /// Events dropped in one batch, which bounds what that costs the writes in it.
    private static let droppedEventsMax = 1_000
    /// The store whose batch has left events or jobs.
    private var followUp: Int64?
    /// Batches that have savepoints from the start after one had to be undone: whoever is refused once is so again.
    private static let isolatedBatchesMax = 64
    private var isolatedBatches = 0

    init(
        path: String, store: StoreIdentity, schema: StoreSchema, clock: Clock, log: KernelLog, followUps: FollowUps,
        eventRetention: Int64, checkpointer: Checkpointer,
        compare: @escaping @Sendable (WriteWork, PasswordComparison) -> Void
    ) throws(StorageError) {
        connection = try StoreConnection(
            path: path, store: store.id, access: .create, schema: schema, cacheKiB: 2048, checkpoints: false)
        let seeding = Seeding(store: store, clock: clock, log: log)
        for clash in try connection.migrate(seeding) { clash.tell(log, database: path) }
        try connection.followLocalTime()
        let stored = try connection.meta("next_id").flatMap { Int64($0) }
        ids = RecordIDs(upcoming: stored ?? RecordIDs.first)
        uniqueness = Uniqueness(connection: connection)
        answers = IdempotencyTable(connection: connection)
        self.clock = clock
        self.log = log
        self.followUps = followUps
        self.eventRetention = eventRetention
        self.checkpointer = checkpointer
        self.compare = compare
    }

    /// Does all of `batch` and calls every `complete`, but for work that has a password to compare first: that comes back.
    func run(_ batch: [WriteWork]) {
        do {
            try connection.beginWriting()
            let now = clock.wallMicroseconds()
            if try answers.prune(now: now) {
                let storeNow = batch.first?.store.wallMicroseconds(clock) ?? now
                try connection.dropEvents(before: storeNow - eventRetention, limit: Self.droppedEventsMax)
            }
            guard let outcomes = try perform(batch, isolatedBatches > 0 ? .savepoints : .batch) else {
                try connection.database.rollback()
                try connection.forgetMove()
                isolatedBatches = Self.isolatedBatchesMax
                return run(batch)
            }
            isolatedBatches = max(0, isolatedBatches - 1)
            if ids.isChanged { try connection.setMeta("next_id", String(ids.upcoming)) }
            try connection.database.commit()
            ids.markStored()
            connection.tellMove()
            if let store = followUp { followUps.tell(store) }
            followUp = nil
            CompletedWork.complete(outcomes)
            for outcome in outcomes { if let comparison = outcome.awaited { compare(outcome.work, comparison) } }
            checkpointer.follow(connection.database)
        } catch {
            recover(from: error, batch)
        }
    }

    /// Nothing of the batch has been committed or answered.
    ///
    /// What one request broke, the others may still do alone.
    private func recover(from error: StorageError, _ batch: [WriteWork]) {
        if connection.database.isInTransaction { try? connection.database.rollback() }
        uniqueness.noteRelease()
        do { try connection.forgetMove() } catch { isBroken = true }
        if error.stopsWrites {
            isBroken = true
            log.error("A store's storage failed; its database will be reopened", ["error": "\(error)"])
        } else if batch.count > 1 {
            for work in batch { retryAlone(work) }
            return
        } else {
            log.error("A write failed in storage", ["error": "\(error)", "request_id": batch.first?.requestID ?? ""])
        }
        for work in batch { work.complete(.failure(Failure(error)), false) }
    }

    private func retryAlone(_ work: WriteWork) {
        guard !isBroken else { return work.complete(.failure(Failure(.unavailable)), false) }
        run([work])
    }

    /// Does each of the batch; nil if only undoing all of it undoes what one of them left.
    private func perform(
        _ batch: [WriteWork], _ isolation: Transaction.Isolation
    ) throws(StorageError) -> [CompletedWork]? {
        var outcomes: [CompletedWork] = []
        outcomes.reserveCapacity(batch.count)
        for work in batch {
            // A job counts its attempts, so each is one.
            guard let outcome = try perform(work, work.isJob ? .savepoints : isolation) else { return nil }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func perform(_ work: WriteWork, _ isolation: Transaction.Isolation) throws(StorageError) -> CompletedWork? {
        guard clock.monotonicMicroseconds() < work.deadlineMicroseconds else {
            return try unchanged(work, .failure(Failure(.deadline)))
        }
        if let known = try answers.answer(to: work) { return try unchanged(work, known, isRepeat: true) }
        defer { arena.reset() }
        let context = CallContext(
            registry: connection.schema.registry, store: work.store, actor: work.actor, requestID: work.requestID,
            clock: clock, arena: arena, deadlineMicroseconds: work.deadlineMicroseconds)
        context.phase = .writing
        context.passwords = work.passwords
        context.comparesElsewhere = !work.isJob
        let transaction = Transaction(
            context: context, connection: connection, ids: ids, uniqueness: uniqueness, document: document,
            isolation: isolation)
        let changes = connection.database.totalChanges
        do {
            let reply = try work.perform(transaction)
            // A module may have met a storage error and gone on.
            if let cause = transaction.storageFailure { throw cause }
            guard !transaction.isSpoiled else { return nil }
            // A module may have gone on without knowing.
            if context.awaited != nil { throw Failure(.unavailable) }
            try answers.keep(reply.response, of: work, now: context.now.microseconds)
            if transaction.isIsolated { try connection.database.release() }
            if transaction.hasFollowUp { followUp = work.store.id }
            try audit(work, status: reply.response.status, target: reply.target, at: context.now)
            return CompletedWork(work: work, result: .success(reply.response), isRepeat: false)
        } catch let failure as Failure {
            // A storage error may have ended the transaction: then the whole batch is undone, not just this request.
            if let cause = transaction.storageFailure { throw cause }
            guard try undo(transaction, since: changes, isolation) else { return nil }
            if let awaited = context.awaited {
                return CompletedWork(work: work, result: .failure(failure), isRepeat: false, awaited: awaited)
            }
            if failure.code == .internal {
                log.error("A module failed", ["request_id": work.requestID, "reason": failure.message])
            }
            try audit(work, status: failure.status, target: "", at: context.now)
            return CompletedWork(work: work, result: .failure(failure), isRepeat: false)
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError(.misuse, "\(error)")
        }
    }

    /// Leaves nothing of a refused write; false if that takes undoing the whole batch.
    private func undo(
        _ transaction: Transaction, since changes: Int64, _ isolation: Transaction.Isolation
    ) throws(StorageError) -> Bool {
        uniqueness.noteRelease()
        if transaction.isIsolated {
            try connection.database.rollbackToSavepoint()
            try connection.forgetMove()
            return true
        }
        guard connection.database.totalChanges != changes else { return true }
        guard isolation == .savepoints else { return false }
        // What is wrong here is the kernel; undoing the whole batch keeps it from being wrong on disk.
        throw StorageError(.misuse, "a refused write has left changes outside of a savepoint")
    }

    /// The outcome of work that is not begun: too late, or done before.
    private func unchanged(
        _ work: WriteWork, _ result: Result<HTTPResponse, Failure>, isRepeat: Bool = false
    ) throws(StorageError) -> CompletedWork {
        let status =
            switch result {
            case .success(let response): response.status
            case .failure(let failure): failure.status
            }
        let now = Timestamp(microseconds: work.store.wallMicroseconds(clock))
        try audit(work, status: status, target: "", at: now)
        return CompletedWork(work: work, result: result, isRepeat: isRepeat)
    }

    /// One row for each authenticated write, refused ones too: who, what, on which record, with what outcome.
    private func audit(_ work: WriteWork, status: UInt16, target: String, at time: Timestamp) throws(StorageError) {
        // A module's GET route comes here only to be run on a thread of its own.
        guard work.writes else { return }
        try connection.insertAuditRow(
            AuditRow(
                at: time, actor: work.actor.publicID, method: work.method, route: work.route, target: target,
                status: status, request: work.requestID))
    }

    /// Copies the log into the file, so that the next start has nothing to recover.
    func close() {
        _ = try? connection.database.checkpoint(truncate: true)
    }
}

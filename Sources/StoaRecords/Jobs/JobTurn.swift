internal import StoaCore
internal import StoaStorage

/// What one step of a job comes to.
enum JobOutcome: Sendable {
    /// The job is done, put off or dropped; nothing is to be done before its row says so.
    case settled
    case exchange(HTTPExchange)
    case beside(JobRun.Beside)
}

/// Runs the steps of jobs inside write transactions.
///
/// A step's effects and what it says of its job are one transaction; a refused step leaves its effects undone, and a
/// second transaction notes the failure.
struct JobTurn: Sendable {
    let job: StoredJob
    let declaration: JobDeclaration
    let step: Int
    let reply: HTTPReply?
    var notes = StepNotes.none

    /// Delays are varied by this share at most, so that what failed together is not tried again together.
    private static let jitterShare = 0.01

    /// Does the step; throws what the module refused.
    func run(in transaction: Transaction) throws(Failure) -> JobOutcome {
        do {
            // Cancelled, or done by another turn, since it was chosen.
            guard let stored = try transaction.connection.job(job.id) else { return .settled }
            let run = JobRun(job: stored, attemptsMax: declaration.attemptsMax, step: step, reply: reply)
            let context = transaction.context
            context.module = declaration.module
            let code = notes.during(Step(store: context.store.id, name: job.name, work: .job(job.id))) {
                declaration.run(context, run)
            }
            if let cause = transaction.storageFailure { throw cause }
            guard code >= 0 else { throw context.failure(code, module: declaration.module) }
            return try settle(run, in: transaction)
        } catch let failure as Failure {
            throw failure
        } catch let error as StorageError {
            transaction.storageFailure = error
            throw Failure(error)
        } catch {
            throw Failure(.internal, "\(error)")
        }
    }

    private func settle(_ run: JobRun, in transaction: Transaction) throws -> JobOutcome {
        if let arguments = run.newArguments { try transaction.connection.setArguments(arguments, ofJob: job.id) }
        switch run.next {
        case .done:
            try transaction.connection.deleteJob(job.id)
        case .retry(let moment):
            try postpone(run.job, at: moment, error: "asked to run again", in: transaction)
        case .exchange(let exchange):
            return .exchange(exchange)
        case .beside(let work):
            return .beside(work)
        }
        return .settled
    }

    /// Notes that an attempt has failed, which may cost several; after the last one the job stays as a dead letter.
    func noteFailure(_ error: String, cost: Int = 1, in transaction: Transaction) throws(Failure) {
        do {
            guard let stored = try transaction.connection.job(job.id) else { return }
            try postpone(stored, at: nil, cost: cost, error: error, in: transaction)
        } catch {
            transaction.storageFailure = error
            throw Failure(error)
        }
    }

    private func postpone(
        _ stored: StoredJob, at moment: Int64?, cost: Int = 1, error: String, in transaction: Transaction
    ) throws(StorageError) {
        let failures = stored.failures + cost
        var due: Int64?
        if failures < declaration.attemptsMax {
            let delay = Double(declaration.delays[failures - 1]) * 1_000_000
            let jitter = delay * Double.random(in: -Self.jitterShare...Self.jitterShare)
            // From when it was due, so that the time that attempts take does not add up.
            due = max(moment ?? stored.due + Int64(delay + jitter), transaction.context.now.microseconds)
        }
        try transaction.connection.postponeJob(
            stored.id, failures: failures, due: due, error: String(error.prefix(1_000)))
        transaction.hasFollowUp = true
    }
}

internal import StoaCore
internal import StoaStorage

/// Charges a crash to the job or event whose step it was, as a failed attempt that costs more than others.
struct CrashCharge: Sendable {
    let crash: Crash
    let registry: Registry

    /// A crash costs this share of the attempts, so that the third is the last at the latest: it takes the work of all
    /// stores with it, and whether it happens again is not worth twenty trials.
    private static let share = 3

    static func cost(attemptsMax: Int) -> Int { (attemptsMax + share - 1) / share }

    /// What came of it; nil if there is nothing to charge any more.
    func settle(in transaction: Transaction) throws(Failure) -> JobRunner.Outcome? {
        do {
            switch crash.step.work {
            case .job(let id):
                guard let job = try transaction.connection.job(id), let declaration = registry.job(named: job.name)
                else { return nil }
                let turn = JobTurn(job: job, declaration: declaration, step: 0, reply: nil)
                let cost = Self.cost(attemptsMax: declaration.attemptsMax)
                try turn.noteFailure(reason, cost: cost, in: transaction)
                return job.failures + cost < declaration.attemptsMax ? .failed : .dead
            case .events(let places):
                guard let listener = registry.listeners.first(where: { $0.name == crash.step.name }),
                    let place = try transaction.connection.place(of: listener), place.seq < places.upperBound
                else { return nil }
                let cost = Self.cost(attemptsMax: ListenerTurn.failuresMax)
                try ListenerTurn(listener: listener).noteFailure(reason, cost: cost, in: transaction)
                return place.failures + cost < ListenerTurn.failuresMax ? .failed : .dead
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as StorageError {
            transaction.storageFailure = error
            throw Failure(error)
        } catch {
            throw Failure(.internal, "\(error)")
        }
    }

    private var reason: String { "the process ended while it ran (\(crash.cause))" }
}

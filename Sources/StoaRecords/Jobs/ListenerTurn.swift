internal import StoaCore
internal import StoaStorage

/// Tells a listener of the next events, in the transaction that moves its place on.
struct ListenerTurn: Sendable {
    let listener: Listener
    var notes = StepNotes.none
    /// One of the events up to here has ended a process; told of alone, it shows which.
    var isAloneUntil: Int64 = 0

    /// Growing delays after failures: 1, 2, 4 … seconds, and no more than five minutes.
    private static let delayMax: Int64 = 300
    /// After so many failures, in about an hour, an event is put aside as a dead letter, so that those behind it get
    /// through.
    static let failuresMax = 20

    /// Tells of the next events, if there are any.
    func run(in transaction: Transaction) throws(Failure) {
        do {
            guard var place = try transaction.connection.place(of: listener) else { return }
            var query = EventQuery()
            // After a failure one at a time, so that the events before the troublesome one get through.
            query.limit = place.failures == 0 && place.seq >= isAloneUntil ? listener.batch : 1
            query.after = place.seq
            query.topics = listener.topics
            let found = try transaction.connection.events(query)
            guard found.seen > place.seq else { return }
            if let first = found.events.first, let last = found.events.last {
                let context = transaction.context
                context.module = listener.module
                let step = Step(store: context.store.id, name: listener.name, work: .events(first.seq...last.seq))
                let code = notes.during(step) { listener.run(context, found.events) }
                if let cause = transaction.storageFailure { throw cause }
                guard code >= 0 else { throw context.failure(code, module: listener.module) }
            }
            place = StoreConnection.ListenerPlace(seq: found.seen, failures: 0, due: 0)
            try transaction.connection.setPlace(place, of: listener, error: "")
        } catch let failure as Failure {
            throw failure
        } catch let error as StorageError {
            transaction.storageFailure = error
            throw Failure(error)
        } catch {
            throw Failure(.internal, "\(error)")
        }
    }

    func noteFailure(_ error: String, cost: Int = 1, in transaction: Transaction) throws(Failure) {
        do {
            guard var place = try transaction.connection.place(of: listener) else { return }
            place.failures += cost
            if place.failures >= Self.failuresMax { return try putAside(place, error, in: transaction) }
            let delay = min(Int64(1) << min(Int64(place.failures - 1), 20), Self.delayMax)
            place.due = transaction.context.now.microseconds + delay * 1_000_000
            try transaction.connection.setPlace(place, of: listener, error: String(error.prefix(1_000)))
        } catch {
            transaction.storageFailure = error
            throw Failure(error)
        }
    }

    private func putAside(
        _ place: StoreConnection.ListenerPlace, _ error: String, in transaction: Transaction
    ) throws(StorageError) {
        var query = EventQuery()
        query.limit = 1
        query.after = place.seq
        query.topics = listener.topics
        let found = try transaction.connection.events(query)
        if let event = found.events.first {
            let letter = StoredJob(
                id: transaction.newID(), name: listener.name, lane: listener.name,
                due: transaction.context.now.microseconds, created: event.at, failures: place.failures,
                arguments: Listener.arguments(for: event))
            try transaction.connection.insertJob(letter, key: nil)
            try transaction.connection.postponeJob(
                letter.id, failures: letter.failures, due: nil, error: String(error.prefix(1_000)))
        }
        let next = StoreConnection.ListenerPlace(seq: found.seen, failures: 0, due: 0)
        try transaction.connection.setPlace(next, of: listener, error: "")
    }
}

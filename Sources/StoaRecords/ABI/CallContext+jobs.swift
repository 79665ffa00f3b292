internal import CStoaABI
internal import StoaCore

/// What "stoa.jobs/1" means, without its C spelling.
extension CallContext {
    /// A job's arguments, in bytes.
    package static let argumentsMax = 256 << 10
    private static let laneMax = 200

    /// Adds a job in the transaction; returns its id, or that of the one with the same key which already waits.
    package func enqueue(
        _ name: String, key: String, lane: String, due: Int64, arguments: UnsafeRawBufferPointer
    ) -> (Int32, Int64) {
        guard phase == .writing || phase == .preparing, let transaction else { return (Int32(STOA_E_FORBIDDEN), 0) }
        guard let job = registry.jobs[JobDeclaration.fullName(name, of: module)] else {
            return (Int32(STOA_E_NOT_FOUND), 0)
        }
        guard arguments.count <= Self.argumentsMax, key.utf8.count <= Self.laneMax, lane.utf8.count <= Self.laneMax
        else { return (Int32(STOA_E_TOO_LARGE), 0) }
        let text = arguments.isEmpty ? Array("null".utf8) : Array(arguments)
        guard text.withUnsafeBytes({ (try? JSONDocumentCheck.parse($0)) != nil }) else {
            return (Int32(STOA_E_BAD), 0)
        }
        do {
            if !key.isEmpty, let waiting = try transaction.connection.waitingJob(job.name, key: key) {
                return (0, waiting)
            }
            try transaction.isolate()
            let stored = StoredJob(
                id: transaction.newID(), name: job.name, lane: "\(job.name)/\(lane)",
                due: max(due, now.microseconds), created: now.microseconds, failures: 0, arguments: text)
            try transaction.connection.insertJob(stored, key: key.isEmpty ? nil : key)
            transaction.hasFollowUp = true
            return (0, stored.id)
        } catch {
            return (transaction.code(of: .storage(error)), 0)
        }
    }

    /// Drops the waiting job of this name and key.
    package func cancelJob(_ name: String, key: String) -> Int32 {
        guard phase == .writing || phase == .preparing, let transaction else { return Int32(STOA_E_FORBIDDEN) }
        do {
            let name = JobDeclaration.fullName(name, of: module)
            try transaction.isolate()
            return try transaction.connection.deleteJob(name, key: key) ? 0 : Int32(STOA_E_NOT_FOUND)
        } catch {
            return transaction.code(of: .storage(error))
        }
    }

    /// The topic with this name, if its module is on in the store.
    package func topic(named name: String) -> Topic? {
        guard let topic = registry.topic(named: name), !store.disabledModules.contains(topic.module) else { return nil }
        return topic
    }

    /// The sequence of the newest event.
    package func lastEvent() -> (Int32, Int64) {
        guard let transaction else { return (Int32(STOA_E_FORBIDDEN), 0) }
        do {
            return (0, try transaction.connection.lastEvent())
        } catch {
            return (transaction.code(of: .storage(error)), 0)
        }
    }

    /// Kept events in their order.
    package func events(_ query: EventQuery) -> (Int32, [Event]) {
        guard let transaction else { return (Int32(STOA_E_FORBIDDEN), []) }
        do {
            return (0, try transaction.connection.events(query).events)
        } catch {
            return (transaction.code(of: .storage(error)), [])
        }
    }
}

internal import StoaStorage

/// Chooses what a store runs next: lane after lane, each up to its width, never more than a turn's worth.
struct JobPicker {
    let connection: StoreConnection
    let registry: Registry
    let disabledModules: Set<String>
    let now: Int64

    struct Choice {
        var jobs: [StoredJob] = []
        var lastLane = ""
        /// More may be due than was chosen.
        var hasMore = false
        var nextDue = Int64.max
    }

    func choose(_ state: StoreJobs) throws(StorageError) -> Choice {
        var choice = Choice(lastLane: state.lastLane)
        let room = min(JobQueue.turnMax, JobQueue.runningOfStoreMax - state.running.count)
        // Once round, from the lane after that of the last turn.
        var isWrapped = false
        while choice.jobs.count < room {
            guard let lane = try connection.nextDueLane(after: choice.lastLane, now: now) else {
                guard !isWrapped, !state.lastLane.isEmpty else { break }
                isWrapped = true
                choice.lastLane = ""
                continue
            }
            choice.lastLane = lane
            if isWrapped, lane > state.lastLane { break }
            choice.jobs += try due(in: lane, state, room: room - choice.jobs.count)
        }
        choice.hasMore = room > 0 && choice.jobs.count == room
        choice.nextDue = try connection.nextJobDue(after: now) ?? .max
        return choice
    }

    struct ListenerChoice {
        var ready: [Listener] = []
        var nextDue = Int64.max
    }

    /// The listeners that have something to be told of.
    func chooseListeners(_ state: StoreJobs) throws(StorageError) -> ListenerChoice {
        var choice = ListenerChoice()
        let last = try connection.lastEvent()
        for listener in registry.listeners where !disabledModules.contains(listener.module) {
            guard !state.listening.contains(listener.name), let place = try connection.place(of: listener),
                place.seq < last
            else { continue }
            if place.due <= now {
                choice.ready.append(listener)
            } else {
                choice.nextDue = min(choice.nextDue, place.due)
            }
        }
        return choice
    }

    private func due(in lane: String, _ state: StoreJobs, room: Int) throws(StorageError) -> [StoredJob] {
        let name = lane.prefix { $0 != "/" }
        guard let job = registry.job(named: String(name)), !disabledModules.contains(job.module) else { return [] }
        let busy = state.lanes[lane] ?? 0
        let free = min(job.width - busy, room)
        guard free > 0 else { return [] }
        // Those that run are still in the table.
        let due = try connection.dueJobs(lane: lane, now: now, limit: free + busy)
        return Array(due.filter { !state.running.contains($0.id) }.prefix(free))
    }
}

internal import StoaCore
internal import Synchronization

/// What of one store is running, and when it is to be looked at again.
struct StoreJobs {
    var running: Set<Int64> = []
    /// Running jobs by lane.
    var lanes: [String: Int] = [:]
    var listening: Set<String> = []
    /// Up to which place a listener is told of one event at a time.
    var alone: [String: Int64] = [:]
    /// Where the round of lanes goes on.
    var lastLane = ""
    /// On the monotonic clock.
    var lastLook: Int64 = 0
    /// When something will be due, on the store's clock.
    var nextDue = Int64.max
    var isIdle: Bool { running.isEmpty && listening.isEmpty }
    /// In the line of stores to be looked at.
    var isReady = false
}

/// The stores that have work, in the sequence of their turns, and how much is running.
///
/// Fair: each turn of a store starts a bounded number of jobs, and then it goes to the end of the line.
struct JobQueue {
    /// Jobs and listeners that run at once, in all and of one store; waiting for an HTTP reply counts.
    static let runningMax = 4_096
    static let runningOfStoreMax = 1_024
    /// What one turn of a store starts at most.
    static let turnMax = 64

    var stores: [Int64: StoreJobs] = [:]
    private var line: [Int64] = []
    private var head = 0
    var runningCount = 0

    mutating func makeReady(_ store: Int64) {
        guard !stores[store, default: StoreJobs()].isReady else { return }
        stores[store, default: StoreJobs()].isReady = true
        line.append(store)
    }

    /// The store whose turn it is, or nil.
    mutating func next() -> Int64? {
        guard runningCount < Self.runningMax, head < line.count else { return nil }
        let store = line[head]
        head += 1
        if head == line.count {
            line.removeAll(keepingCapacity: true)
            head = 0
        }
        stores[store]?.isReady = false
        return store
    }

    var hasReady: Bool { runningCount < Self.runningMax && head < line.count }

    mutating func finish(store: Int64, job: StoredJob, isReady: Bool) {
        guard stores[store]?.running.remove(job.id) != nil else { return }
        runningCount -= 1
        let left = (stores[store]?.lanes[job.lane] ?? 1) - 1
        stores[store]?.lanes[job.lane] = left == 0 ? nil : left
        if isReady { makeReady(store) }
    }

    mutating func start(store: Int64, _ jobs: [StoredJob]) {
        for job in jobs {
            guard stores[store, default: StoreJobs()].running.insert(job.id).inserted else { continue }
            stores[store]?.lanes[job.lane, default: 0] += 1
            runningCount += 1
        }
    }
}

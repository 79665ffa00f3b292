import StoaAuth
import StoaCore
import StoaRecords
import Synchronization

/// The job runner with what it needs of the platform.
enum ServerJobs {
    static func makeRunner(
        platform: Platform, stores: StoreSet, exchange: @escaping JobRunner.Exchange, metrics: MetricsRegistry,
        clock: Clock, log: KernelLog
    ) -> JobRunner {
        let directory = StoreDirectory(platform: platform, log: log)
        let counters = JobCounters(stores.registry, metrics)
        return JobRunner(
            set: stores,
            environment: JobRunner.Environment(
                identity: directory.identity, stores: directory.all, revision: { platform.revision },
                attention: directory.takeAttention, setClock: directory.setClock, exchange: exchange,
                notes: CrashNotes.watch(platform.directory, log)),
            clock: clock, log: log, observer: counters.count)
    }
}

/// Stores as the platform knows them now, remembered while nothing changes there.
private final class StoreDirectory: Sendable {
    private struct Known {
        var revision: UInt64 = 0
        var stores: [Int64: JobRunner.StoreState] = [:]
    }

    private let platform: Platform
    private let log: KernelLog
    private let known = Mutex(Known())

    init(platform: Platform, log: KernelLog) {
        self.platform = platform
        self.log = log
    }

    func identity(_ id: Int64) -> JobRunner.StoreState? {
        let revision = platform.revision
        let remembered = known.withLock { $0.revision == revision ? $0.stores[id] : nil }
        if let remembered { return remembered }
        guard let found = attempt({ try self.find(id) }) ?? nil else { return nil }
        known.withLock { known in
            if known.revision != revision { known = Known(revision: revision) }
            // What was read while something changed is not to be trusted later.
            if revision.isMultiple(of: 2), platform.revision == revision { known.stores[id] = found }
        }
        return found
    }

    private func find(_ id: Int64) throws -> JobRunner.StoreState? {
        guard let store = try platform.store(id: id), store.status == .active,
            let currency = Currency(code: store.currency)
        else { return nil }
        let disabled = try platform.moduleStates(store: id).filter { !$0.value }
        return JobRunner.StoreState(
            identity: StoreIdentity(
                id: id, name: store.name, currency: currency, firstTimeZone: store.timeZone,
                disabledModules: Set(disabled.keys),
                testClock: store.testClock?.now),
            clockTarget: store.testClock?.target)
    }

    func all() -> [Int64] { attempt { try self.platform.stores().map(\.id) } ?? [] }

    func takeAttention() -> [Int64] { attempt { try self.platform.takeAttention() } ?? [] }

    func setClock(_ store: Int64, _ now: Int64) {
        attempt { try self.platform.setClock(Store.TestClock(now: now, target: nil), store: store) }
    }

    @discardableResult
    private func attempt<T>(_ body: () throws -> T) -> T? {
        do {
            return try body()
        } catch {
            log.error("The platform cannot be read for the jobs of its stores", ["error": "\(error)"])
            return nil
        }
    }
}

/// Runs by job or listener and outcome.
private struct JobCounters: Sendable {
    private let counters: [String: [JobRunner.Outcome: Counter]]

    init(_ registry: Registry, _ metrics: MetricsRegistry) {
        var counters: [String: [JobRunner.Outcome: Counter]] = [:]
        for name in Array(registry.jobs.keys) + registry.listeners.map(\.name) {
            for outcome in JobRunner.Outcome.allCases {
                counters[name, default: [:]][outcome] = metrics.counter(
                    "stoa_job_runs_total", help: "Runs of jobs and listeners by what came of them.",
                    labels: [(name: "job", value: name), (name: "outcome", value: outcome.rawValue)])
            }
        }
        self.counters = counters
    }

    func count(_ name: String, _ outcome: JobRunner.Outcome) {
        counters[name]?[outcome]?.increment()
    }
}

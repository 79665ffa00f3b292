internal import Glibc
package import StoaCore
internal import StoaStorage
internal import Synchronization

/// Runs the jobs and listeners of all stores: one queue for module jobs, deliveries and whatever is to come.
///
/// Jobs are rows of their store, so there is nothing to lose here: what runs is remembered in memory only, and what a
/// crash interrupts is chosen again at the next start; what caused it is charged first. One thread chooses; the stores'
/// writers run what was chosen.
package final class JobRunner: Sendable {
    /// Makes an HTTP exchange and calls back once, on any thread.
    package typealias Exchange = @Sendable (HTTPExchange, @escaping @Sendable (HTTPReply) -> Void) -> Void

    /// What the runner needs to know of the world around it.
    package struct Environment: Sendable {
        /// A store as it is now; nil if it is gone or suspended, and then its jobs wait.
        package var identity: @Sendable (Int64) -> StoreState?
        /// All stores, for the look round at the start.
        package var stores: @Sendable () -> [Int64]
        /// Changes when another process may have left something to do.
        package var revision: @Sendable () -> UInt64
        /// The stores in which one has; each is named once.
        package var attention: @Sendable () -> [Int64]
        /// Moves a store's test clock.
        package var setClock: @Sendable (Int64, Int64) -> Void
        package var exchange: Exchange
        package var notes: StepNotes

        package init(
            identity: @escaping @Sendable (Int64) -> StoreState?, stores: @escaping @Sendable () -> [Int64],
            revision: @escaping @Sendable () -> UInt64 = { 0 },
            attention: @escaping @Sendable () -> [Int64] = { [] },
            setClock: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }, exchange: @escaping Exchange,
            notes: StepNotes = .none
        ) {
            self.identity = identity
            self.stores = stores
            self.revision = revision
            self.attention = attention
            self.setClock = setClock
            self.exchange = exchange
            self.notes = notes
        }
    }

    /// A store, and where its test clock is going, if it is.
    package struct StoreState: Sendable {
        package var identity: StoreIdentity
        package var clockTarget: Int64?

        package init(identity: StoreIdentity, clockTarget: Int64? = nil) {
            self.identity = identity
            self.clockTarget = clockTarget
        }
    }

    /// Runs that came to an end, by job or listener and outcome.
    package typealias Observer = @Sendable (_ name: String, _ outcome: Outcome) -> Void
    package enum Outcome: String, Sendable, CaseIterable {
        case done, failed, dead
    }

    let set: StoreSet
    let environment: Environment
    private let clock: Clock
    let log: KernelLog
    let observer: Observer
    let queue = Mutex(JobQueue())
    private let signal = Signal()
    private let isStopping = Atomic(false)
    private let thread = Mutex<pthread_t?>(nil)

    /// How long a store whose database cannot be read is left alone.
    private static let pauseMicroseconds: Int64 = 1_000_000
    /// The least time between two looks at one store.
    private static let paceMicroseconds: Int64 = 2_000
    /// How often it is looked whether another process has left something to do; and how late a wall clock that is set
    /// forward is noticed.
    private static let idleMilliseconds = 100

    package init(
        set: StoreSet, environment: Environment, clock: Clock, log: KernelLog,
        observer: @escaping Observer = { _, _ in }
    ) {
        self.set = set
        self.environment = environment
        self.clock = clock
        self.log = log
        self.observer = observer
    }

    /// Looks at every store once, and from then on at those that have something to do.
    package func start() {
        set.followUps.call { [weak self] store in self?.wake(store) }
        guard !set.registry.jobs.isEmpty || !set.registry.listeners.isEmpty else { return }
        for crash in environment.notes.takeCrashes() { charge(crash) }
        let stores = environment.stores()
        queue.withLock { queue in for store in stores { queue.makeReady(store) } }
        thread.withLock { $0 = Self.spawn { [self] in loop() } }
    }

    /// Starts nothing more and returns when what is chosen has been handed to the writers.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        signal.send()
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    /// Something was committed, or has changed, in a store.
    package func wake(_ store: Int64) {
        queue.withLock { $0.makeReady(store) }
        signal.send()
    }

    // MARK: The thread that chooses

    private func loop() {
        let readers = set.makeReaders(limit: 32)
        var revision = environment.revision()
        while !isStopping.load(ordering: .acquiring) {
            let current = environment.revision()
            if current != revision {
                revision = current
                let stores = environment.attention()
                queue.withLock { queue in for store in stores { queue.makeReady(store) } }
            }
            if let store = queue.withLock({ $0.next() }) {
                pace(store)
                look(at: store, readers)
            } else {
                sleep()
            }
        }
    }

    /// Lets what follows many small commits gather, instead of following each with a transaction of its own.
    private func pace(_ store: Int64) {
        let now = clock.monotonicMicroseconds()
        let last = queue.withLock { queue in
            defer { queue.stores[store]?.lastLook = now }
            return queue.stores[store]?.lastLook ?? 0
        }
        let rest = Self.paceMicroseconds - (now - last)
        if last > 0, (1...Self.paceMicroseconds).contains(rest) { usleep(UInt32(rest)) }
    }

    /// Waits for a signal or until something falls due.
    private func sleep() {
        let now = clock.wallMicroseconds()
        let next = queue.withLock { queue in
            var next = Int64.max
            for (store, jobs) in queue.stores where jobs.nextDue < .max {
                if jobs.nextDue <= now { queue.makeReady(store) } else { next = min(next, jobs.nextDue) }
            }
            return queue.hasReady ? now : next
        }
        guard next > now else { return }
        signal.wait(milliseconds: min(Self.idleMilliseconds, Int(clamping: (next - now) / 1_000 + 1)))
    }

    private func look(at store: Int64, _ readers: StoreReaders) {
        guard let known = environment.identity(store) else {
            return queue.withLock { $0.stores[store]?.nextDue = .max }
        }
        let identity = known.identity
        let state = queue.withLock { $0.stores[store] ?? StoreJobs() }
        let now = identity.wallMicroseconds(clock)
        do {
            let reader = try readers.reader(identity)
            let picker = JobPicker(
                connection: reader.connection, registry: set.registry, disabledModules: identity.disabledModules,
                now: now)
            let choice = try picker.choose(state)
            let listeners = try picker.chooseListeners(state)
            let nextDue = min(choice.nextDue, listeners.nextDue)
            queue.withLock { queue in
                queue.start(store: store, choice.jobs)
                queue.stores[store, default: StoreJobs()].lastLane = choice.lastLane
                // A test clock does not go by itself.
                queue.stores[store]?.nextDue = identity.testClock == nil ? nextDue : .max
                for listener in listeners.ready { queue.stores[store]?.listening.insert(listener.name) }
                if choice.hasMore { queue.makeReady(store) }
            }
            for job in choice.jobs { submit(job, step: 0, reply: nil, identity) }
            for listener in listeners.ready {
                let alone = state.alone[listener.name] ?? 0
                submit(ListenerTurn(listener: listener, notes: environment.notes, isAloneUntil: alone), identity)
            }
            let isQuiet = choice.jobs.isEmpty && listeners.ready.isEmpty && state.isIdle
            if isQuiet, let target = known.clockTarget { moveClock(of: store, nextDue, target) }
        } catch {
            log.error("A store's jobs cannot be read", ["store": identity.name, "error": "\(error)"])
            queue.withLock {
                $0.stores[store, default: StoreJobs()].nextDue = clock.wallMicroseconds() + Self.pauseMicroseconds
            }
        }
    }

    /// Everything that was due has happened: on to what is due next, or to the end.
    private func moveClock(of store: Int64, _ nextDue: Int64, _ target: Int64) {
        environment.setClock(store, min(nextDue, target))
        queue.withLock { $0.makeReady(store) }
    }

    // MARK: Jobs

    private func submit(_ job: StoredJob, step: Int, reply: HTTPReply?, _ store: StoreIdentity) {
        guard let declaration = set.registry.job(named: job.name) else { return finish(job, store) }
        let turn = JobTurn(
            job: job, declaration: declaration, step: step, reply: reply, notes: environment.notes)
        let outcome = Mutex(JobOutcome.settled)
        write("job-\(job.id)", store) { transaction throws(Failure) in
            let result = try turn.run(in: transaction)
            outcome.withLock { $0 = result }
        } complete: { [self] result in
            switch (result, outcome.withLock { $0 }) {
            case (.success, .settled):
                observer(job.name, .done)
                finish(job, store)
            case (.success, .exchange(let exchange)):
                environment.exchange(exchange) { [self] reply in
                    // Broken off because the server stops: the next one makes the attempt again.
                    if reply.status == 0, isStopping.load(ordering: .acquiring) { return finish(job, store) }
                    submit(job, step: step + 1, reply: reply, environment.identity(store.id)?.identity ?? store)
                }
            case (.success, .beside(let work)):
                work(set, store) { [self] in
                    submit(job, step: step + 1, reply: nil, environment.identity(store.id)?.identity ?? store)
                }
            case (.failure(let failure), _): fail(turn, failure, store)
            }
        }
    }

    private func fail(_ turn: JobTurn, _ failure: Failure, _ store: StoreIdentity) {
        guard !failure.isPassing else { return finish(turn.job, store, pausing: true) }
        let isLast = turn.job.failures + 1 >= turn.declaration.attemptsMax
        let report = isLast ? log.warning : log.info
        report(
            isLast ? "A job has failed for the last time" : "A job has failed and will be tried again",
            ["job": turn.job.name, "id": "\(turn.job.id)", "store": store.name, "reason": failure.reason])
        observer(turn.job.name, isLast ? .dead : .failed)
        write("job-\(turn.job.id)", store) { transaction throws(Failure) in
            try turn.noteFailure(failure.reason, in: transaction)
        } complete: { [self] result in
            finish(turn.job, store, pausing: (try? result.get()) == nil)
        }
    }

    func finish(_ job: StoredJob, _ store: StoreIdentity, pausing: Bool = false) {
        queue.withLock { queue in
            queue.finish(store: store.id, job: job, isReady: !pausing)
            if pausing {
                queue.stores[store.id]?.nextDue = clock.wallMicroseconds() + Self.pauseMicroseconds
            }
        }
        signal.send()
    }

    // MARK: Listeners

    private func submit(_ turn: ListenerTurn, _ store: StoreIdentity) {
        let name = turn.listener.name
        write("listener-\(name)", store) { transaction throws(Failure) in
            try turn.run(in: transaction)
        } complete: { [self] result in
            guard case .failure(let failure) = result else { return finish(turn, store) }
            if failure.isPassing { return finish(turn, store, pausing: true) }
            log.warning(
                "A listener has failed and will be told again",
                ["listener": name, "store": store.name, "reason": failure.reason])
            observer(name, .failed)
            write("listener-\(name)", store) { transaction throws(Failure) in
                try turn.noteFailure(failure.reason, in: transaction)
            } complete: { [self] _ in
                finish(turn, store)
            }
        }
    }

    func finish(_ turn: ListenerTurn, _ store: StoreIdentity, pausing: Bool = false) {
        queue.withLock { queue in
            queue.stores[store.id]?.listening.remove(turn.listener.name)
            // Further events may be waiting.
            if !pausing { return queue.makeReady(store.id) }
            queue.stores[store.id]?.nextDue = clock.wallMicroseconds() + Self.pauseMicroseconds
        }
        signal.send()
    }

    // MARK: Writes

    /// A step that waits too long for its turn is chosen again later.
    func write(
        _ name: String, _ store: StoreIdentity, _ body: @escaping @Sendable (Transaction) throws(Failure) -> Void,
        complete: @escaping @Sendable (Result<Void, Failure>) -> Void
    ) {
        set.write(name, store, body, complete: complete)
    }

    private static func spawn(_ body: @escaping @Sendable () -> Void) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(ThreadBody(run: body)).toOpaque())
        precondition(code == 0, "the system gives no thread")
        return thread
    }

    private final class ThreadBody: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

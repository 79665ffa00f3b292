internal import StoaCore
internal import Synchronization

/// What ended the process before this one.
extension JobRunner {
    /// Charges a crash to whose step it was; until that is written down, it counts as running and is not chosen.
    func charge(_ crash: Crash) {
        guard let store = environment.identity(crash.step.store)?.identity else { return }
        log.error(
            "A job or listener has ended the process",
            ["name": crash.step.name, "store": store.name, "cause": crash.cause, "step": "\(crash.step.work)"])
        switch crash.step.work {
        case .job(let id):
            let job = StoredJob(
                id: id, name: crash.step.name, lane: "", due: 0, created: 0, failures: 0, arguments: [])
            queue.withLock { $0.start(store: store.id, [job]) }
            write(crash, store) { [self] in finish(job, store) }
        case .events(let places) where places.count == 1:
            guard let turn = turn(named: crash.step.name) else { return }
            queue.withLock { _ = $0.stores[store.id, default: StoreJobs()].listening.insert(crash.step.name) }
            write(crash, store) { [self] in finish(turn, store) }
        case .events(let places):
            // Which of them it was shows when each is told alone; that is not worth a row.
            queue.withLock { $0.stores[store.id, default: StoreJobs()].alone[crash.step.name] = places.upperBound }
        }
    }

    private func turn(named name: String) -> ListenerTurn? {
        set.registry.listeners.first { $0.name == name }.map { ListenerTurn(listener: $0) }
    }

    private func write(_ crash: Crash, _ store: StoreIdentity, finish: @escaping @Sendable () -> Void) {
        let charge = CrashCharge(crash: crash, registry: set.registry)
        let outcome = Mutex<Outcome?>(nil)
        write("crash-\(crash.step.name)", store) { transaction throws(Failure) in
            let result = try charge.settle(in: transaction)
            outcome.withLock { $0 = result }
        } complete: { [self] _ in
            if let outcome = outcome.withLock({ $0 }) { observer(crash.step.name, outcome) }
            finish()
        }
    }
}

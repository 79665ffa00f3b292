import Dispatch
import StoaCore
import StoaRecords
import Synchronization

/// A store with a module that has jobs and a listener, and a runner for them.
final class WorkStore: Sendable {
    typealias Run = @Sendable (CallContext, JobRun) -> Int32
    typealias Listen = @Sendable (CallContext, [Event]) -> Int32

    let store: TestStore
    let runner: JobRunner
    let exchanges = Mutex<[HTTPExchange]>([])

    init(
        in folder: TemporaryFolder? = nil, clock: TestClock = TestClock(), width: Int = 1, delays: [UInt32] = [],
        batch: Int = 100, topics: [String] = [], isOff: Bool = false, listen: Listen? = nil,
        notes: StepNotes = .none, exchange: JobRunner.Exchange? = nil, run: @escaping Run
    ) throws {
        var module = ModuleDeclaration(id: "work", version: "1.0.0")
        module.recordCapabilities = ["supplier": "write"]
        module.jobs = [
            JobDeclaration(
                module: "work", name: "send", title: "Sends.", width: width, delays: delays, run: run)
        ]
        if let listen {
            module.listeners = [
                Listener(
                    module: "work", name: "watch", title: "Watches.", topics: TopicFilter(topics),
                    startsAtFirstEvent: false, batch: batch, run: listen)
            ]
        }
        let store = try TestStore(sampleRegistry(others: [module]), in: folder, clock: clock)
        self.store = store
        var identity = store.identity
        if isOff { identity.disabledModules = ["work"] }
        runner = JobRunner(
            set: store.set,
            environment: JobRunner.Environment(
                identity: { [identity] id in
                    id == 1 ? JobRunner.StoreState(identity: identity) : nil
                }, stores: { [1] },
                exchange: exchange ?? { _, reply in reply(HTTPReply(status: 500, durationMilliseconds: 1)) },
                notes: notes),
            clock: clock.clock, log: .none)
    }

    /// One whose jobs have nothing to do.
    convenience init(
        in folder: TemporaryFolder? = nil, clock: TestClock = TestClock(), batch: Int = 100, topics: [String] = [],
        listen: Listen?
    ) throws {
        try self.init(in: folder, clock: clock, batch: batch, topics: topics, listen: listen, run: { _, _ in 0 })
    }

    deinit { runner.stop() }

    /// Adds a job as module code would.
    @discardableResult
    func enqueue(_ json: String = "1", key: String = "", lane: String = "", due: Int64 = 0) throws -> Int64 {
        let id = Mutex<Int64>(0)
        try store.write { transaction throws(Failure) in
            transaction.context.module = "work"
            let (code, added) = json.withBytes {
                transaction.context.enqueue("send", key: key, lane: lane, due: due, arguments: $0)
            }
            guard code == 0 else { throw Failure(.invalid, "\(code)") }
            id.withLock { $0 = added }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        return id.withLock { $0 }
    }

    /// What is left in the queue: name, failures, error and whether it is a dead letter.
    func rows() throws -> [String] {
        try store.rows("SELECT name||' '||failures||' '||error||' '||is_dead FROM jobs ORDER BY id")
    }
}

extension String {
    func withBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
        Array(utf8).withUnsafeBytes(body)
    }
}

/// Waits for something that another thread does; false after a minute.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<6_000 {
        if try condition() { return true }
        usleepTenMilliseconds()
    }
    return false
}

private func usleepTenMilliseconds() {
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(10))
}

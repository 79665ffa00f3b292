import StoaCore
import StoaRecords
import Synchronization
import Testing

/// A module that follows new suppliers, and wants to know when it comes back.
private func registry(_ runs: Notes = Notes(), hooks: [Hook] = []) throws -> Registry {
    var other = ModuleDeclaration(id: "other", version: "1.0.0")
    other.resources = [resource("badge", "badges", [field("code", .text)])]
    other.hooks = [hook("supplier", .follow, [.created, .deleted], module: "other") { _, _ in 0 }]
    other.jobs = [
        JobDeclaration(
            module: "other", name: "catch_up", title: "Catches up.", width: 1, delays: [], runsOnReturn: true
        ) { _, run in
            runs.add(String(decoding: run.job.arguments, as: UTF8.self))
            return 0
        },
        JobDeclaration(module: "other", name: "send", title: "Sends.", width: 1, delays: []) { _, _ in 0 },
    ]
    return try sampleRegistry(hooks: hooks, others: [other])
}

extension TestStore {
    fileprivate var waiting: [String] {
        get throws { try rows("SELECT name,CAST(args AS TEXT) FROM jobs ORDER BY id") }
    }

    fileprivate func create(_ name: String, without disabled: Set<String>) throws {
        try write(without: disabled, creating(name, #"{"name":"A","label":"A"}"#))
    }
}

@Suite struct ReturnTests {
    @Test func `Whatever a module that is off would have followed leaves its job, once`() throws {
        let store = try TestStore(registry())
        try store.create("supplier", without: [])
        try store.create("box", without: ["other"])
        let made = try store.create("supplier", #"{"name":"B"}"#)
        try store.write(without: ["other"]) { [registry = store.registry] transaction throws(Failure) in
            guard let supplier = registry.resource(named: "supplier") else { throw Failure(.internal) }
            let input = try transaction.parse(Array(#"{"name":"C"}"#.utf8))
            return Written.reply(
                try transaction.update(
                    supplier, id: made.id, within: RecordGuard(), from: input, expectedVersion: .any))
        }
        #expect(try store.waiting.isEmpty)
        try store.create("supplier", without: ["other"])
        try store.create("supplier", without: ["other"])
        #expect(try store.waiting == ["other.catch_up null"])
    }

    @Test func `A refused write leaves none`() throws {
        let refuse = hook("supplier", .follow, [.created]) { context, _ in
            context.fail(-422, field: "", message: "No.")
            return -422
        }
        let store = try TestStore(registry(hooks: [refuse]))
        let refusal = store.refusal { () throws(Failure) in
            try store.write(without: ["other"], store.creating("supplier", #"{"name":"A"}"#))
        }
        #expect(refusal?.code == .invalid)
        #expect(try store.waiting.isEmpty)
    }

    @Test func `The job runs when the module is on again, and not before`() throws {
        let runs = Notes()
        let store = try TestStore(registry(runs))
        let disabled = Mutex<Set<String>>(["other"])
        let runner = JobRunner(
            set: store.set,
            environment: JobRunner.Environment(
                identity: { [identity = store.identity] _ in
                    var identity = identity
                    identity.disabledModules = disabled.withLock { $0 }
                    return JobRunner.StoreState(identity: identity)
                }, stores: { [1] }, exchange: { _, reply in reply(HTTPReply(status: 500, durationMilliseconds: 1)) },
                notes: .none),
            clock: store.clock.clock, log: .none)
        runner.start()
        defer { runner.stop() }
        try store.create("supplier", without: ["other"])
        #expect(runs.all.isEmpty)
        #expect(try store.waiting.count == 1)
        disabled.withLock { $0 = [] }
        runner.wake(1)
        #expect(try eventually { try store.waiting.isEmpty })
        #expect(runs.all == ["null"])
    }

    @Test func `A module that was not loaded has its job when it is again`() throws {
        let folder = try TemporaryFolder()
        func open(_ registry: Registry) throws -> [String] {
            let store = try TestStore(registry, in: folder)
            defer { store.set.close() }
            try store.create("supplier", #"{"name":"A"}"#)
            return try store.waiting
        }
        #expect(try open(sampleRegistry()) == [])
        #expect(try open(registry()) == [])
        #expect(try open(registry()) == [])
        #expect(try open(sampleRegistry()) == [])
        #expect(try open(registry()) == ["other.catch_up null"])
        #expect(try open(registry()) == ["other.catch_up null"])
    }
}

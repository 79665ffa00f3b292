import CStoaABI
import StoaCore
import StoaRecords
import Synchronization
import Testing

/// What hooks saw, in their order.
final class Notes: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

struct HookTests {
    @Test func `Hooks see what is stored and what is to be`() throws {
        let notes = Notes()
        let watch: @Sendable (CallContext, Change) -> Int32 = { context, change in
            let before = change.before.flatMap { context.text($0, "name") } ?? "-"
            notes.add(
                "\(change.kind.rawValue) \(before) \(context.text(change.draft, "name") ?? "-") \(change.draft.id)")
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [hook("supplier", .validate, run: watch)]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        try store.update("supplier", made.id, #"{"name":"B"}"#)
        try store.delete("supplier", made.id)
        #expect(notes.all == ["1 - A \(made.id)", "2 A B \(made.id)", "4 B B \(made.id)"])
    }

    @Test func `Hooks run by priority, those of PREPARE first, and only for their changes`() throws {
        let notes = Notes()
        func note(_ name: String) -> @Sendable (CallContext, Change) -> Int32 {
            { _, _ in
                notes.add(name)
                return 0
            }
        }
        let store = try TestStore(
            sampleRegistry(hooks: [
                hook("supplier", .validate, priority: -9, run: note("validate")),
                hook("supplier", .prepare, priority: 5, run: note("later")),
                hook("supplier", .prepare, priority: -1, run: note("first")),
                hook("supplier", .prepare, [.deleted], run: note("deleted")),
            ]))
        try store.create("supplier", #"{"name":"A"}"#)
        #expect(notes.all == ["first", "later", "validate"])
    }

    @Test func `PREPARE completes drafts before they are checked`() throws {
        let prepare = hook("box", .prepare) { context, change in
            context.set(change.draft, "label", "made")
            let items = context.index(change.draft, "items")
            let (code, child) = context.addChild(context.handle(for: change.draft), field: items)
            guard code == 0, let child, child.id != 0 else { return -500 }
            context.set(child, "title", "added")
            return context.set(child, "price", 250, tag: STOA_MONEY)
        }
        let store = try TestStore(sampleRegistry(hooks: [prepare]))
        let made = try store.create("box", #"{"items":[{"title":"own"}]}"#)
        #expect(made["label"] == "\"made\"")
        #expect(made["items[1].price"] == "\"2.50\"" && made["items[1].position"] == "2")
        #expect(made["items[1].slug"] == "\"added\"" && made["items[1].box_id"] == "\(made.id)")
    }

    @Test func `What its own module refuses in PREPARE is not shown to VALIDATE hooks, but checked by the kernel`()
        throws
    {
        let notes = Notes()
        let store = try TestStore(
            sampleRegistry(hooks: [
                hook("supplier", .prepare) { context, _ in
                    context.fail(-422, field: "grade", message: "is not today's")
                    return -422
                },
                hook("supplier", .validate) { _, _ in
                    notes.add("validate")
                    return 0
                },
            ]))
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", #"{"rating":"x"}"#) }
        #expect(failure?.texts == ["rating is not a number", "grade is not today's", "name can't be blank"])
        #expect(notes.all.isEmpty)
        #expect(try store.count("supplier") == 0 && store.events().isEmpty)
    }

    @Test func `All VALIDATE hooks speak, after the declared rules`() throws {
        func refuse(_ field: String) -> @Sendable (CallContext, Change) -> Int32 {
            { context, _ in
                context.fail(-422, field: field, message: "is refused")
                return -422
            }
        }
        var other = ModuleDeclaration(id: "watchers", version: "1.0.0")
        other.hooks = [hook("box", .validate, priority: 9, module: "watchers", run: refuse("label"))]
        let store = try TestStore(
            sampleRegistry(hooks: [hook("box", .validate, run: refuse("items[0].price"))], others: [other]))
        let failure = store.refusal { () throws(Failure) in
            try store.create("box", #"{"items":[{"price":"-1"},{"price":"10000.01"}]}"#)
        }
        #expect(
            failure?.texts == [
                "label can't be blank", "items[0].price must be greater than or equal to 0.00",
                "items[1].price must be less than or equal to 10000.00", "items[0].price is refused",
                "label is refused",
            ])
        #expect(failure?.code == .invalid)
        #expect(try store.count("box") == 0)
    }

    @Test(arguments: [-404, -409, -412, -423] as [Int32])
    func `A hook's own code without an issue is the outcome`(code: Int32) throws {
        let store = try TestStore(sampleRegistry(hooks: [hook("supplier", .validate) { _, _ in code }]))
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(failure?.status == UInt16(-code))
    }

    @Test(arguments: [-500, -1, -590, -507, .min] as [Int32])
    func `A code that is no refusal is the module's failure, and no secret of it is told`(code: Int32) throws {
        let store = try TestStore(sampleRegistry(hooks: [hook("supplier", .prepare) { _, _ in code }]))
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(failure?.status == 500)
        #expect(try store.count("supplier") == 0)
    }

    @Test func `A hook of a module that is off here does not run`() throws {
        let store = try TestStore(sampleRegistry(hooks: [hook("supplier", .validate) { _, _ in -409 }]))
        var work = store.work(perform: store.creating("supplier", #"{"name":"A"}"#))
        work.store.disabledModules = ["suppliers"]
        let answer = Answer()
        work.complete = answer.take
        store.set.submit(work)
        #expect(answer.wait().status == 200)
    }

    @Test func `A VALIDATE hook can change nothing`() throws {
        let codes = Notes()
        let validate = hook("box", .validate) { context, change in
            let handle = context.handle(for: change.draft)
            let child = context.children(change.draft, "items").first.map { context.handle(for: $0) } ?? 0
            let field = context.index(change.draft, "items")
            let all: [Int32] = [
                context.set(change.draft, "label", "hijacked"), context.addChild(handle, field: field).code,
                context.dropChild(child), context.makeDraft("box").code, context.edit(handle), context.save([handle]),
                context.remove([handle]), context.emit(topic: "box.opened", key: 1, payload: Array("{}".utf8)),
            ]
            codes.add(Set(all).sorted().map(String.init).joined(separator: " "))
            return 0
        }
        let store = try TestStore(
            sampleRegistry(
                hooks: [validate], topics: [Topic("box.opened", title: "", aliases: [], scope: "read_things")]))
        let made = try store.create("box", #"{"label":"A","items":[{}]}"#)
        try store.delete("box", made.id)
        #expect(codes.all == ["-403", "-403"])
        #expect(made["label"] == "\"A\"" && made["items[1]"] == nil)
        #expect(try store.events().count == 2)
    }

    @Test func `A PREPARE hook can change its drafts, but neither what is stored nor other records`() throws {
        let codes = Notes()
        let prepare = hook("supplier", .prepare, [.updated, .deleted]) { context, change in
            guard let before = change.before else { return -500 }
            let (_, others) = context.find("supplier", conditions: [], after: 0, limit: 10)
            let all =
                [
                    context.set(before, "name", "past"), context.makeDraft("supplier").code,
                    context.save([context.handle(for: change.draft)]), context.edit(context.handle(for: before)),
                ] + others.map { context.set($0, "name", "other") }
            codes.add(Set(all).sorted().map(String.init).joined(separator: " "))
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [prepare]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        try store.create("supplier", #"{"name":"B"}"#)
        try store.update("supplier", made.id, #"{"grade":"A"}"#)
        try store.delete("supplier", made.id)
        #expect(codes.all == ["-403", "-403"])
        #expect(try store.list("supplier").json.contains(#""name":"B""#))
    }

    @Test func `A service runs as its module, in the caller's phase, and no deeper than eight`() throws {
        let notes = Notes()
        let service = Service(module: "stock", name: "stock.reserve/1", scope: "write_things") { context, input in
            notes.add("\(context.module) \(context.phase) \(context.serviceDepth)")
            let (code, _) = context.callService("stock.reserve/1", input)
            notes.add("\(code) \(context.makeDraft("supplier").code)")
            return (0, input)
        }
        var stock = ModuleDeclaration(id: "stock", version: "1.0.0")
        stock.services = [service]
        stock.recordCapabilities = ["supplier": "write"]
        let prepare = hook("supplier", .prepare) { context, _ in
            let (code, _) = Array("{}".utf8).withUnsafeBytes { context.callService("stock.reserve/1", $0) }
            notes.add("\(code) \(context.module) \(context.phase) \(context.serviceDepth)")
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [prepare], others: [stock]))
        try store.create("supplier", #"{"name":"A"}"#)
        #expect(notes.all.prefix(8) == (1...8).map { "stock preparing \($0)" }[...])
        #expect(notes.all.dropFirst(8).first == "-409 -403")
        #expect(notes.all.last == "0 suppliers preparing 0")
    }

    @Test func `A service needs its scope, its module and valid JSON`() throws {
        let notes = Notes()
        var stock = ModuleDeclaration(id: "stock", version: "1.0.0")
        stock.services = [
            Service(module: "stock", name: "a/1", scope: "write_others") { _, input in (0, input) },
            Service(module: "stock", name: "b/1", scope: "") { _, input in (0, input) },
        ]
        let prepare = hook("supplier", .prepare) { context, _ in
            for (name, input) in [("a/1", "{}"), ("b/1", "{"), ("c/1", "{}"), ("b/1", "[1]")] {
                let (code, _) = Array(input.utf8).withUnsafeBytes { context.callService(name, $0) }
                notes.add("\(code)")
            }
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [prepare], others: [stock]))
        var work = store.work(perform: store.creating("supplier", #"{"name":"A"}"#))
        work.actor.scopes = Scopes(parsing: "write_things")
        let answer = Answer()
        work.complete = answer.take
        store.set.submit(work)
        #expect(answer.wait().status == 200)
        #expect(notes.all == ["-403", "-400", "-501", "0"])
    }

    @Test func `An event of a module is kept if and only if its transaction is`() throws {
        let prepare = hook("supplier", .prepare) { context, change in
            context.emit(topic: "supplier.weighed", key: change.draft.id, payload: Array("{}".utf8))
        }
        let validate = hook("supplier", .validate) { context, change in
            context.text(change.draft, "name") == "bad" ? -409 : 0
        }
        let store = try TestStore(
            sampleRegistry(
                hooks: [prepare, validate],
                topics: [Topic("supplier.weighed", title: "", aliases: [], scope: "read_things")]))
        _ = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"bad"}"#) }
        #expect(try store.events().isEmpty)
        let made = try store.create("supplier", #"{"name":"good"}"#)
        #expect(try store.events() == ["supplier.weighed \(made.id) 0", "supplier.created \(made.id) 1"])
    }
}

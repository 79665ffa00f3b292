import StoaCore
import StoaRecords
import Testing

/// A module's route goes on after a save was refused.
struct RefusedSaveTests {
    /// Leaves an event and then refuses what is called "bad".
    private static func store() throws -> TestStore {
        let prepare = hook("supplier", .prepare) { context, change in
            let name = context.text(change.before ?? change.draft, "name")
            guard name == "bad", change.kind == .deleted || context.text(change.draft, "name") == "bad" else {
                return 0
            }
            guard context.emit(topic: "box.opened", key: 1, payload: Array("{}".utf8)) == 0 else { return -500 }
            return change.kind == .created && context.text(change.draft, "grade") == "C" ? 0 : -409
        }
        let topic = Topic("box.opened", title: "", aliases: [], scope: "read_things")
        return try TestStore(sampleRegistry(hooks: [prepare], topics: [topic]))
    }

    private static func save(_ name: String, _ context: CallContext) -> Int32 {
        guard let draft = context.makeDraft("supplier").record else { return -500 }
        context.set(draft, "name", name)
        return context.save([context.handle(for: draft)])
    }

    @Test func `What a hook left in a refused save goes with it`() throws {
        let store = try Self.store()
        let codes = Notes()
        try store.write { transaction throws(Failure) in
            let context = transaction.context
            context.module = "suppliers"
            for name in ["first", "bad", "last"] { codes.add("\(Self.save(name, context))") }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        // What the refused save left is undone by doing the whole write again.
        #expect(codes.all == ["0", "-409", "0", "0", "-409", "0"])
        #expect(try store.rows("SELECT topic FROM events") == ["supplier.created", "supplier.created"])
        #expect(try store.count("supplier") == 2)
    }

    @Test func `What a hook left in a refused removal goes with it`() throws {
        let store = try Self.store()
        let made = try store.create("supplier", #"{"name":"bad","grade":"C"}"#)
        let codes = Notes()
        try store.write { transaction throws(Failure) in
            let context = transaction.context
            context.module = "suppliers"
            if let record = context.fetch("supplier", ids: [made.id]).records.first ?? nil {
                codes.add("\(context.remove([context.handle(for: record)]))")
            }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(codes.all == ["-409", "-409"])
        #expect(try store.rows("SELECT topic FROM events") == ["box.opened", "supplier.created"])
        #expect(try store.count("supplier") == 1)
    }

    @Test func `What a hook left in a refused create goes with it, and its neighbours stay`() throws {
        let store = try Self.store()
        let bodies = ["one", "bad", "two"].map { #"{"name":"\#($0)"}"# }
        let answers = store.batch(bodies.map { (nil, store.creating("supplier", $0)) })
        #expect(answers.map { $0.wait().status } == [200, 409, 200])
        #expect(try store.rows("SELECT topic FROM events") == ["supplier.created", "supplier.created"])
    }
}

import CStoaABI
import StoaCore
import StoaRecords
import StoaStorage
import Testing

/// What is looked up by every write and seldom changes is not searched each time; nobody may see it when it is old.
@Suite struct WriterMemoryTests {
    /// Enough for what is left alone meanwhile to count as such.
    private static let many = 20

    private let notes = Notes()
    private let store: TestStore

    init() throws {
        let notes = notes
        let look = hook("supplier", .follow, [.created]) { context, write in
            notes.add(Self.seen(context))
            switch context.text(write.draft, "name") {
            case let name? where name.hasPrefix("caf"): notes.add("\(Self.boxes(context, label: name).count)")
            case "changes":
                let found = Self.boxes(context)
                let handle = context.handle(for: found[0])
                guard context.edit(handle) == 0, let draft = context.record(handle) else { return -500 }
                context.set(draft, "capacity", 99)
                guard context.save([handle]) == 0 else { return -500 }
                notes.add(Self.seen(context))
                return context.integer(write.draft, "lead_time_days") == nil ? 0 : -422
            case "removes":
                let code = context.remove([context.handle(for: Self.boxes(context)[0])])
                notes.add(Self.seen(context))
                return code
            default: break
            }
            return 0
        }
        store = try TestStore(sampleRegistry(hooks: [look]))
        try store.create("box", #"{"label":"A","capacity":1,"items":[{"title":"in it"}]}"#)
    }

    private static func boxes(_ context: CallContext, label: String = "A") -> [Draft] {
        withValue(of: label) { value in
            let field = context.registry.resource(named: "box")?.field(named: "label") ?? 0
            let condition = stoa_condition(field: UInt32(field), op: UInt32(STOA_Q_EQ), value: value)
            return context.find("box", conditions: [condition], after: 0, limit: 10).records
        }
    }

    /// The boxes with that label: capacity and what is in them.
    private static func seen(_ context: CallContext) -> String {
        boxes(context).map { box in
            let items = context.children(box, "items").map { context.text($0, "title") ?? "-" }
            return "\(context.integer(box, "capacity") ?? 0)\(items)"
        }.joined(separator: " ")
    }

    private func look(_ name: String = "looks", _ rest: String = "") throws -> String? {
        try store.create("supplier", #"{"name":"\#(name)"\#(rest)}"#)
        return notes.all.last
    }

    private func lookOften() throws {
        for _ in 0..<Self.many { #expect(try look() == #"1["in it"]"#) }
    }

    @Test func `A change by a client is seen by the next write`() throws {
        try lookOften()
        let box = try store.list("box").ids[0]
        try store.update("box", box, #"{"capacity":2}"#)
        #expect(try look() == #"2["in it"]"#)
        try store.create("item", in: box, #"{"title":"too"}"#)
        #expect(try look() == #"2["in it", "too"]"#)
        try store.delete("box", box)
        #expect(try look() == "")
    }

    @Test func `A change is seen by what follows it in the same write`() throws {
        try lookOften()
        #expect(try look("changes") == #"99["in it"]"#)
        #expect(try look() == #"99["in it"]"#)
        for _ in 0..<Self.many { _ = try look() }
        #expect(try look("removes") == "")
        #expect(try look() == "")
    }

    @Test func `A change that is undone is not seen`() throws {
        try lookOften()
        for _ in 0..<3 {
            let refusal = store.refusal { () throws(Failure) in
                try store.create("supplier", #"{"name":"changes","lead_time_days":1}"#)
            }
            #expect(refusal != nil)
            #expect(notes.all.last == #"99["in it"]"#)
            #expect(try look() == #"1["in it"]"#)
        }
        try lookOften()
    }

    @Test func `Two spellings of one letter are two texts, as they are in storage`() throws {
        try store.create("box", "{\"label\":\"caf\u{E9}\"}")
        for _ in 0..<Self.many { #expect(try look("cafe\u{301}") == "0") }
        #expect(try look("caf\u{E9}") == "1")
        #expect(try look("cafe\u{301}") == "0")
    }

    @Test func `A change by another connection is seen`() throws {
        try lookOften()
        let other = try Database(path: store.set.path(of: 1), access: .readWrite)
        try other.execute("UPDATE r_box SET f_capacity=5")
        #expect(try look() == #"5["in it"]"#)
    }
}

import StoaCore
import StoaRecords
import Testing

/// A member links a supplier to a box, and a badge a member to its code.
private func registry(hooks: [Hook] = [], adding extra: [Field] = []) throws -> Registry {
    var members = ModuleDeclaration(id: "members", version: "1.0.0")
    var member = resource(
        "member", "members",
        [
            field("supplier_id", .reference, [.required, .linked, .below], target: "supplier"),
            field("box_id", .reference, [.linked, .unique], target: "box"), field("note", .text),
        ] + extra)
    member.fields[1].within = ["supplier_id"]
    member.filters = [Filter("supplier_id", "supplier_id", .through, words: ["box_id"])]
    let badge = resource(
        "badge", "badges",
        [
            field("member_id", .reference, [.required, .linked], target: "member"), field("code", .text, [.unique]),
            field("handle", .handle, [.suffixed], target: "code"),
        ])
    members.resources = [member, badge]
    members.hooks = hooks
    return try sampleRegistry(others: [KernelResources.module, members])
}

/// More than go with a record at once.
private let many = 300

private struct Crowd {
    let store: TestStore
    let supplier: Int64
    let box: Int64
    /// The last of those that link to the supplier, of which one has a badge.
    let members: [Int64]
    let badge: Int64

    init(_ store: TestStore, count: Int = many, code: String = "one") throws {
        self.store = store
        supplier = try store.create("supplier", #"{"name":"A"}"#).id
        box = try store.create("box", #"{"label":"one"}"#).id
        try store.add(count - 1, "member", "{\"supplier_id\":\(supplier)}")
        let last = try store.create("member", "{\"supplier_id\":\(supplier),\"box_id\":\(box),\"note\":\"last\"}").id
        var query = ListQuery()
        query.conditions = [.equal(field: 0, .integer(supplier))]
        members = try store.list("member", query).ids
        badge = try store.create("badge", "{\"member_id\":\(last),\"code\":\"\(code)\"}").id
    }

    var last: Int64 { members[0] }
}

extension TestStore {
    /// Makes many equal records, some in one write.
    fileprivate func add(_ count: Int, _ name: String, _ json: String) throws {
        for start in stride(from: 0, to: count, by: 500) {
            try write { [registry] transaction throws(Failure) in
                guard let resource = registry.resource(named: name) else { throw Failure(.internal) }
                for _ in start..<min(start + 500, count) {
                    let input = try transaction.parse(Array(json.utf8))
                    _ = try transaction.create(resource, within: RecordGuard(), from: input)
                }
                return WriteReply(response: HTTPResponse(status: 200), target: "")
            }
        }
    }

    fileprivate func runner() -> JobRunner {
        JobRunner(
            set: set,
            environment: JobRunner.Environment(
                identity: { [identity] id in id == 1 ? JobRunner.StoreState(identity: identity) : nil },
                stores: { [1] }, exchange: { _, reply in reply(HTTPReply(status: 500, durationMilliseconds: 1)) },
                notes: .none),
            clock: clock.clock, log: .none)
    }

    fileprivate func rowCount(_ table: String) throws -> Int {
        Int(try rows("SELECT count(*) FROM \(table)")[0]) ?? -1
    }
}

@Suite struct OrphanTests {
    @Test func `What is left for later is seen no more, and leads nowhere`() throws {
        let store = try TestStore(registry())
        let crowd = try Crowd(store)
        let other = try store.create("supplier", #"{"name":"B"}"#)
        let kept = try store.create("member", "{\"supplier_id\":\(other.id),\"box_id\":\(crowd.box)}")
        try store.delete("supplier", crowd.supplier)
        #expect(try store.rowCount("r_member") == 51)
        #expect(try store.document("member", crowd.last) == nil && store.document("badge", crowd.badge) == nil)
        #expect(try store.list("member").ids == [kept.id] && store.count("member") == 1)
        #expect(try store.list("badge").ids.isEmpty && store.count("badge") == 0)
        #expect(try !store.reader().exists(store.resource("member"), id: crowd.last))
        let through = try #require(store.resource("box").relations.through.first)
        for (supplier, boxes) in [(crowd.supplier, []), (other.id, [crowd.box])] {
            var query = ListQuery()
            query.conditions = [.through(through, key: nil, .integer(supplier))]
            #expect(try store.list("box", query).ids == boxes)
            #expect(try store.count("box", query) == Int64(boxes.count))
        }
    }

    @Test func `What is left for later can be neither changed nor linked to, and keeps no value`() throws {
        let store = try TestStore(registry())
        let crowd = try Crowd(store)
        try store.delete("supplier", crowd.supplier)
        for (name, id) in [("member", crowd.last), ("badge", crowd.badge)] {
            let change = store.refusal { () throws(Failure) in try store.update(name, id, #"{"note":"x"}"#) }
            let deletion = store.refusal { () throws(Failure) in try store.delete(name, id) }
            #expect(change?.code == .notFound && deletion?.code == .notFound)
        }
        let link = store.refusal { () throws(Failure) in
            try store.create("badge", "{\"member_id\":\(crowd.last),\"code\":\"two\"}")
        }
        #expect(link?.texts == ["member_id must exist"])
        let other = try store.create("supplier", #"{"name":"B"}"#)
        let member = try store.create("member", "{\"supplier_id\":\(other.id)}")
        let badge = try store.create("badge", "{\"member_id\":\(member.id),\"code\":\"ONE\"}")
        #expect(badge["handle"] == #""one""#)
    }

    @Test func `A job deletes the rest, and everyone is told of each`() throws {
        let store = try TestStore(registry())
        let crowd = try Crowd(store)
        try store.delete("supplier", crowd.supplier)
        #expect(try store.rows("SELECT resource,id FROM departed") == ["supplier \(crowd.supplier)"])
        let runner = store.runner()
        runner.start()
        defer { runner.stop() }
        #expect(try eventually { try store.rowCount("departed") == 0 })
        #expect(try store.rowCount("r_member") == 0 && store.rowCount("r_badge") == 0 && store.rowCount("jobs") == 0)
        let told = try store.rows("SELECT topic FROM events WHERE topic LIKE '%.deleted'")
        #expect(told.filter { $0 == "member.deleted" }.count == many && told.count == many + 2)
    }

    @Test func `What one write leaves is one job's, and a refused part of it leaves nothing`() throws {
        let follow = hook("badge", .follow, [.deleted], module: "members") { context, change in
            guard context.text(change.draft, "code") == "no" else { return 0 }
            context.fail(-422, field: "", message: "stays")
            return -422
        }
        let store = try TestStore(registry(hooks: [follow]))
        let (one, two) = (try Crowd(store, code: "no"), try Crowd(store, code: "two"))
        let refusal = store.refusal { () throws(Failure) in
            try store.write { [registry = store.registry] transaction throws(Failure) in
                guard let supplier = registry.resource(named: "supplier") else { throw Failure(.internal) }
                for id in [two.supplier, one.supplier] {
                    _ = try transaction.delete(supplier, id: id, within: RecordGuard(), expectedVersion: .any)
                }
                throw .conflict("No.")
            }
        }
        #expect(refusal?.code == .conflict)
        #expect(try store.rowCount("departed") == 0 && store.rowCount("jobs") == 0)
        #expect(try store.count("member") == Int64(2 * many))
        try store.write { [registry = store.registry] transaction throws(Failure) in
            guard let supplier = registry.resource(named: "supplier") else { throw Failure(.internal) }
            for id in [two.supplier, one.supplier] {
                _ = try transaction.delete(supplier, id: id, within: RecordGuard(), expectedVersion: .any)
            }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(try store.rowCount("departed") == 2 && store.rowCount("jobs") == 1)
        let runner = store.runner()
        runner.start()
        defer { runner.stop() }
        // What fails is undone, and tried again one at a time.
        #expect(try eventually { try store.rows("SELECT failures FROM jobs") == ["1"] })
        #expect(try store.count("member") == 0 && store.rowCount("departed") >= 1)
    }

    @Test func `A deletion goes on where it was when the store is opened again`() throws {
        let folder = try TemporaryFolder()
        let before = try TestStore(registry(), in: folder)
        let crowd = try Crowd(before, count: 1_000)
        try before.delete("supplier", crowd.supplier)
        before.set.close()
        let store = try TestStore(registry(), in: folder)
        #expect(try store.count("member") == 0)
        #expect(try store.rowCount("r_member") == 750)
        let runner = store.runner()
        runner.start()
        defer { runner.stop() }
        #expect(try eventually { try store.rowCount("departed") == 0 })
        #expect(try store.rowCount("r_member") == 0)
    }

    @Test func `Whoever may refuse is asked of all of them before anything goes`() throws {
        let keep = hook("member", .validate, [.deleted], module: "members") { context, change in
            guard context.text(change.draft, "note") != nil else { return 0 }
            context.fail(-422, field: "", message: "stays")
            return -422
        }
        let store = try TestStore(registry(hooks: [keep]))
        let crowd = try Crowd(store)
        let refusal = store.refusal { () throws(Failure) in try store.delete("supplier", crowd.supplier) }
        #expect(refusal?.issues.map(\.message) == ["stays"])
        #expect(try store.count("member") == Int64(many) && store.count("badge") == 1)
        #expect(try store.rowCount("departed") == 0)
    }

    @Test func `Documents of an older schema are made anew in lists that leave orphans out`() throws {
        let folder = try TemporaryFolder()
        let before = try TestStore(registry(), in: folder)
        let crowd = try Crowd(before)
        let other = try before.create("supplier", #"{"name":"B"}"#)
        let kept = try (0..<3).map { _ in try before.create("member", "{\"supplier_id\":\(other.id)}").id }
        try before.delete("supplier", crowd.supplier)
        before.set.close()
        let store = try TestStore(registry(adding: [field("colour", .text)]), in: folder)
        let page = try store.list("member")
        #expect(page.ids == kept.reversed())
        for place in kept.indices { #expect(literal(in: page.json, at: "[\(place)].colour") == "null") }
        #expect(try store.count("member") == 3)
    }

    @Test func `What has to go at once has a bound`() throws {
        let allow = hook("member", .validate, [.deleted], module: "members") { _, _ in 0 }
        let store = try TestStore(registry(hooks: [allow]))
        let crowd = try Crowd(store, count: 10_001)
        let refusal = store.refusal { () throws(Failure) in try store.delete("supplier", crowd.supplier) }
        #expect(refusal?.texts == [" has more than 10000 members, which have to be deleted first"])
        try store.delete("member", crowd.last)
        try store.delete("supplier", crowd.supplier)
        #expect(try store.rowCount("r_member") == 0 && store.rowCount("departed") == 0)
    }
}

import CStoaABI
import StoaCore
import StoaRecords
import StoaStorage
import Testing

/// Makes a draft and saves it, as a module's code would.
private func make(
    _ context: CallContext, _ resource: String, companion: Int64? = nil, _ fill: (Draft) -> Void
) -> Int32 {
    let (code, draft) = context.makeDraft(resource, companion: companion)
    guard let draft else { return code }
    fill(draft)
    return context.save([context.handle(for: draft)])
}

/// Changes a stored record, as a module's code would.
private func change(_ context: CallContext, _ resource: String, _ id: Int64, _ fill: (Draft) -> Void) -> Int32 {
    let (code, found) = context.fetch(resource, ids: [id])
    guard code == 0, let record = found.first.flatMap(\.self) else { return code == 0 ? -404 : code }
    let handle = context.handle(for: record)
    guard context.edit(handle) == 0, let draft = context.record(handle) else { return -500 }
    fill(draft)
    return context.save([handle])
}

@Suite struct FollowTests {
    @Test func `What follows is committed with the change, and told after it`() throws {
        let follow = hook("supplier", .follow, [.created]) { context, change in
            make(context, "box") { context.set($0, "label", context.text(change.draft, "name") ?? "") }
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        #expect(try store.list("box").json.contains("\"label\":\"A\""))
        #expect(try store.events() == ["supplier.created \(made.id) 1", "box.created \(made.id + 1) 1"])
    }

    @Test func `What follows sees the change and may change the record again`() throws {
        let notes = Notes()
        let follow = hook("supplier", .follow, [.created, .updated]) { context, write in
            notes.add(
                "\(write.before.flatMap { context.text($0, "name") } ?? "-") \(context.text(write.draft, "name") ?? "-")"
            )
            guard context.set(write.draft, "name", "not like this") == Int32(STOA_E_FORBIDDEN) else { return -500 }
            guard context.integer(write.draft, "lead_time_days") == nil else { return 0 }
            return change(context, "supplier", write.draft.id) { context.set($0, "lead_time_days", 7) }
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        #expect(made["lead_time_days"] == "7" && made.version == 2)
        #expect(try store.document("supplier", made.id) == made.document)
        #expect(notes.all == ["- A", "A A"])
        // One change for those who listen.
        #expect(try store.events() == ["supplier.created \(made.id) 2"])
    }

    @Test(arguments: ["create", "update", "delete"])
    func `What follows can refuse the whole write`(operation: String) throws {
        let follow = hook("supplier", .follow) { context, write in
            guard context.text(write.draft, "name") != "B" || write.kind == .deleted else { return 0 }
            guard write.kind != .created || context.text(write.draft, "name") == "C" else { return 0 }
            guard make(context, "box", { context.set($0, "label", "left") }) == 0 else { return -500 }
            context.fail(-422, field: "name", message: "is not liked")
            return -422
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        let before = try store.document("supplier", made.id)
        let refusal = store.refusal { () throws(Failure) in
            switch operation {
            case "create": try store.create("supplier", #"{"name":"C"}"#)
            case "update": try store.update("supplier", made.id, #"{"name":"D"}"#)
            default: try store.delete("supplier", made.id)
            }
        }
        #expect(refusal?.issues.map(\.message) == ["is not liked"])
        #expect(try store.document("supplier", made.id) == before)
        #expect(try store.count("box") == 0 && store.count("supplier") == 1)
        #expect(try store.events().count == 1)
    }

    @Test func `A refusal in what follows refuses the write, even if its module takes no notice`() throws {
        let follow = hook("supplier", .follow, [.created]) { context, _ in
            _ = make(context, "box") { context.set($0, "label", "left") }
            _ = make(context, "box") { _ in }
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let refusal = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(refusal?.status == 422)
        #expect(try store.count("supplier") == 0 && store.count("box") == 0 && store.events().isEmpty)
    }

    @Test func `Changes that follow from each other without end are refused`() throws {
        let follow = hook("supplier", .follow, [.created]) { context, _ in
            make(context, "supplier") { context.set($0, "name", "next") }
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let refusal = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(refusal?.code == .internal)
        #expect(try store.count("supplier") == 0)
    }

    @Test func `A companion has the id of its record, once`() throws {
        let notes = Notes()
        let follow = hook("supplier", .follow, [.created]) { context, write in
            for id in [write.draft.id, write.draft.id, 9_000_000_000] {
                notes.add("\(make(context, "box", companion: id) { context.set($0, "label", "of it") })")
            }
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let made = try store.create("supplier", #"{"name":"A"}"#)
        #expect(notes.all == ["0", "-409", "-404"])
        #expect(try store.list("box").ids == [made.id])
    }

    @Test func `A declared companion goes with its record, and is made with none that there is not`() throws {
        let notes = Notes()
        let follow = hook("supplier", .follow, [.created]) { context, write in
            for id in [write.draft.id, nil] {
                notes.add("\(make(context, "box", companion: id) { context.set($0, "label", "of it") })")
            }
            return 0
        }
        let companion = box(adding: [field("supplier_id", .ownID, [.linked, .hidden], target: "supplier")])
        let store = try TestStore(sampleRegistry(hooks: [follow], box: companion))
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(notes.all.prefix(2) == ["0", "-422"] && failure?.texts == ["supplier_id must exist"])
        let other = store.refusal { () throws(Failure) in try store.create("box", #"{"label":"of nothing"}"#) }
        #expect(other?.texts == ["supplier_id must exist"])
    }

    @Test func `What a declared companion belongs to takes it along`() throws {
        let follow = hook("supplier", .follow, [.created]) { context, write in
            make(context, "box", companion: write.draft.id) { context.set($0, "label", "of it") }
        }
        let companion = box(adding: [field("supplier_id", .ownID, [.linked, .hidden], target: "supplier")])
        let store = try TestStore(sampleRegistry(hooks: [follow], box: companion))
        let made = [try store.create("supplier", #"{"name":"A"}"#), try store.create("supplier", #"{"name":"B"}"#)]
        #expect(try store.list("box").ids == made.map(\.id).reversed())
        try store.delete("supplier", made[0].id)
        #expect(try store.list("box").ids == [made[1].id])
        let deleted = try store.rows("SELECT topic FROM events WHERE record=\(made[0].id) ORDER BY seq").suffix(2)
        #expect(deleted == ["supplier.deleted", "box.deleted"])
    }

    @Test func `A module follows only where it is on`() throws {
        var other = ModuleDeclaration(id: "other", version: "1.0.0")
        let notes = Notes()
        other.hooks = [
            hook("supplier", .follow, module: "other") { _, _ in
                notes.add("followed")
                return 0
            }
        ]
        let store = try TestStore(sampleRegistry(others: [other]))
        try store.create("supplier", #"{"name":"A"}"#)
        try store.write(without: ["other"], store.creating("supplier", #"{"name":"B"}"#))
        #expect(notes.all == ["followed"])
    }

    /// Searches of tables that are known to be empty do not ask the database.
    @Test func `What is in a table is found, whether others wrote it or its removal was undone`() throws {
        let found = Notes()
        let follow = hook("supplier", .follow, [.created]) { context, write in
            let name = context.text(write.draft, "name") ?? ""
            if name == "refused" {
                for box in context.find("box", conditions: [], after: 0, limit: 10).records {
                    guard context.remove([context.handle(for: box)]) == 0 else { return -500 }
                }
            }
            found.add("\(name) \(context.find("box", conditions: [], after: 0, limit: 10).records.count)")
            return name == "refused" ? -409 : 0
        }
        let registry = try sampleRegistry(hooks: [follow])
        let store = try TestStore(registry)
        try store.create("supplier", #"{"name":"none"}"#)
        try store.create("supplier", #"{"name":"none"}"#)
        try Database(path: store.set.path(of: 1), access: .readWrite).execute(
            "INSERT INTO r_box(id,version,rendering,document) VALUES(5,1,-1,x'7B7D')")
        try store.create("supplier", #"{"name":"another's"}"#)
        store.set.close()
        let again = try TestStore(registry, in: store.folder)
        _ = again.refusal { () throws(Failure) in try again.create("supplier", #"{"name":"refused"}"#) }
        try again.create("supplier", #"{"name":"kept"}"#)
        #expect(Set(found.all) == ["none 0", "another's 1", "refused 0", "kept 1"])
        #expect(found.all.last == "kept 1")
    }
}

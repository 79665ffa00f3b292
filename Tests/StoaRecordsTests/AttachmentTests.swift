import CStoaABI
import StoaCore
import StoaRecords
import Testing

/// Notes on suppliers, on the items of boxes, and on the store itself.
private func registry(hooks: [Hook] = []) throws -> Registry {
    var module = ModuleDeclaration(id: "notes", version: "1.0.0")
    var note = resource(
        "note", "notes",
        [
            field("owner_id", .reference, [.linked, .attached, .below, .unique], target: "owner_kind"),
            field("owner_kind", .text, initial: "\"store\""), field("text", .text, [.required]),
            field("path", .text, [.hidden]),
        ])
    note.nestedVerbs = .all
    note.fields[0].within = ["path", "text"]
    note.filters = [Filter("notes.", "text", .throughKey, words: ["owner_id", "path"])]
    module.resources = [note]
    module.hooks = hooks
    module.inputs = [InputDeclaration("notes", title: "Notes.", resource: "")]
    var supplier = supplier()
    supplier.attachedAs = AttachedName("vendor", plural: "vendors")
    return try sampleRegistry(others: [module], supplier: supplier)
}

private func note(_ id: Int64?, kind: String? = "vendor", text: String = "x", path: String? = nil) -> String {
    let members = [
        id.map { "\"owner_id\":\($0)" }, kind.map { "\"owner_kind\":\"\($0)\"" }, "\"text\":\"\(text)\"",
        path.map { "\"path\":\"\($0)\"" },
    ]
    return "{\(members.compactMap(\.self).joined(separator: ","))}"
}

@Suite struct AttachmentTests {
    @Test func `An attachment belongs to a record of the kind that it says, or to the store`() throws {
        let store = try TestStore(registry())
        let supplier = try store.create("supplier", #"{"name":"A"}"#)
        let box = try store.create("box", #"{"label":"B"}"#)
        try store.create("note", note(supplier.id))
        try store.create("note", note(nil, kind: nil))
        for (body, field, message) in [
            (note(box.id), "owner_id", "must exist"),
            (note(supplier.id, kind: "box"), "owner_kind", "is not included in the list"),
            (note(supplier.id, kind: nil), "owner_kind", "is not included in the list"),
            (note(nil), "owner_id", "can't be blank"),
        ] {
            let refusal = store.refusal { () throws(Failure) in try store.create("note", body) }
            #expect(refusal?.issues == [Failure.Issue(field: field, message: message)])
        }
    }

    @Test func `Neither side of an attachment changes`() throws {
        let store = try TestStore(registry())
        let (a, b) = (try store.create("supplier", #"{"name":"A"}"#), try store.create("supplier", #"{"name":"B"}"#))
        let made = try store.create("note", note(a.id))
        try store.update("note", made.id, note(a.id, text: "y"))
        let refusal = store.refusal { () throws(Failure) in try store.update("note", made.id, note(b.id)) }
        #expect(refusal?.issues == [Failure.Issue(field: "owner_id", message: "can't be changed")])
    }

    @Test func `Attachments go with their record, and no others do`() throws {
        let store = try TestStore(registry())
        let (a, b) = (try store.create("supplier", #"{"name":"A"}"#), try store.create("supplier", #"{"name":"B"}"#))
        try store.create("note", note(a.id))
        let kept = [try store.create("note", note(b.id)).id, try store.create("note", note(nil, kind: nil)).id]
        try store.delete("supplier", a.id)
        #expect(try store.list("note").ids == kept.reversed())
    }

    @Test func `A list finds records by the key and value of an attachment`() throws {
        let store = try TestStore(registry(hooks: [pathOfNotes]))
        var suppliers: [Int64] = []
        for name in ["A", "B", "C"] { suppliers.append(try store.create("supplier", "{\"name\":\"\(name)\"}").id) }
        for (place, text) in [(0, "5"), (1, "6"), (2, "5")] {
            try store.create("note", note(suppliers[place], text: text))
        }
        let through = try #require(try store.resource("supplier").relations.through.first)
        #expect(through.rest(of: "notes.size") == "size" && through.rest(of: "notes.") == nil)
        #expect(through.key?.prefix == "vendor." && through.isOrdered)
        var query = ListQuery()
        query.conditions = [.through(through, key: "vendor.size", .text("5"))]
        #expect(try store.list("supplier", query).ids == [suppliers[2], suppliers[0]])
        query.conditions = [.through(through, key: "vendor.color", .text("5"))]
        #expect(try store.count("supplier", query) == 0)
    }

    /// Clients cannot set what is hidden from them, so the module does.
    private var pathOfNotes: Hook {
        hook("note", .prepare, module: "notes") { context, change in
            context.set(change.draft, "path", "vendor.size")
        }
    }

    @Test func `Whoever may not see what they belong to does not see attachments`() throws {
        let closed = RecordGuard.Closed(field: 1, scopes: ["vendor": "read_things", "gone": ""])
        func restricted(_ conditions: [ListQuery.Condition]) throws(Failure) -> [ListQuery.Condition] {
            var query = ListQuery()
            query.conditions = conditions
            try closed.restrict(&query)
            return query.conditions
        }
        #expect(throws: Failure.forbidden(scope: "read_things")) {
            try restricted([.equal(field: 1, .text("vendor"))])
        }
        #expect(throws: Failure(.notFound)) { try restricted([.equal(field: 1, .text("gone"))]) }
        #expect(try restricted([.equal(field: 1, .text("store"))]).count == 1)
        #expect(try restricted([]) == [.noneOf(field: 1, [.text("gone"), .text("vendor")])])
    }
}

@Suite struct ModuleInputTests {
    @Test func `A module reads its own member of others' bodies`() throws {
        let notes = Notes()
        let follow = hook("supplier", .follow, [.created, .updated], module: "notes") { context, change in
            let (code, text) = context.input(context.handle(for: change.draft), name: "notes")
            notes.add("\(change.kind.rawValue) \(code) \(String(decoding: text, as: UTF8.self))")
            notes.add("\(context.input(context.handle(for: change.draft), name: "others").code)")
            return 0
        }
        let store = try TestStore(registry(hooks: [follow]))
        let made = try store.create("supplier", #"{"name":"A","notes":[1,"b"],"others":1}"#)
        try store.update("supplier", made.id, #"{"notes":{"a":null}}"#)
        try store.update("supplier", made.id, #"{"name":"A"}"#)
        #expect(notes.all == [#"1 0 [1,"b"]"#, "-404", #"2 0 {"a":null}"#, "-404"])
        #expect(made["notes"] == nil)
    }

    @Test func `An input that a field hides does not load`() throws {
        var module = ModuleDeclaration(id: "notes", version: "1.0.0")
        module.inputs = [InputDeclaration("name", title: "", resource: "supplier")]
        #expect(throws: RegistryError.self) { try sampleRegistry(others: [module]) }
    }
}

@Suite struct SeedTests {
    private func registry(seed: String, hooks: [Hook] = []) throws -> Registry {
        var supplier = supplier()
        supplier.seed = seed
        return try sampleRegistry(hooks: hooks, supplier: supplier)
    }

    @Test func `Every store has the seeded records from its first read on, once`() throws {
        let store = try TestStore(registry(seed: #"[{"name":"A"},{"name":"B","balance":"1.50"}]"#))
        #expect(try store.count("supplier") == 2)
        #expect(try store.list("supplier").json.contains("\"balance\":\"1.50\""))
        let made = try store.create("supplier", #"{"name":"C"}"#)
        for id in try store.list("supplier").ids where id != made.id { try store.delete("supplier", id) }
        let again = try TestStore(registry(seed: #"[{"name":"D"}]"#), in: store.folder)
        #expect(try again.list("supplier").ids == [made.id], "what a merchant deleted does not come back")
    }

    @Test func `A seed that its module refuses keeps no store closed`() throws {
        let refuse = hook("supplier", .validate, [.created]) { context, change in
            guard context.text(change.draft, "name") == "B" else { return 0 }
            context.fail(-422, field: "name", message: "is not liked")
            return -422
        }
        let store = try TestStore(registry(seed: #"[{"name":"A"},{"name":"B"}]"#, hooks: [refuse]))
        #expect(try store.count("supplier") == 0)
        try store.create("supplier", #"{"name":"C"}"#)
        #expect(try store.events().count == 1)
        // What was never sown comes with the module's next version.
        let again = try TestStore(registry(seed: #"[{"name":"D"}]"#), in: store.folder)
        #expect(try again.count("supplier") == 2)
    }
}

import StoaCore
import StoaRecords
import StoaStorage
import Testing

struct RestartTests {
    @Test func `Ids start at 7,000,000,001 and are one sequence for all resources`() throws {
        let store = try TestStore(sampleRegistry())
        #expect(try store.create("supplier", #"{"name":"A"}"#).id == 7_000_000_001)
        let box = try store.create("box", #"{"label":"A","items":[{},{}]}"#)
        #expect([box.id] + box.ids("items", count: 2) == [7_000_000_002, 7_000_000_003, 7_000_000_004])
    }

    @Test func `An id is never given again, be its record deleted or its server restarted`() throws {
        let folder = try TemporaryFolder()
        var last: Int64 = 0
        for _ in 0..<3 {
            let store = try TestStore(sampleRegistry(), in: folder)
            for _ in 0..<5 {
                let made = try store.create("supplier", #"{"name":"A"}"#)
                #expect(made.id > last)
                last = made.id
            }
            try store.delete("supplier", last)
            store.set.close()
        }
    }

    @Test func `Closing finishes what is queued and leaves no log behind`() throws {
        let store = try TestStore(sampleRegistry())
        let answers = (0..<600).map { _ in Answer() }
        for (index, answer) in answers.enumerated() {
            store.set.submit(
                store.work(complete: answer.take, perform: store.creating("supplier", #"{"name":"n\#(index)"}"#)))
        }
        store.set.close()
        #expect(answers.allSatisfy { $0.completions == 1 && $0.wait().status == 200 })
        #expect(store.folder.openDescriptors(of: "1.db") == 0)
        #expect(TemporaryFolder.names(in: store.folder.path) == ["1.db"])
        let late = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"late"}"#) }
        #expect(late?.status == 503)
        store.set.close()
        #expect(try TestStore(store.registry, in: store.folder).count("supplier") == 600)
    }
}

struct MigrationTests {
    private let folder: TemporaryFolder
    private let made: Written
    private let box: Written

    init() throws {
        folder = try TemporaryFolder()
        let store = try TestStore(sampleRegistry(), in: folder)
        made = try store.create("supplier", #"{"name":"Old Élan","code":"one","secret_note":"Findable"}"#)
        try store.create("supplier", #"{"name":"Other","secret_note":" "}"#)
        box = try store.create("box", #"{"label":"A","items":[{"title":"x"}]}"#)
        store.set.close()
    }

    @Test func `Old records are readable under a newer registry, rendered anew, and stored so by the next write`()
        throws
    {
        let added = [field("web_site", .text, max: 80), field("stars", .integer, [.required], initial: "3")]
        let store = try TestStore(sampleRegistry(supplier: supplier(adding: added)), in: folder)
        let document = try #require(try store.document("supplier", made.id))
        #expect(document.hasSuffix(#""web_site":null,"stars":null}"#))
        #expect(try store.list("supplier").json.contains(document))
        #expect(try store.rows("SELECT document FROM r_supplier WHERE id=\(made.id)") == [made.document])
        let saved = try store.update("supplier", made.id, #"{"web_site":"x"}"#)
        #expect(saved.version == 2 && saved["stars"] == "3")
        #expect(try store.rows("SELECT document FROM r_supplier WHERE id=\(made.id)") == [saved.document])
    }

    @Test func `Old records are rendered anew inside a snapshot too`() throws {
        let store = try TestStore(sampleRegistry(supplier: supplier(adding: [field("x", .text)])), in: folder)
        let reader = try store.reader()
        let resource = try #require(store.set.registry.resource(named: "supplier"))
        var one: [UInt8] = []
        var many: [UInt8] = []
        try reader.inSnapshot { () throws(StorageError) in
            _ = try reader.get(resource, id: made.id, within: RecordGuard(), into: &one) { _ in true }
            _ = try reader.list(resource, ListQuery(), into: &many)
        }
        #expect(String(decoding: one, as: UTF8.self).hasSuffix(#""x":null}"#))
        #expect(String(decoding: many, as: UTF8.self).contains(String(decoding: one, as: UTF8.self)))
    }

    @Test func `A changed resource leaves the renderings of others alone`() throws {
        let store = try TestStore(sampleRegistry(supplier: supplier(adding: [field("x", .text)])), in: folder)
        _ = try store.count("box")
        let marks = try store.rows("SELECT rendering FROM r_box UNION SELECT rendering FROM r_item")
        let new = try store.create("box", #"{"label":"B","items":[{}]}"#)
        #expect(try store.rows("SELECT rendering FROM r_box WHERE id=\(new.id)") == marks)
    }

    @Test func `A tree is rendered anew when its children's fields change`() throws {
        let fields = [field("extra", .bool, initial: "true")]
        var module = ModuleDeclaration(id: "suppliers", version: "2.0.0")
        let registry = try sampleRegistry()
        module.scopes = registry.scopes
        module.resources = registry.resources.map { resource in
            var declaration = resource.declaration
            if resource.name == "item" { declaration.fields += fields }
            return declaration
        }
        let store = try TestStore(Registry(modules: [module]), in: folder)
        let document = try #require(try store.document("box", box.id))
        #expect(literal(in: document, at: "items[0].extra") == "null")
        let item = box.ids("items", count: 1)[0]
        #expect(try store.update("item", item, #"{"title":"y"}"#)["extra"] == "true")
        #expect(literal(in: try #require(try store.document("box", box.id)), at: "items[0].extra") == "true")
    }

    @Test func `A new search finds old records`() throws {
        let filters = [Filter("note", "secret_note", .contains)]
        let store = try TestStore(sampleRegistry(supplier: supplier(filters: filters)), in: folder)
        let note = try #require(try store.resource("supplier").field(named: "secret_note"))
        var query = ListQuery()
        query.conditions = [.contains(field: note, "findab")]
        #expect(try store.list("supplier", query).ids == [made.id])
        let name = try #require(try store.resource("supplier").field(named: "name"))
        query.conditions = [.contains(field: name, CaseFold.fold("éLA"))]
        #expect(try store.list("supplier", query).ids == [made.id])
    }

    @Test func `A field that becomes unique is unique among old records too, and one that no longer is, is not`() throws
    {
        var unique = supplier()
        unique.fields = unique.fields.map { old in
            switch old.name {
            case "name": field("name", .text, [.required, .unique], max: 40)
            case "code": field("code", .text, max: 20)
            default: old
            }
        }
        let store = try TestStore(sampleRegistry(supplier: unique), in: folder)
        let failure = store.refusal { () throws(Failure) in
            try store.create("supplier", #"{"name":"OLD ÉLAN","code":"one"}"#)
        }
        #expect(failure?.texts == ["name has already been taken"])
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"New","code":"one"}"#) }
    }

    @Test func `A renamed field, a new filter and a new resource change the tables`() throws {
        var changed = supplier(filters: [Filter("lead_time", "lead_time_days", .equal)])
        changed.fields = changed.fields.map { $0.name == "serial" ? field("cereal", .text) : $0 }
        var module = ModuleDeclaration(id: "things", version: "1.0.0")
        module.resources = [resource("thing", "things", [field("name", .text)])]
        let store = try TestStore(sampleRegistry(others: [module], supplier: changed), in: folder)
        #expect(try store.create("thing", #"{"name":"T"}"#)["name"] == "\"T\"")
        #expect(try store.update("supplier", made.id, #"{"cereal":"oats"}"#)["cereal"] == "\"oats\"")
        #expect(try store.rows("SELECT name FROM sqlite_schema WHERE name='r_supplier_lead_time_days'").count == 1)
    }

    @Test func `An older registry reads and writes what a newer one has left`() throws {
        let newer = try TestStore(sampleRegistry(supplier: supplier(adding: [field("x", .text)])), in: folder)
        let late = try newer.create("supplier", #"{"name":"Late","x":"kept"}"#)
        newer.set.close()
        let older = try TestStore(sampleRegistry(), in: folder)
        #expect(try older.document("supplier", late.id)?.contains("kept") == false)
        try older.update("supplier", late.id, #"{"grade":"A"}"#)
        try older.create("supplier", #"{"name":"Later"}"#)
        older.set.close()
        let again = try TestStore(sampleRegistry(supplier: supplier(adding: [field("x", .text)])), in: folder)
        #expect(literal(in: try #require(try again.document("supplier", late.id)), at: "x") == "\"kept\"")
    }
}

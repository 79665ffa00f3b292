import StoaCore
import StoaRecords
import Testing

struct WritingTests {
    let store: TestStore

    init() throws { store = try TestStore(try sampleRegistry()) }

    @Test func `A created record has an id, version 1, its times and its initial values`() throws {
        let made = try store.create("supplier", #"{"name":"Acme","unknown":1,"id":5,"created_at":"2000-01-01"}"#)
        #expect(made.id == 7_000_000_001 && made.version == 1)
        #expect(
            made.document == """
                {"id":7000000001,"name":"Acme","handle":"acme","code":null,"number":null,"grade":"B",\
                "is_preferred":false,"lead_time_days":null,"rating":null,"balance":null,"signed_at":null,\
                "contract":null,"labels":"","successor_id":null,"serial":null,\
                "admin_id":"gid://indecommerce/SUPPLIER/7000000001","created_at":"2024-01-02T03:04:05+00:00",\
                "updated_at":"2024-01-02T03:04:05+00:00"}
                """)
        #expect(try store.document("supplier", made.id) == made.document)
        #expect(try store.events() == ["supplier.created 7000000001 1"])
    }

    @Test func `An update changes what was sent and its time, and counts the version`() throws {
        let made = try store.create("supplier", #"{"name":"Acme","labels":"a, b"}"#)
        store.clock.advance(seconds: 60)
        let changed = try store.update("supplier", made.id, #"{"labels":["c"]}"#)
        #expect(changed.version == 2)
        #expect(changed["name"] == "\"Acme\"" && changed["labels"] == "\"c\"")
        #expect(changed["created_at"] == "\"2024-01-02T03:04:05+00:00\"")
        #expect(changed["updated_at"] == "\"2024-01-02T03:05:05+00:00\"")
        #expect(try store.document("supplier", made.id) == changed.document)
    }

    @Test(arguments: [
        "{}", #"{"name":"Acme"}"#, #"{"name":"Acme","handle":"acme","labels":"x","id":1,"serial":"no"}"#,
        #"{"welcome":true}"#, #"{"updated_at":"2020-01-01T00:00:00Z"}"#,
    ])
    func `A save that changes nothing stores nothing`(body: String) throws {
        let made = try store.create("supplier", #"{"name":"Acme","labels":"x"}"#)
        store.clock.advance(seconds: 60)
        let saved = try store.update("supplier", made.id, body)
        #expect(saved.version == 1 && saved.document == made.document)
        #expect(try store.events().count == 1)
    }

    @Test func `A whole tree sent back stores nothing`() throws {
        let made = try store.create(
            "box", #"{"label":"A","items":[{"title":"x","price":"1","marks":[{"text":"m"}]},{"title":"y"}]}"#)
        store.clock.advance(seconds: 60)
        let saved = try store.update("box", made.id, made.document)
        #expect(saved.version == 1 && saved.document == made.document)
        #expect(try store.events().count == 1)
    }

    @Test func `A change of a child is a change of its root, and of no sibling`() throws {
        let made = try store.create("box", #"{"label":"A","items":[{"title":"x"},{"title":"y"}]}"#)
        let item = made.ids("items", count: 2)[1]
        store.clock.advance(seconds: 60)
        let changed = try store.update("item", item, #"{"price":"2.50"}"#)
        #expect(changed.version == 2 && changed["price"] == "\"2.50\"")
        let box = try #require(try store.document("box", made.id))
        #expect(literal(in: box, at: "items[1]") == changed.document)
        #expect(literal(in: box, at: "updated_at") == "\"2024-01-02T03:05:05+00:00\"")
        #expect(literal(in: box, at: "items[0].updated_at") == "\"2024-01-02T03:04:05+00:00\"")
        #expect(try store.events().last == "box.updated \(made.id) 2")
        #expect(try store.rows("SELECT version FROM r_item ORDER BY id") == ["1", "2"])
    }

    @Test func `A child is created in, read from and deleted from its parent`() throws {
        let box = try store.create("box", #"{"label":"A"}"#)
        let item = try store.create("item", in: box.id, #"{"title":"x","marks":[{"text":"m"}]}"#)
        let mark = try store.create("mark", in: item.id, #"{"text":"n"}"#)
        #expect(item["box_id"] == "\(box.id)" && mark["item_id"] == "\(item.id)")
        let document = try #require(try store.document("box", box.id))
        #expect(literal(in: document, at: "items[0].marks[1].text") == "\"n\"")
        #expect(literal(in: document, at: "first_item.id") == "\(item.id)")
        try store.delete("mark", mark.id, in: item.id)
        try store.delete("item", item.id)
        #expect(try store.document("item", item.id) == nil)
        #expect(literal(in: try #require(try store.document("box", box.id)), at: "items") == "[]")
        #expect(try store.rows("SELECT count(*) FROM r_mark") == ["0"])
        #expect(
            try store.events().map { $0.split(separator: " ")[0] } == ["box.created"]
                + Array(repeating: "box.updated", count: 4))
    }

    @Test func `Deleting a root deletes its tree and leaves one event`() throws {
        let box = try store.create("box", #"{"label":"A","items":[{"marks":[{"text":"m"}]},{}]}"#)
        try store.delete("box", box.id)
        for table in ["r_box", "r_item", "r_mark"] { #expect(try store.rows("SELECT id FROM \(table)").isEmpty) }
        #expect(try store.events().last == "box.deleted \(box.id) 2")
        #expect(store.refusal { () throws(Failure) in try store.delete("box", box.id) }?.code == .notFound)
    }

    @Test func `What is not there, or not there, cannot be changed`() throws {
        let one = try store.create("box", #"{"label":"A","items":[{}]}"#)
        let two = try store.create("box", #"{"label":"B"}"#)
        let item = one.ids("items", count: 1)[0]
        #expect(
            store.refusal { () throws(Failure) in try store.update("item", item, in: two.id, "{}") }?.code == .notFound)
        #expect(store.refusal { () throws(Failure) in try store.delete("item", item, in: two.id) }?.code == .notFound)
        #expect(
            store.refusal { () throws(Failure) in try store.create("item", in: 99, "{}") }?.subject?.resource == "box")
        #expect(store.refusal { () throws(Failure) in try store.update("box", item, "{}") }?.code == .notFound)
        var ignored: [UInt8] = []
        let reader = try store.reader()
        let items = try store.resource("item")
        #expect(
            try reader.get(items, id: item, within: RecordGuard(parent: two.id), into: &ignored, wants: { _ in true })
                == nil)
        #expect(
            try reader.get(items, id: item, within: RecordGuard(parent: one.id), into: &ignored, wants: { _ in true })
                == 1)
    }

    @Test func `Children are kept by id, replaced and dropped by the list`() throws {
        let made = try store.create("box", #"{"label":"A","items":[{"title":"a"},{"title":"b"},{"title":"c"}]}"#)
        let ids = made.ids("items", count: 3)
        let changed = try store.update(
            "box", made.id, #"{"items":[{"id":\#(ids[2]),"title":"C"},{"title":"new"},{"id":"\#(ids[0])"}]}"#)
        let now = changed.ids("items", count: 3)
        #expect(now[0] == ids[2] && now[2] == ids[0] && now[1] > ids[2])
        #expect((0..<3).map { changed["items[\($0)].title"] } == ["\"C\"", "\"new\"", "\"a\""])
        #expect((0..<3).map { changed["items[\($0)].position"] } == ["1", "2", "3"])
        #expect(try store.document("item", ids[1]) == nil)
        #expect(try store.update("box", made.id, #"{"items":null}"#).version == changed.version)
        #expect(try store.update("box", made.id, #"{"items":[]}"#)["items"] == "[]")
    }

    @Test(arguments: ["99", "\"x\"", "1.5", "true", "-1", "{}"])
    func `An id that is no child of this parent is refused`(id: String) throws {
        let made = try store.create("box", #"{"label":"A","items":[{},{}]}"#)
        let first = made.ids("items", count: 1)[0]
        let failure = store.refusal { () throws(Failure) in
            try store.update("box", made.id, #"{"items":[{"id":\#(first)},{"id":\#(id)}]}"#)
        }
        #expect(failure?.texts == ["items[1].id does not exist here"])
        let twice = store.refusal { () throws(Failure) in
            try store.update("box", made.id, #"{"items":[{"id":\#(first)},{"id":\#(first)}]}"#)
        }
        #expect(twice?.texts == ["items[1].id does not exist here"])
        #expect(try store.document("box", made.id) == made.document)
    }

    @Test func `A version that the client does not expect is stale`() throws {
        let made = try store.create("supplier", #"{"name":"A"}"#)
        let tag = EntityTag.text(id: made.id, version: 1)
        try store.update("supplier", made.id, ifMatch: .tags(["\"x\"", tag]), #"{"name":"B"}"#)
        let late = store.refusal { () throws(Failure) in
            try store.update("supplier", made.id, ifMatch: .tags([tag]), #"{"name":"C"}"#)
        }
        #expect(late?.code == .stale)
        let part = "\"\(made.id)-2-123\""
        #expect(try store.update("supplier", made.id, ifMatch: .tags([part]), #"{"name":"D"}"#).version == 3)
        let other = store.refusal { () throws(Failure) in
            try store.update("supplier", made.id, ifMatch: .tags(["\"\(made.id)-31\""]), "{}")
        }
        #expect(other?.code == .stale)
    }
}

import StoaCore
import StoaRecords
import Testing

/// A member links a supplier to a box, once each.
private func registry(hooks: [Hook] = []) throws -> Registry {
    var members = ModuleDeclaration(id: "members", version: "1.0.0")
    var member = resource(
        "member", "members",
        [
            field("supplier_id", .reference, [.required, .linked, .below], target: "supplier"),
            field("box_id", .reference, [.linked, .unique], target: "box"), field("role", .text),
            field("rank", .integer, .indexed),
        ])
    member.fields[1].within = ["supplier_id"]
    member.fields[3].within = ["supplier_id"]
    member.nestedVerbs = .all
    var filter = Filter("supplier_id", "supplier_id", .through, words: ["box_id"])
    member.filters.append(filter)
    filter = Filter("box_id", "box_id", .through, words: ["supplier_id"])
    member.filters.append(filter)
    members.resources = [member]
    members.hooks = hooks
    return try sampleRegistry(others: [members])
}

private func member(_ supplier: Int64, _ box: Int64?) -> String {
    "{\"supplier_id\":\(supplier)\(box.map { ",\"box_id\":\($0)" } ?? "")}"
}

@Suite struct LinkTests {
    @Test func `A link names a stored record or nothing`() throws {
        let store = try TestStore(registry())
        let supplier = try store.create("supplier", #"{"name":"A"}"#)
        let box = try store.create("box", #"{"label":"one"}"#)
        try store.create("member", member(supplier.id, nil))
        try store.create("member", member(supplier.id, box.id))
        for (id, field) in [(box.id, "supplier_id"), (9_999_999_999, "supplier_id")] {
            let refusal = store.refusal { () throws(Failure) in try store.create("member", member(id, box.id)) }
            #expect(refusal?.issues == [Failure.Issue(field: field, message: "must exist")])
        }
    }

    @Test func `What links to a record goes with it, and is told`() throws {
        let store = try TestStore(registry())
        let supplier = try store.create("supplier", #"{"name":"A"}"#)
        let (one, two) = (try store.create("box", #"{"label":"1"}"#), try store.create("box", #"{"label":"2"}"#))
        let first = try store.create("member", member(supplier.id, one.id))
        let second = try store.create("member", member(supplier.id, two.id))
        try store.delete("box", one.id)
        #expect(try store.list("member").ids == [second.id])
        try store.delete("supplier", supplier.id)
        #expect(try store.count("member") == 0)
        #expect(
            try store.events().suffix(4) == [
                "box.deleted \(one.id) 2", "member.deleted \(first.id) 2", "supplier.deleted \(supplier.id) 2",
                "member.deleted \(second.id) 2",
            ])
    }

    @Test func `A refused deletion leaves both`() throws {
        let keep = hook("member", .validate, [.deleted], module: "members") { context, _ in
            context.fail(-422, field: "", message: "stays")
            return -422
        }
        let store = try TestStore(registry(hooks: [keep]))
        let supplier = try store.create("supplier", #"{"name":"A"}"#)
        try store.create("member", member(supplier.id, nil))
        let refusal = store.refusal { () throws(Failure) in try store.delete("supplier", supplier.id) }
        #expect(refusal?.issues.map(\.message) == ["stays"])
        #expect(try store.count("supplier") == 1 && store.count("member") == 1)
    }

    @Test func `A field is unique within another`() throws {
        let store = try TestStore(registry())
        let (a, b) = (try store.create("supplier", #"{"name":"A"}"#), try store.create("supplier", #"{"name":"B"}"#))
        let box = try store.create("box", #"{"label":"one"}"#)
        try store.create("member", member(a.id, box.id))
        let other = try store.create("member", member(b.id, box.id))
        let twice = store.refusal { () throws(Failure) in try store.create("member", member(a.id, box.id)) }
        #expect(twice?.issues == [Failure.Issue(field: "box_id", message: "has already been taken")])
        let moved = store.refusal { () throws(Failure) in
            try store.update("member", other.id, "{\"supplier_id\":\(a.id)}")
        }
        #expect(moved?.issues == twice?.issues)
        try store.create("member", member(a.id, nil))
        try store.create("member", member(a.id, nil))
    }

    @Test(arguments: [true, false])
    func `Lists go through links, whichever index leads`(bySupplier: Bool) throws {
        let store = try TestStore(registry())
        var suppliers: [Int64] = []
        var boxes: [Int64] = []
        for number in 0..<3 {
            suppliers.append(try store.create("supplier", "{\"name\":\"\(number)\"}").id)
            boxes.append(try store.create("box", "{\"label\":\"\(number)\"}").id)
        }
        for (supplier, box) in [(0, 0), (0, 2), (1, 0), (0, 1)] {
            try store.create("member", member(suppliers[supplier], boxes[box]))
        }
        let resource = try store.resource(bySupplier ? "box" : "supplier")
        let through = try #require(resource.relations.through.first)
        #expect(through.isOrdered == bySupplier)
        var query = ListQuery()
        query.conditions = [.through(through, key: nil, .integer(bySupplier ? suppliers[0] : boxes[0]))]
        let expected = bySupplier ? boxes.reversed() : [suppliers[1], suppliers[0]]
        #expect(try store.list(resource.name, query).ids == expected)
        #expect(try store.count(resource.name, query) == Int64(expected.count))
        query.limit = 1
        query.boundary = expected[0]
        #expect(try store.list(resource.name, query).ids == [expected[1]])
        query.order = .oldestFirst
        query.boundary = nil
        query.ids = expected
        #expect(try store.list(resource.name, query).ids == [expected.last])
    }

    @Test func `A list through links can have their sequence, page by page`() throws {
        let store = try TestStore(registry())
        let supplier = try store.create("supplier", #"{"name":"A"}"#).id
        var boxes: [Int64] = []
        for rank in [2, 1, 2, 3] {
            boxes.append(try store.create("box", "{\"label\":\"\(rank)\"}").id)
            try store.create("member", "{\"supplier_id\":\(supplier),\"box_id\":\(boxes.last ?? 0),\"rank\":\(rank)}")
        }
        let expected = [boxes[1], boxes[0], boxes[2], boxes[3]]
        let member = try store.resource("member")
        var query = ListQuery()
        query.conditions = [
            .through(try #require(try store.resource("box").relations.through.first), key: nil, .integer(supplier))
        ]
        query.order = .linked(rank: member.fields[3])
        #expect(try store.list("box", query).ids == expected)
        query.limit = 1
        for (place, rank) in [(0, 1), (1, 2), (2, 2)] {
            query.boundary = expected[place]
            query.boundaryPosition = Int64(rank)
            query.direction = .forward
            #expect(try store.list("box", query).ids == [expected[place + 1]])
            query.boundary = expected[place + 1]
            query.boundaryPosition = place == 2 ? 3 : 2
            query.direction = .backward
            #expect(try store.list("box", query).ids == [expected[place]])
        }
        let plan = try store.rows(
            """
            EXPLAIN QUERY PLAN SELECT id FROM (SELECT f_box_id AS linked,f_rank AS rank FROM r_member WHERE f_supplier_id=1)
            CROSS JOIN r_box ON id=linked ORDER BY rank LIMIT 51
            """)
        #expect(plan.contains { $0.contains("r_member_rank_within") } && !plan.contains { $0.contains("TEMP B-TREE") })
    }

    @Test func `A list through links follows their index and sorts nothing`() throws {
        let store = try TestStore(registry())
        try store.create("box", #"{"label":"one"}"#)
        let plan = try store.rows(
            """
            EXPLAIN QUERY PLAN SELECT id FROM (SELECT f_box_id AS linked FROM r_member WHERE f_supplier_id=1)
            CROSS JOIN r_box ON id=linked WHERE linked<5 ORDER BY linked DESC LIMIT 51
            """)
        #expect(plan.count == 2 && plan.allSatisfy { $0.contains("SEARCH") }, "\(plan)")
    }
}

@Suite struct LinkDeclarationTests {
    @Test(arguments: [
        ("nobody", FieldFlags.linked, "which no loaded module declares"), ("supplier", .below, "takes a linked field"),
    ])
    func `Links that lead nowhere do not load`(target: String, flags: FieldFlags, reason: String) throws {
        var module = ModuleDeclaration(id: "members", version: "1.0.0")
        module.resources = [resource("member", "members", [field("x_id", .reference, flags, target: target)])]
        #expect {
            _ = try sampleRegistry(others: [module])
        } throws: {
            ($0 as? RegistryError)?.message.contains(reason) == true
        }
    }

    @Test func `A filter through links that are not unique does not load`() throws {
        var module = ModuleDeclaration(id: "members", version: "1.0.0")
        var member = resource(
            "member", "members", [field("x_id", .reference, .linked, target: "supplier"), field("role", .text)])
        member.filters = [Filter("role", "role", .through, words: ["x_id"])]
        module.resources = [member]
        #expect {
            _ = try sampleRegistry(others: [module])
        } throws: {
            ($0 as? RegistryError)?.message.contains("one is unique within the other") == true
        }
    }
}

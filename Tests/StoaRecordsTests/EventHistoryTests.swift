import StoaCore
import StoaRecords
import Testing

/// What became of records, as clients list it.
@Suite struct EventHistoryTests {
    private func registry() throws -> Registry {
        var supplier = supplier()
        supplier.attachedAs = AttachedName("supplier", plural: "suppliers")
        return try sampleRegistry(others: [KernelResources.module], supplier: supplier)
    }

    @Test func `Each event says what happened to which record`() throws {
        let store = try TestStore(registry())
        let made = try store.create("supplier", #"{"name":"A"}"#)
        try store.update("supplier", made.id, #"{"name":"B"}"#)
        try store.delete("supplier", made.id)
        let (ids, _, json) = try store.list("event")
        #expect(ids == [3, 2, 1])
        #expect((0..<3).map { literal(in: json, at: "[\($0)].verb") } == [#""destroy""#, #""update""#, #""create""#])
        #expect(literal(in: json, at: "[2].subject_id") == "\(made.id)")
        #expect(literal(in: json, at: "[2].subject_type") == #""Supplier""#)
        #expect(literal(in: json, at: "[2].message") == "\"Supplier \(made.id) was created\"")
        #expect(literal(in: json, at: "[2].arguments") == "[]" && literal(in: json, at: "[2].body") == "null")
        #expect(literal(in: json, at: "[2].created_at") == made["created_at"])
        #expect(literal(in: json, at: "[2].subject") == nil && literal(in: json, at: "[2].payload") == nil)
    }

    @Test func `Those of one record are found by an index, and outlive it`() throws {
        let store = try TestStore(registry())
        let (a, b) = (try store.create("supplier", #"{"name":"A"}"#), try store.create("supplier", #"{"name":"B"}"#))
        try store.delete("supplier", a.id)
        var query = ListQuery()
        query.conditions = [.equal(field: 0, .integer(a.id)), .equal(field: 2, .text("supplier"))]
        #expect(try store.list("event", query).ids == [3, 1])
        query.conditions = [.noneOf(field: 2, [.text("supplier")])]
        #expect(try store.count("event", query) == 0)
        let plan = try store.rows(
            "EXPLAIN QUERY PLAN SELECT id FROM r_event WHERE f_subject_id=\(b.id) AND f_subject='supplier' ORDER BY id DESC"
        )
        #expect(plan.count == 1 && plan[0].contains("events_record"), "\(plan)")
    }
}

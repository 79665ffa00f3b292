import StoaCore
import StoaRecords
import Testing

struct AuditTrailTests {
    private let store: TestStore

    init() throws {
        store = try TestStore(sampleRegistry(others: [KernelResources.module]))
    }

    private func list(_ change: (inout ListQuery) -> Void = { _ in }) throws -> [Int64] {
        var query = ListQuery()
        change(&query)
        return try store.list("audit_event", query).ids
    }

    @Test func `Every write is listed, the newest first, with what became of it`() throws {
        let made = try store.create("supplier", #"{"name":"A"}"#)
        _ = store.refusal { () throws(Failure) in try store.create("supplier", "{}") }
        #expect(try list() == [2, 1])
        #expect(
            try store.document("audit_event", 1)
                == #"{"id":1,"created_at":"2024-01-02T03:04:05+00:00","actor":"key1","method":"POST","#
                + #""route":"suppliers","target":"\#(made.id)","status":200,"request_id":"request"}"#)
        let refused = try #require(try store.document("audit_event", 2))
        #expect(refused.contains(#""target":"","status":422"#))
        #expect(try store.list("audit_event").json.contains(refused))
    }

    @Test func `Pages of the trail follow one another in both directions`() throws {
        for number in 0..<7 { try store.create("supplier", #"{"name":"n\#(number)"}"#) }
        #expect(try list { $0.limit = 3 } == [7, 6, 5])
        #expect(
            try list {
                $0.limit = 3
                $0.boundary = 5
            } == [4, 3, 2])
        #expect(
            try list {
                $0.limit = 2
                $0.boundary = 2
                $0.direction = .backward
            } == [4, 3])
        #expect(
            try list {
                $0.order = .oldestFirst
                $0.sinceID = 5
            } == [6, 7])
        #expect(try store.count("audit_event") == 7)
    }

    @Test func `A time that was read finds its row`() throws {
        try store.create("supplier", #"{"name":"early"}"#)
        store.clock.advance(microseconds: 1_600_000)
        try store.create("supplier", #"{"name":"late"}"#)
        let field = try #require(try store.resource("audit_event").field(named: "created_at"))
        let early = store.clock.now.wallMicroseconds - 1_600_000
        let late = early + 1_000_000
        #expect(try list { $0.conditions = [.atMost(field: field, .integer(early))] } == [1])
        #expect(try list { $0.conditions = [.atLeast(field: field, .integer(late))] } == [2])
        #expect(try store.count("audit_event", ListQuery()) == 2)
    }

    @Test func `A file from before there was a trail to read shows it from then on`() throws {
        let folder = try TemporaryFolder()
        let old = try TestStore(sampleRegistry(), in: folder)
        try old.create("supplier", #"{"name":"A"}"#)
        old.set.close()
        let new = try TestStore(sampleRegistry(others: [KernelResources.module]), in: folder)
        #expect(try new.list("audit_event").ids == [1])
    }
}

import StoaCore
import StoaRecords
import Testing

struct EventTests {
    /// What one write does to one supplier, and the events that are left.
    @Test(
        arguments: [
            (["create"], ["supplier.created 1"]), (["create", "update"], ["supplier.created 2"]),
            (["create", "update", "update"], ["supplier.created 3"]), (["create", "delete"], []),
            (["create", "update", "delete"], []),
        ] as [([String], [String])])
    func `Several changes of one record in one write are one event`(steps: [String], expected: [String]) throws {
        let store = try TestStore(sampleRegistry())
        try store.write { transaction throws(Failure) in
            try Self.run(steps, on: nil, store, transaction)
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(try store.rows("SELECT topic||' '||version FROM events ORDER BY seq") == expected)
        if let event = expected.first, event.hasPrefix("supplier.created") {
            let name = steps.count == 1 ? "new" : "changed \(steps.count - 1)"
            #expect(try store.rows("SELECT payload FROM events")[0].contains("\"name\":\"\(name)\""))
        }
    }

    @Test(
        arguments: [
            (["update"], ["supplier.updated 2"]), (["update", "update"], ["supplier.updated 3"]),
            (["update", "delete"], ["supplier.deleted 3"]), (["delete"], ["supplier.deleted 2"]),
        ] as [([String], [String])])
    func `So are those of a record that was there`(steps: [String], expected: [String]) throws {
        let store = try TestStore(sampleRegistry())
        let id = try store.create("supplier", #"{"name":"old"}"#).id
        try store.write { transaction throws(Failure) in
            try Self.run(steps, on: id, store, transaction)
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        let events = try store.rows("SELECT topic||' '||version FROM events ORDER BY seq")
        #expect(events == ["supplier.created 1"] + expected)
    }

    @Test func `Changes of two records are two events, and a refused write leaves none`() throws {
        let store = try TestStore(sampleRegistry())
        #expect(throws: Failure.self) {
            try store.write { transaction throws(Failure) in
                try Self.run(["create", "update"], on: nil, store, transaction)
                throw .conflict("No.")
            }
        }
        try store.write { transaction throws(Failure) in
            try Self.run(["create"], on: nil, store, transaction)
            try Self.run(["create", "update"], on: nil, store, transaction)
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(
            try store.rows("SELECT topic||' '||version FROM events ORDER BY seq") == [
                "supplier.created 1", "supplier.created 2",
            ])
    }

    private static func run(
        _ steps: [String], on known: Int64?, _ store: TestStore, _ transaction: Transaction
    ) throws(Failure) {
        let resource = try store.resource("supplier")
        var id = known ?? 0
        for (place, step) in steps.enumerated() {
            let name = step == "create" ? "new" : "changed \(place)"
            let input = try transaction.parse(Array("{\"name\":\"\(name)\"}".utf8))
            switch step {
            case "create": id = try transaction.create(resource, within: RecordGuard(), from: input).id
            case "update":
                _ = try transaction.update(resource, id: id, within: RecordGuard(), from: input, expectedVersion: .any)
            default: _ = try transaction.delete(resource, id: id, within: RecordGuard(), expectedVersion: .any)
            }
        }
    }
}

import CStoaABI
import StoaKit
import Testing

private struct Crate: Record {
    var id: Int64 = 0
    var name = ""
    var lids: [Lid] = []
}

private struct Lid: Record {
    var id: Int64 = 0
    var colour: String?
}

private struct ParcelNote: Record {
    var id: Int64 = 0
    var note = ""
}

private enum Crates: Module {
    static let id = "crates"
    static let version = "1.0.0"
    static var declarations: [any Declaration] {
        Resource("crate", plural: "crates", "A crate.", of: Crate.self, scopes: .readWrite("crates")) {
            Field("name", "Its name.", \.name)
            Children("lids", "Its lids.", \.lids)
            Filter("state", .words(.init("any"), .init("packed", "name", is: "full", "heavy")), of: "name")
        }
        Resource("lid", plural: "lids", "A lid.", of: Lid.self) {
            Field("colour", "Its colour.", \.colour)
        }
        View("parcel", of: ParcelNote.self) { Field("note", "Its note.", \.note) }
        Topic("crate.archived", "A crate was put away.", scope: "read_crates")
        Route("POST", "crates/{id}/archive", "Archives a crate.", scope: "write_crates", writes: true, archive)
        Route("POST", "crates/copy", "Makes a crate.", scope: "write_crates", writes: true) {
            (request, context) throws(Failures) in
            var crate = Crate()
            crate.name = request.body?.text ?? "none"
            crate.lids = [Lid()]
            let id = try context.create(crate)
            return .record(Crate.self, id, status: 201)
        }
        Route("GET", "crates/names", "Lists names.", scope: "read_crates") { (_, context) throws(Failures) in
            let crates = try context.find(
                Crate.self, where: .contains("name", "a"), .atLeast("id", Int64(3)), .oneOf("name", ["a", "b"]))
            return .bytes("text/plain", Array(crates.map(\.name).joined(separator: ",").utf8))
        }
        Route("GET", "crates/count", "Counts crates.", scope: "read_crates") { (_, context) throws(Failures) in
            let crates = try context.findAll(Crate.self, where: .equal("name", "a"))
            return .bytes("text/plain", Array("\(crates.count) \(Set(crates.map(\.id)).count)".utf8))
        }
        Route("GET", "crates/some", "Shows some crates.", scope: "read_crates") { (_, context) throws(Failures) in
            let crates = try context.fetchAll(Crate.self, [8, 7, 9, 7] + (1_000..<1_300) + [8])
            return .bytes("text/plain", Array(crates.compactMap { $0?.name }.joined(separator: " ").utf8))
        }
        Service("crates.note/1") { (input, context) throws(Failures) in
            guard let id = Int64(input.text) else { throw .invalid("", "is no id") }
            guard let parcel = try context.fetch(ParcelNote.self, id) else { return .null }
            return JSON("\"\(parcel.note)\"")
        }
        Service("crates.show/1") { (input, context) throws(Failures) in
            guard let id = Int64(input.text), try context.callIfOffered("crates.absent/1", input) == nil else {
                throw .invalid("", "is no id")
            }
            return try context.document(of: Crate.self, id)
        }
    }

    @Sendable private static func archive(_ request: Request, _ context: Context) throws(Failures) -> Response {
        let id = try request.id()
        try context.update(Crate.self, id) { (crate) throws(Failures) in
            guard crate.name != "archived" else { throw .conflict("name", "is already archived") }
            crate.name = "archived"
        }
        return .empty()
    }
}

private let entry = ModuleEntry(Crates.self)

@Suite struct KitCallTests {
    @Test func `a route changes a stored record, once`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        let crate = host.add("crate", id: 7, ["name": .text("full")])
        #expect(host.call(route: 0, method: "POST", parameters: ["id": "7"]) == 0)
        #expect(host.value(crate, "name").string == "archived")
        #expect(host.saved == [crate])
        #expect(host.replies == ["204"])
        #expect(host.call(route: 0, method: "POST", parameters: ["id": "7"]) == stoa_rc(STOA_E_CONFLICT))
        #expect(host.issues == [.init(field: "name", message: "is already archived")])
        #expect(host.saved == [crate])
    }

    @Test(arguments: ["8", "x"]) func `a record that is not there is not found`(id: String) throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        #expect(host.call(route: 0, method: "POST", parameters: ["id": id]) == stoa_rc(STOA_E_NOT_FOUND))
    }

    @Test func `a route makes a record with its children`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        #expect(host.call(route: 1, method: "POST", body: "\"new\"") == 0)
        #expect(host.value(0, "name").string == "\"new\"")
        #expect(host.children(0, "lids").count == 1)
        #expect(host.replies == ["201", "crate 100"])
    }

    @Test func `a search hands its conditions over`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        _ = ["a", "b"].enumerated().map { host.add("crate", id: Int64($0 + 1), ["name": .text($1)]) }
        #expect(host.call(route: 2, method: "GET") == 0)
        #expect(
            host.replies == [
                "field 0 op \(STOA_Q_CONTAINS) tag \(STOA_TEXT)",
                "field \(STOA_FIELD_ID) op \(STOA_Q_GE) tag \(STOA_I64)",
                "field 0 op \(STOA_Q_ONE_OF) tag \(STOA_JSON)",
                "200", "text/plain: a,b",
            ])
    }

    @Test(arguments: [0, 249, 250, 251, 500]) func `a search for all finds each record once`(count: Int) throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        for _ in 0..<count { _ = host.add("crate") }
        #expect(host.call(route: 3, method: "GET") == 0)
        #expect(host.replies.last == "text/plain: \(count) \(count)")
    }

    @Test func `many ids are looked up in their sequence`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        for (id, name) in [(7, "seven"), (8, "eight")] { _ = host.add("crate", id: Int64(id), ["name": .text(name)]) }
        #expect(host.call(route: 4, method: "GET") == 0)
        #expect(host.replies.last == "text/plain: eight seven seven eight")
    }

    @Test func `a view reads a field of another module by its name`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        host.rows.append(.init(resource: "parcel", id: 3, values: [.int(9), .text("fragile")]))
        #expect(host.call(service: 0, "3") == (0, "\"fragile\""))
        #expect(host.call(service: 0, "4") == (0, "null"))
        #expect(host.call(service: 0, "{}").code == stoa_rc(STOA_E_INVALID))
    }

    @Test func `a record is shown as clients see it, and a service that nobody offers is nothing`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        _ = host.add("crate", id: 7, ["name": .text("full")])
        #expect(host.call(service: 1, "7") == (0, "{\"id\":7}"))
        #expect(host.call(service: 1, "8").code == stoa_rc(STOA_E_NOT_FOUND))
    }

    @Test func `words of a filter are declared with what they stand for`() throws {
        let host = try FakeHost(entry)
        defer { host.close() }
        let filter = host.module.decl.pointee.resources.items[0].filters.items[0]
        #expect(filter.kind == UInt32(STOA_FILTER_WORDS) && text(filter.words) == "any|packed=name:full,heavy")
    }
}

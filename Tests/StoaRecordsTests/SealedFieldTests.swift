import CStoaABI
import Foundation
import StoaCore
import StoaRecords
import StoaStorage
import Testing

@Suite struct SealedFieldTests {
    private static let secret = "0123456789abcdef"

    private func store(
        _ flags: FieldFlags = [.sealed, .indexed], in folder: TemporaryFolder? = nil, hasEvents: Bool = true,
        hooks: [Hook] = []
    ) throws -> TestStore {
        var supplier = supplier(adding: [field("token", .text, flags, max: 80)])
        supplier.hasEvents = hasEvents
        return try TestStore(sampleRegistry(hooks: hooks, supplier: supplier), in: folder)
    }

    /// Whether the files of store 1 hold it in the open.
    private func isShown(in folder: TemporaryFolder) throws -> Bool {
        try TemporaryFolder.names(in: folder.path).contains { name in
            try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")).range(of: Data(Self.secret.utf8)) != nil
        }
    }

    private static let body = #"{"name":"A","token":"\#(secret)"}"#

    @Test func `Answers show it, and nothing that is kept does`() throws {
        let folder = try TemporaryFolder()
        let store = try store(in: folder)
        let made = try store.create("supplier", Self.body)
        #expect(made["token"] == "\"\(Self.secret)\"")
        #expect(try store.document("supplier", made.id) == made.document)
        #expect(try store.list("supplier").json == "[\(made.document)]")
        let changed = try store.update("supplier", made.id, #"{"name":"B"}"#)
        #expect(changed["token"] == "\"\(Self.secret)\"" && changed.version == 2)
        #expect(try store.update("supplier", made.id, #"{"name":"B"}"#).document == changed.document)
        let payloads = try store.rows("SELECT payload FROM events")
        #expect(payloads.count == 2 && payloads.allSatisfy { $0.contains("\"name\"") && !$0.contains("token") })
        #expect(try !isShown(in: folder))
        store.set.close()
        #expect(try !isShown(in: folder))
        #expect(try self.store(in: folder).document("supplier", made.id) == changed.document)
    }

    @Test func `No value stays none, and can be given later`() throws {
        let store = try store()
        let made = try store.create("supplier", #"{"name":"A"}"#)
        #expect(made["token"] == "null")
        #expect(try store.update("supplier", made.id, #"{"token":"é\"x"}"#)["token"] == #""é\"x""#)
        #expect(try store.update("supplier", made.id, #"{"token":null}"#)["token"] == "null")
    }

    @Test func `Rules see it and find records by it`() throws {
        let notes = Notes()
        let look = hook("supplier", .validate) { context, change in
            notes.add(context.text(change.draft, "token") ?? "-")
            for (op, text) in [(STOA_Q_EQ, Self.secret), (STOA_Q_EQ, "other"), (STOA_Q_GE, ""), (STOA_Q_CONTAINS, "0")]
            {
                withValue(of: text) { value in
                    var condition = stoa_condition()
                    (condition.field, condition.op) = (context.index(change.draft, "token"), UInt32(op))
                    condition.value = value
                    let found = context.find("supplier", conditions: [condition], after: 0, limit: 5)
                    notes.add("\(found.code) \(found.records.map { context.text($0, "token") ?? "-" })")
                }
            }
            return 0
        }
        let store = try store(hooks: [look])
        try store.create("supplier", Self.body)
        try store.create("supplier", #"{"name":"B"}"#)
        #expect(
            notes.all == [
                Self.secret, "0 []", "0 []", "-400 []", "-400 []",
                "-", "0 [\"\(Self.secret)\"]", "0 []", "-400 []", "-400 []",
            ])
    }

    @Test func `One of several finds it too`() throws {
        let notes = Notes()
        let look = hook("supplier", .follow) { context, change in
            withValue(of: #"["x","\#(Self.secret)"]"#) { value in
                var condition = stoa_condition()
                (condition.field, condition.op) = (context.index(change.draft, "token"), UInt32(STOA_Q_ONE_OF))
                condition.value = value
                condition.value.tag = UInt32(STOA_JSON)
                notes.add("\(context.find("supplier", conditions: [condition], after: 0, limit: 5).records.count)")
            }
            return 0
        }
        try store(hooks: [look]).create("supplier", Self.body)
        #expect(notes.all == ["1"])
    }

    @Test func `Stores with the same value keep different forms of it`() throws {
        let store = try store()
        try store.create("supplier", Self.body)
        try store.write(store: 2, store.creating("supplier", Self.body))
        let database = try Database(path: store.set.path(of: 2), access: .readOnly)
        let statement = try database.prepare("SELECT f_token FROM r_supplier")
        #expect(try statement.step() && store.rows("SELECT f_token FROM r_supplier") != [statement.string(0)])
    }

    @Test func `What was kept in the open is sealed when the field becomes so`() throws {
        let folder = try TemporaryFolder()
        let before = try store([], in: folder, hasEvents: false)
        let made = try before.create("supplier", Self.body)
        try before.create("supplier", #"{"name":"B"}"#)
        before.set.close()
        #expect(try isShown(in: folder))
        let after = try store(in: folder, hasEvents: false)
        #expect(try after.document("supplier", made.id) == made.document)
        after.set.close()
        #expect(try !isShown(in: folder))
        #expect(try store(in: folder, hasEvents: false).document("supplier", made.id) == made.document)
    }

    @Test func `A value that another secret has sealed reads as none, and its record can be deleted`() throws {
        let store = try store()
        let made = try store.create("supplier", Self.body)
        try Database(path: store.set.path(of: 1), access: .readWrite).execute("UPDATE r_supplier SET f_token='00'")
        let document = try #require(try store.document("supplier", made.id))
        #expect(document.contains("\"token\":null"))
        try store.delete("supplier", made.id)
        #expect(try store.document("supplier", made.id) == nil)
    }
}

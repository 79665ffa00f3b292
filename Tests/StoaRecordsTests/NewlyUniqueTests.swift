import StoaCore
import StoaRecords
import StoaStorage
import Synchronization
import Testing

/// A field becomes unique over records that clash in it.
struct NewlyUniqueTests {
    private let folder: TemporaryFolder
    private let ids: [Int64]

    init() throws {
        folder = try TemporaryFolder()
        let store = try TestStore(Self.registry(unique: false), in: folder)
        ids = try ["x", "X", "y", "x"].map { try store.create("supplier", #"{"name":"A","vat":"\#($0)"}"#).id }
        store.set.close()
    }

    private static func registry(unique: Bool) throws -> Registry {
        try sampleRegistry(supplier: supplier(adding: [field("vat", .text, unique ? [.unique] : [])]))
    }

    private func opened(unique: Bool = true, log: KernelLog = .none) throws -> TestStore {
        try TestStore(Self.registry(unique: unique), in: folder, log: log)
    }

    private func indexes(_ store: TestStore) throws -> [String] {
        try store.rows("SELECT name FROM sqlite_schema WHERE type='index' AND name LIKE 'r_supplier_vat%'")
    }

    @Test func `The store goes on, and what clashes may stay and be changed`() throws {
        let store = try opened()
        #expect(try store.count("supplier") == 4)
        try store.update("supplier", ids[0], #"{"name":"B"}"#)
        try store.create("supplier", #"{"name":"C","vat":"z"}"#)
        #expect(try indexes(store) == ["r_supplier_vat_clash"])
    }

    @Test(arguments: ["x", "Y"])
    func `No write adds a clash`(vat: String) throws {
        let store = try opened()
        let made = store.refusal { () throws(Failure) in
            try store.create("supplier", #"{"name":"C","vat":"\#(vat)"}"#)
        }
        #expect(made?.texts == ["vat has already been taken"])
        let other = try store.create("supplier", #"{"name":"D","vat":"z"}"#)
        let changed = store.refusal { () throws(Failure) in
            try store.update("supplier", other.id, #"{"vat":"\#(vat)"}"#)
        }
        #expect(changed?.texts == ["vat has already been taken"])
    }

    @Test func `It is told by resource, field and number, each time the store is opened`() throws {
        let lines = Mutex<[[String: String]]>([])
        let log = KernelLog { level, message, metadata in
            guard level == .warning, message.hasPrefix("Records clash") else { return }
            lines.withLock { $0.append(metadata) }
        }
        for _ in 0..<2 {
            let store = try opened(log: log)
            try store.create("supplier", #"{"name":"C"}"#)
            store.set.close()
        }
        let told = lines.withLock { $0 }
        #expect(told.count == 2)
        for line in told {
            #expect(line["resource"] == "supplier" && line["field"] == "vat")
            #expect(line["values"] == "1" && line["records"] == "3")
            #expect(line["database"]?.hasSuffix("/1.db") == true)
        }
    }

    @Test func `The first opening after the last clash is gone makes the index`() throws {
        let store = try opened()
        try store.update("supplier", ids[1], #"{"vat":"z"}"#)
        try store.delete("supplier", ids[3])
        store.set.close()
        let mended = try opened()
        try mended.create("supplier", #"{"name":"C"}"#)
        #expect(try indexes(mended) == ["r_supplier_vat_key"])
    }

    @Test func `Going back to the older module takes the rule away`() throws {
        let store = try opened()
        try store.create("supplier", #"{"name":"C"}"#)
        store.set.close()
        let older = try opened(unique: false)
        try older.create("supplier", #"{"name":"D","vat":"x"}"#)
        #expect(try indexes(older).isEmpty)
    }
}

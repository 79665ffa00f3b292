import StoaCore
import StoaRecords
import Testing

struct HandleTests {
    let store: TestStore

    init() throws { store = try TestStore(try sampleRegistry()) }

    private func handle(_ body: String) throws -> String? { try store.create("supplier", body)["handle"] }

    private static let made: [(String, String)] = [
        (#"{"name":"Acme & Sons, Ltd."}"#, "\"acme-sons-ltd\""), (#"{"name":"Crème Brûlée"}"#, "\"creme-brulee\""),
        (#"{"name":"茶"}"#, "\"茶\""), (#"{"name":"!!!"}"#, "\"supplier\""),
        (#"{"name":"A","handle":"Own One"}"#, "\"own-one\""),
        (#"{"name":"A","handle":""}"#, "\"a\""), (#"{"name":"A","handle":null}"#, "\"a\""),
        (#"{"name":"A","handle":"?"}"#, "\"supplier\""),
    ]

    @Test(arguments: made)
    func `A handle is made from what was given or else from the title`(body: String, expected: String) throws {
        #expect(try handle(body) == expected)
    }

    @Test func `A thousand records of one title get the lowest suffixes that are free, before and after a restart`()
        throws
    {
        let half = store.batch((0..<500).map { _ in (nil, store.creating("supplier", #"{"name":"Same"}"#)) })
        #expect(half.allSatisfy { $0.wait().status == 200 })
        store.set.close()
        let again = try TestStore(store.registry, in: store.folder)
        for _ in 0..<500 { try again.create("supplier", #"{"name":"Same"}"#) }
        let handles = try again.rows("SELECT f_handle FROM r_supplier ORDER BY id")
        #expect(handles == ["same"] + (1..<1_000).map { "same-\($0)" })
    }

    @Test func `A suffix that was refused, deleted or renamed away is given again`() throws {
        for _ in 0..<3 { try store.create("supplier", #"{"name":"Same"}"#) }
        _ = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"Same","grade":"X"}"#) }
        let last = try store.create("supplier", #"{"name":"Same"}"#)
        #expect(last["handle"] == "\"same-3\"")
        try store.delete("supplier", last.id)
        let next = try store.create("supplier", #"{"name":"Same"}"#)
        #expect(next["handle"] == "\"same-3\"")
        try store.update("supplier", next.id, #"{"handle":"other"}"#)
        #expect(try handle(#"{"name":"Same"}"#) == "\"same-3\"")
    }

    @Test func `A new title keeps the handle, and an emptied handle follows the title`() throws {
        let made = try store.create("supplier", #"{"name":"Old"}"#)
        #expect(try store.update("supplier", made.id, #"{"name":"New"}"#)["handle"] == "\"old\"")
        #expect(try store.update("supplier", made.id, #"{"handle":""}"#)["handle"] == "\"new\"")
        #expect(try handle(#"{"name":"Old"}"#) == "\"old\"")
        #expect(try store.update("supplier", made.id, #"{"handle":"old"}"#)["handle"] == "\"old-1\"")
        #expect(try store.update("supplier", made.id, #"{"handle":"Old-1"}"#).version == 4)
    }

    @Test func `Children of one request get suffixes too`() throws {
        let made = try store.create("box", #"{"label":"A","items":[{"title":"x"},{"title":"x"},{"title":"X"},{}]}"#)
        #expect((0..<4).map { made["items[\($0)].slug"] } == ["\"x\"", "\"x-1\"", "\"x-2\"", "null"])
        let more = try store.create("box", #"{"label":"B","items":[{"title":"x"},{"title":"x"}]}"#)
        #expect((0..<2).map { more["items[\($0)].slug"] } == ["\"x-3\"", "\"x-4\""])
    }

    @Test func `A handle with a suffix is no longer than one without`() throws {
        let long = field("name", .text, [.required], max: 400)
        var declaration = supplier()
        declaration.fields[0] = long
        let store = try TestStore(sampleRegistry(supplier: declaration))
        let name = String(repeating: "a", count: 300)
        let lengths = try (0..<12).map { _ in
            try store.create("supplier", #"{"name":"\#(name)"}"#)["handle"]?.count ?? 0
        }
        #expect(lengths[0] == 257)
        #expect(lengths.allSatisfy { $0 <= 257 })
        #expect(Set(try store.rows("SELECT f_handle FROM r_supplier")).count == 12)
    }
}

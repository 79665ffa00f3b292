import StoaCore
import StoaRecords
import Testing

struct QuotaTests {
    @Test func `5,000 children are accepted and one more is refused, in one request or alone`() throws {
        let store = try TestStore(sampleRegistry())
        func items(_ count: Int) -> String { Array(repeating: "{}", count: count).joined(separator: ",") }
        let failure = store.refusal { () throws(Failure) in
            try store.create("box", #"{"label":"A","items":[\#(items(5_001))]}"#)
        }
        #expect(failure?.texts == ["items has more than 5000 entries"])
        #expect(try store.count("box") == 0)
        let made = try store.create("box", #"{"label":"A","items":[\#(items(5_000))]}"#)
        #expect(made["items[4999].position"] == "5000")
        let one = store.refusal { () throws(Failure) in try store.create("item", in: made.id, "{}") }
        #expect(one?.code == .invalid)
        #expect(try store.count("item") == 5_000)
    }

    @Test func `A request beyond the arena's quota is too large, stores nothing and harms no other`() throws {
        let store = try TestStore(sampleRegistry())
        let huge = String(repeating: "x", count: 9 << 20)
        let answers = store.batch([
            (nil, store.creating("supplier", #"{"name":"before"}"#)),
            (nil, store.creating("supplier", #"{"name":"huge","contract":"\#(huge)"}"#)),
            (nil, store.creating("supplier", #"{"name":"after"}"#)),
        ])
        #expect(answers.map { $0.wait().status } == [200, 413, 200])
        #expect(try store.rows("SELECT f_name FROM r_supplier") == ["before", "after"])
        #expect(try store.rows("SELECT status FROM audit ORDER BY seq") == ["200", "200", "413", "200"])
    }

    @Test func `A body that the arena cannot hold is too large`() throws {
        let store = try TestStore(sampleRegistry())
        let huge = String(repeating: "x", count: Arena.quotaBytes)
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"\#(huge)"}"#) }
        #expect(failure?.code == .tooLarge)
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"A"}"#) }
    }

    @Test func `An arena hands out zeroed memory up to its quota, again after a reset`() throws {
        let arena = Arena()
        for _ in 0..<2 {
            var total = 0
            while let memory = arena.allocate(1 << 20) {
                #expect(memory.load(fromByteOffset: (1 << 20) - 1, as: UInt8.self) == 0)
                memory.storeBytes(of: 7, toByteOffset: (1 << 20) - 1, as: UInt8.self)
                #expect(UInt(bitPattern: memory) % 16 == 0)
                total += 1
            }
            #expect(total == 16)
            #expect(arena.allocate(1) == nil && arena.allocate(-1) == nil && arena.allocate(.max) == nil)
            #expect(arena.allocate(0) != nil)
            arena.reset()
        }
    }
}

import StoaCore
import StoaRecords
import Testing

struct PositionTests {
    let store: TestStore
    let box: Written
    let ids: [Int64]

    init() throws {
        store = try TestStore(try sampleRegistry())
        box = try store.create(
            "box", #"{"label":"A","items":[{"title":"a"},{"title":"b"},{"title":"c"},{"title":"d"}]}"#)
        ids = box.ids("items", count: 4)
    }

    private func order() throws -> String {
        let document = try #require(try store.document("box", box.id))
        var titles = ""
        var place = 0
        while let title = literal(in: document, at: "items[\(place)].title") {
            titles += title.dropFirst().dropLast()
            place += 1
            #expect(literal(in: document, at: "items[\(place - 1)].position") == "\(place)")
        }
        return titles
    }

    private static let moves: [(Int, Int64, String)] = [
        (0, 1, "abcd"), (0, 2, "bacd"), (0, 3, "bcad"), (0, 4, "bcda"), (0, 99, "bcda"), (3, 1, "dabc"), (3, 2, "adbc"),
        (3, 3, "abdc"), (3, 4, "abcd"), (1, 0, "bacd"), (1, -5, "bacd"), (2, 9_007_199_254_740_991, "abdc"),
    ]

    @Test(arguments: moves)
    func `A child moves to the place that was asked for`(child: Int, position: Int64, expected: String) throws {
        try store.update("item", ids[child], #"{"position":\#(position)}"#)
        #expect(try order() == expected)
    }

    private static let additions: [(String, String)] = [
        (#"{"title":"x"}"#, "abcdx"), (#"{"title":"x","position":1}"#, "xabcd"),
        (#"{"title":"x","position":3}"#, "abxcd"),
        (#"{"title":"x","position":99}"#, "abcdx"), (#"{"title":"x","position":null}"#, "abcdx"),
    ]

    @Test(arguments: additions)
    func `A new child takes the place that was asked for, or the last`(body: String, expected: String) throws {
        try store.create("item", in: box.id, body)
        #expect(try order() == expected)
    }

    @Test func `What follows a deleted child moves up`() throws {
        try store.delete("item", ids[1])
        #expect(try order() == "acd")
    }

    @Test func `Only children whose place changes change`() throws {
        store.clock.advance(seconds: 60)
        try store.update("item", ids[3], #"{"position":3}"#)
        #expect(try store.rows("SELECT version FROM r_item ORDER BY id") == ["1", "1", "2", "2"])
    }

    /// Elements as child and position sent, -1 for a new child, 0 for no position.
    private static let lists: [([(Int, Int)], String)] = [
        ([(3, 0), (2, 0), (1, 0), (0, 0)], "dcba"),
        ([(0, 2), (1, 1), (2, 0), (3, 0)], "bacd"),
        ([(0, 1), (2, 3)], "ac"),
        ([(2, 0), (-1, 0), (0, 0)], "cxa"),
        ([(0, 1), (1, 2), (2, 3), (3, 4), (-1, 2)], "axbcd"),
        ([(0, 2), (1, 3), (2, 1), (3, 4)], "cabd"),
        ([(0, 4), (1, 2), (2, 3), (3, 1)], "dbca"),
        ([(3, 4), (2, 3), (1, 2), (0, 1)], "abcd"),
    ]

    @Test(arguments: lists)
    func `A list orders its children by itself, and by the positions in it`(list: [(Int, Int)], expected: String) throws
    {
        let elements = list.map { child, position in
            let identity = child < 0 ? #""title":"x""# : #""id":\#(ids[child])"#
            return position > 0 ? #"{\#(identity),"position":\#(position)}"# : "{\(identity)}"
        }
        try store.update("box", box.id, #"{"items":[\#(elements.joined(separator: ","))]}"#)
        #expect(try order() == expected)
    }

    @Test func `An issue names a child by the place that the client gave it`() throws {
        let failure = store.refusal { () throws(Failure) in
            try store.create(
                "box",
                #"{"label":"B","items":[{"title":"a","position":2,"price":"-1"},{"title":"b","position":1}]}"#)
        }
        #expect(failure?.texts == ["items[0].price must be greater than or equal to 0.00"])
    }

    @Test func `So does an issue of a hook, and of a value that is taken`() throws {
        let refuse = hook("box", .prepare) { context, _ in
            context.fail(-422, field: "items[0].title", message: "is refused")
            context.fail(-422, field: "items[9].title", message: "is nowhere")
            return -422
        }
        let store = try TestStore(sampleRegistry(hooks: [refuse]))
        let failure = store.refusal { () throws(Failure) in
            try store.create(
                "box",
                #"{"label":"B","items":[{"sku":"x","position":3},{"sku":"X","position":1},{"sku":"y","position":2}]}"#)
        }
        #expect(
            failure?.texts == [
                "items[1].title is refused", "items[9].title is nowhere", "items[0].sku has already been taken",
            ])
    }
}

import StoaCore
import StoaRecords
import Testing

@Suite struct SortTests {
    private static let ranked = field("rank", .integer, [.required, .indexed], max: 9, initial: "0")
    private static let label = field("label", .text, [.required, .indexed], max: 20, initial: #""-""#)

    private func store(adding fields: [Field] = [ranked, label]) throws -> TestStore {
        try TestStore(sampleRegistry(supplier: supplier(adding: fields)))
    }

    private func names(_ fields: [Field]) throws -> [String] {
        let resource = try store(adding: fields).resource("supplier")
        return resource.sortFields.map { resource.fields[$0].name }
    }

    @Test func `Lists are sorted by what every record has and an index too`() throws {
        #expect(try names([Self.ranked, Self.label]) == ["created_at", "updated_at", "rank", "label"])
        let others = [
            field("rank", .integer, [.indexed]), field("label", .text, [.required], max: 20),
            field("essay", .text, [.required, .indexed]), field("word", .text, [.required, .indexed], choices: ["a"]),
            field("mark", .text, [.required, .indexed, .hidden], max: 9),
            field("seen_at", .time, [.onUpdate, .unfiltered]),
            field("token", .text, [.required, .indexed, .sealed], max: 9),
        ]
        #expect(try names(others) == ["created_at", "updated_at"])
    }

    @Test(arguments: ["rank", "label"], [false, true])
    func `Pages in either direction show every record once, sorted`(name: String, isDescending: Bool) throws {
        let store = try store()
        var random = SeededGenerator(state: 3)
        var rows: [(id: Int64, rank: Int, label: String)] = []
        for _ in 0..<60 {
            let (rank, label) = (
                Int.random(in: 0...9, using: &random), ["b", "B", "é", "a"].randomElement(using: &random) ?? ""
            )
            let made = try store.create("supplier", #"{"name":"A","rank":\#(rank),"label":"\#(label)"}"#)
            rows.append((made.id, rank, label))
        }
        var sorted = rows.sorted {
            name == "rank"
                ? ($0.rank, $0.id) < ($1.rank, $1.id)
                : $0.label.utf8.elementsEqual($1.label.utf8)
                    ? $0.id < $1.id : $0.label.utf8.lexicographicallyPrecedes($1.label.utf8)
        }.map(\.id)
        if isDescending { sorted.reverse() }
        #expect(try walk(store, name, isDescending, .forward) == sorted)
        #expect(try walk(store, name, isDescending, .backward) == sorted)
    }

    private func walk(
        _ store: TestStore, _ name: String, _ isDescending: Bool, _ direction: ListQuery.Direction
    ) throws -> [Int64] {
        let resource = try store.resource("supplier")
        var query = ListQuery()
        query.order = .value(field: try #require(resource.field(named: name)), isDescending: isDescending)
        (query.direction, query.limit) = (direction, 7)
        var found: [Int64] = []
        for _ in 0..<20 {
            var bytes: [UInt8] = []
            let page = try store.reader().list(resource, query, into: &bytes)
            #expect(page.values.count == page.ids.count)
            found = direction == .forward ? found + page.ids : page.ids + found
            guard page.hasMore else { return found }
            query.boundary = direction == .forward ? page.ids.last : page.ids.first
            query.boundaryValue = direction == .forward ? page.values.last : page.values.first
        }
        Issue.record("the pages do not end")
        return []
    }
}

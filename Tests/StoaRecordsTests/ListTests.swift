import StoaCore
import StoaRecords
import Testing

/// A supplier as the test knows it.
private struct Row {
    let id: Int64
    let name: String
    let grade: String
    let leadTime: Int64?
    let rating: Double?
    let balance: Int64?
    let isPreferred: Bool
    let isSigned: Bool

    init(_ index: Int, _ random: inout SeededGenerator, in store: TestStore) throws {
        name = "\(["Acme", "éclair", "100%_a", "Zoë"].randomElement(using: &random) ?? "") \(index % 40)"
        grade = ["A", "B", "C"].randomElement(using: &random) ?? "A"
        leadTime = Bool.random(using: &random) ? Int64.random(in: 0...20, using: &random) : nil
        rating = Bool.random(using: &random) ? Double(Int.random(in: 10...50, using: &random)) / 10 : nil
        balance = Bool.random(using: &random) ? Int64.random(in: 0...500, using: &random) : nil
        isPreferred = Bool.random(using: &random)
        isSigned = Bool.random(using: &random)
        let money = balance.map { "\"\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)\"" } ?? "null"
        id =
            try store.create(
                "supplier",
                """
                {"name":"\(name)","grade":"\(grade)","lead_time_days":\(leadTime.map { "\($0)" } ?? "null"),\
                "rating":\(rating.map { "\($0)" } ?? "null"),"balance":\(money),"is_preferred":\(isPreferred),\
                "signed_at":\(isSigned ? "\"2024-01-01\"" : "null")}
                """
            ).id
    }
}

struct ListTests {
    private static let made = Result { try Suite() }

    /// 500 rows that all tests read, made once.
    private final class Suite: Sendable {
        let store: TestStore
        let rows: [Row]

        init() throws {
            store = try TestStore(sampleRegistry())
            var random = SeededGenerator(state: 5)
            var rows: [Row] = []
            for index in 0..<500 { rows.append(try Row(index, &random, in: store)) }
            self.rows = rows
        }

        func field(_ name: String) throws -> Int { try #require(try store.resource("supplier").field(named: name)) }
    }

    private func check(
        _ condition: (Suite) throws -> ListQuery.Condition, _ matches: (Row) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let suite = try Self.made.get()
        var query = ListQuery()
        query.limit = 500
        query.conditions = [try condition(suite)]
        let expected = suite.rows.filter(matches).map(\.id)
        #expect(try suite.store.list("supplier", query).ids == expected.reversed(), sourceLocation: sourceLocation)
        #expect(try suite.store.count("supplier", query) == expected.count, sourceLocation: sourceLocation)
    }

    @Test func `Every condition selects what a model selects`() throws {
        try check({ .equal(field: try $0.field("grade"), .text("B")) }) { $0.grade == "B" }
        try check({ .equal(field: try $0.field("is_preferred"), .integer(1)) }, \.isPreferred)
        try check({ .equal(field: try $0.field("rating"), .float(2.5)) }) { $0.rating == 2.5 }
        try check({ .oneOf(field: try $0.field("grade"), [.text("A"), .text("C")]) }) { $0.grade != "B" }
        try check({ .oneOf(field: try $0.field("grade"), []) }) { _ in false }
        try check({ .contains(field: try $0.field("name"), CaseFold.fold("ÉCLAIR 3")) }) {
            $0.name.hasPrefix("éclair 3")
        }
        try check({ .contains(field: try $0.field("name"), "%_") }) { $0.name.contains("%_") }
        try check({ .atLeast(field: try $0.field("lead_time_days"), .integer(10)) }) { ($0.leadTime ?? -1) >= 10 }
        try check({ .atMost(field: try $0.field("balance"), .integer(250)) }) { ($0.balance ?? 999) <= 250 }
        try check({ .beyond(field: try $0.field("lead_time_days"), .integer(10), above: true) }) {
            ($0.leadTime ?? 0) > 10
        }
        try check({ .beyond(field: try $0.field("rating"), .float(2.5), above: false) }) { ($0.rating ?? 9) < 2.5 }
        try check({ .isSet(field: try $0.field("signed_at"), true) }, \.isSigned)
        try check({ .isSet(field: try $0.field("balance"), false) }) { $0.balance == nil }
    }

    @Test func `Random combinations of conditions select what a model selects`() throws {
        let suite = try Self.made.get()
        var random = SeededGenerator(state: 11)
        let (grade, lead, rating) = (
            try suite.field("grade"), try suite.field("lead_time_days"), try suite.field("rating")
        )
        for _ in 0..<150 {
            let letter = ["A", "B", "C"].randomElement(using: &random) ?? "A"
            let days = Int64.random(in: 0...20, using: &random)
            let stars = Double(Int.random(in: 10...50, using: &random)) / 10
            var query = ListQuery()
            query.limit = Int.random(in: 1...50, using: &random)
            query.offset = Int.random(in: 0...20, using: &random)
            query.order = Bool.random(using: &random) ? .newestFirst : .oldestFirst
            query.sinceID = Bool.random(using: &random) ? suite.rows.randomElement(using: &random)?.id : nil
            query.ids =
                Bool.random(using: &random)
                ? (0..<100).compactMap { _ in suite.rows.randomElement(using: &random)?.id } : nil
            query.conditions = [.equal(field: grade, .text(letter)), .atLeast(field: lead, .integer(days))]
            if Bool.random(using: &random) { query.conditions.append(.atMost(field: rating, .float(stars))) }
            var expected = suite.rows.filter { row in
                row.grade == letter && (row.leadTime ?? -1) >= days && row.id > query.sinceID ?? 0
                    && query.ids?.contains(row.id) != false
                    && (query.conditions.count < 3 || (row.rating ?? 9) <= stars)
            }.map(\.id)
            #expect(try suite.store.count("supplier", query) == expected.count)
            if case .newestFirst = query.order { expected.reverse() }
            let page = try suite.store.list("supplier", query)
            #expect(page.ids == expected.dropFirst(query.offset).prefix(query.limit).map(\.self))
            #expect(page.hasMore == (expected.count > query.offset + query.limit))
        }
    }

    @Test(arguments: [ListQuery.Order.newestFirst, .oldestFirst])
    func `Pages cover every row once, forwards and back, in one order`(order: ListQuery.Order) throws {
        let suite = try Self.made.get()
        var all = suite.rows.map(\.id)
        if case .newestFirst = order { all.reverse() }
        var query = ListQuery()
        query.order = order
        query.limit = 37
        var forward: [[Int64]] = []
        repeat {
            let page = try suite.store.list("supplier", query)
            forward.append(page.ids)
            query.boundary = page.hasMore ? page.ids.last : nil
        } while query.boundary != nil && forward.count < 100
        #expect(forward.flatMap(\.self) == all)
        query.direction = .backward
        query.boundary = forward.last?.first
        var backward: [[Int64]] = []
        while query.boundary != nil, backward.count < 100 {
            let page = try suite.store.list("supplier", query)
            backward.insert(page.ids, at: 0)
            query.boundary = page.hasMore ? page.ids.first : nil
        }
        #expect(backward == forward.dropLast())
    }

    @Test func `Rows that stay are seen once each while others come and go`() throws {
        let store = try TestStore(sampleRegistry())
        let kept = try (0..<200).map { try store.create("supplier", #"{"name":"n\#($0)"}"#).id }
        var stays = Set(kept)
        var random = SeededGenerator(state: 3)
        var query = ListQuery()
        query.limit = 9
        var seen: [Int64] = []
        var pages = 0
        repeat {
            let page = try store.list("supplier", query)
            seen += page.ids
            query.boundary = page.hasMore ? page.ids.last : nil
            // The boundary itself is deleted now and then.
            let gone = pages % 3 == 0 ? page.ids.last : kept.filter(stays.contains).randomElement(using: &random)
            if let gone, stays.remove(gone) != nil { try store.delete("supplier", gone) }
            try store.create("supplier", #"{"name":"new"}"#)
            pages += 1
        } while query.boundary != nil && pages < 100
        #expect(Set(seen).count == seen.count)
        #expect(stays.isSubset(of: seen))
    }

    @Test func `Siblings are listed by position, whole and in pages`() throws {
        let store = try TestStore(sampleRegistry())
        let box = try store.create(
            "box", #"{"label":"A","items":[\#(Array(repeating: "{}", count: 25).joined(separator: ","))]}"#)
        try store.create("box", #"{"label":"B","items":[{},{}]}"#)
        let ids = box.ids("items", count: 25)
        try store.update("item", ids[24], #"{"position":1}"#)
        let expected = [ids[24]] + ids.dropLast()
        let position = try #require(try store.resource("item").positionField)
        var query = ListQuery()
        query.parent = box.id
        query.order = .position(field: position)
        query.limit = 4
        var seen: [Int64] = []
        repeat {
            let page = try store.list("item", query)
            seen += page.ids
            query.boundary = page.hasMore ? page.ids.last : nil
        } while query.boundary != nil && seen.count < 100
        #expect(seen == expected)
        #expect(try store.count("item", query) == 25)
    }

    @Test func `A page's fingerprint changes with its records and with nothing else`() throws {
        let store = try TestStore(sampleRegistry())
        let ids = try (0..<3).map { try store.create("supplier", #"{"name":"n\#($0)"}"#).id }
        let resource = try store.resource("supplier")
        func fingerprint() throws -> UInt64 {
            var bytes: [UInt8] = []
            return try store.reader().list(resource, ListQuery(), into: &bytes).fingerprint
        }
        let first = try fingerprint()
        #expect(try fingerprint() == first)
        try store.update("supplier", ids[0], #"{"name":"n0"}"#)
        #expect(try fingerprint() == first)
        try store.update("supplier", ids[0], #"{"name":"other"}"#)
        let second = try fingerprint()
        try store.delete("supplier", ids[1])
        let third = try fingerprint()
        try store.create("supplier", #"{"name":"n"}"#)
        #expect(Set([first, second, third, try fingerprint()]).count == 4)
    }

    @Test func `A list shows the documents of its records, cut down where asked`() throws {
        let suite = try Self.made.get()
        var query = ListQuery()
        query.limit = 3
        let page = try suite.store.list("supplier", query)
        let documents = try page.ids.map { try suite.store.document("supplier", $0) ?? "" }
        #expect(page.json == "[\(documents.joined(separator: ","))]")
        var bytes: [UInt8] = []
        query.direction = .backward
        query.boundary = suite.rows[0].id
        _ = try suite.store.reader().list(suite.store.resource("supplier"), query, into: &bytes) { document, out in
            out.append(contentsOf: "\(document.count > 100)".utf8)
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "true,true,true")
    }
}

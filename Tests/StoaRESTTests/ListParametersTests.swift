import StoaCore
import StoaREST
import StoaRecords
import Testing

struct ListParametersTests {
    private let supplier: Resource
    private let store: StoreIdentity
    private let localTime: LocalTime

    init() throws {
        supplier = try #require(try referenceRegistry().resource(named: "supplier"))
        store = StoreIdentity(
            id: 7, name: "one", currency: try #require(Currency(code: "USD")))
        let zone = "Etc/GMT-1"
        localTime = LocalTime(
            LocalTime.Span(name: zone, rules: try #require(TimeZoneDatabase.shared.rules(of: zone))))
    }

    private func read(_ pairs: [FormPair], _ dialect: Dialect = .shopify) throws(Failure) -> ListParameters {
        try ListParameters(
            pairs, resource: supplier, store: store, localTime: localTime, dialect: dialect, cursors: cursors())
    }

    private func condition(_ name: String, _ value: String) throws -> [ListQuery.Condition] {
        try read([pair(name, value)]).query.conditions
    }

    private func field(_ name: String) throws -> Int { try #require(supplier.field(named: name)) }

    @Test func `Nothing asked is the first 50 of all, newest first`() throws {
        let query = try read([]).query
        #expect(query.limit == 50 && query.offset == 0 && query.conditions.isEmpty && query.ids == nil)
        #expect(query.boundary == nil && query.sinceID == nil)
        guard case .newestFirst = query.order else { return #expect(Bool(false), "another order") as Void }
    }

    private static let limits: [(String, Int?)] = [
        ("1", 1), ("250", 250), ("251", 250), ("99999999999999999999", 250), ("007", 7), ("0", nil), ("-1", nil),
        ("", nil), ("x", nil), ("1.5", nil), (" 1", nil), ("٣", nil),
    ]

    @Test(arguments: limits)
    func `A limit is clamped from above and refused from below`(text: String, expected: Int?) {
        let failure = refusal { () throws(Failure) in
            let limit = try read([pair("limit", text)]).query.limit
            #expect(limit == expected)
        }
        #expect((failure == nil) == (expected != nil))
        if let failure { #expect(failure.code == .badRequest && failure.issues.map(\.field) == ["limit"]) }
    }

    /// The ids are as long as they get, and the search is.
    @Test func `A list of the most ids and the longest search goes on in a target that is not too long`() throws {
        let ids = (0..<250).map { String((1 << 53) - $0) }.joined(separator: ",")
        let filters = [pair("ids", ids), pair("name", String(repeating: "é", count: 400))]
        #expect(try read(filters).filters == filters)
        let cursor = Cursor(boundary: 1 << 53, direction: .forward, filters: filters)
        let token = cursors().seal(cursor, resource: "supplier", store: 7)
        #expect(token.utf8.count < 8_192 - 800)
        #expect(try read([pair("page_info", token)]).filters == filters)
    }

    @Test func `Filters that no cursor could carry are refused at once`() throws {
        func filters(_ bytes: Int) -> [FormPair] { [pair("email", String(repeating: "a", count: bytes - 7))] }
        #expect(throws: Never.self) { try read(filters(CursorCodec.filterBytesMax)) }
        let failure = refusal { () throws(Failure) in try read(filters(CursorCodec.filterBytesMax + 1)) }
        #expect(failure?.code == .badRequest)
    }

    @Test func `Filters become conditions`() throws {
        #expect(try condition("name", "ÉCLAIR%") == [.contains(field: field("name"), "éclair%")])
        #expect(
            try condition("status", "active, paused") == [
                .oneOf(field: field("status"), [.text("active"), .text("paused")])
            ])
        #expect(try condition("email", "A@b") == [.equal(field: field("email"), .text("A@b"))])
        #expect(try condition("signed", "yes") == [.isSet(field: field("signed_at"), true)])
        #expect(try condition("signed", "no") == [.isSet(field: field("signed_at"), false)])
        #expect(try condition("signed", "any").isEmpty)
        #expect(try condition("least_order_max", "10.5") == [.atMost(field: field("least_order"), .integer(1_050))])
        #expect(
            try condition("created_at_min", "2024-01-01T01:00:00")
                == [.atLeast(field: field("created_at"), .integer(1_704_067_200_000_000))])
        #expect(
            try condition("updated_at_max", "2024-01-01T00:00:00 00:00")
                == [.atMost(field: field("updated_at"), .integer(1_704_067_200_000_000))])
        #expect(try condition("unknown", "x").isEmpty)
        #expect(try condition("state", "all").isEmpty)
        #expect(try condition("state", "halted") == [.equal(field: field("status"), .text("paused"))])
        #expect(
            try condition("state", "either") == [.oneOf(field: field("status"), [.text("active"), .text("paused")])])
    }

    private static let refused: [(String, String)] = [
        ("status", "sold"), ("status", "active,sold"), ("state", "active"), ("state", "open,halted"),
        ("signed", "maybe"), ("signed", "YES"),
        ("least_order_max", "10.505"),
        ("least_order_max", "x"), ("created_at_min", "yesterday"), ("ids", "1,x"), ("ids", "-1"), ("ids", "1.0"),
        ("ids", (1...251).map(String.init).joined(separator: ",")), ("since_id", "x"), ("since_id", "-1"),
        ("since_id", "99999999999999999999"), ("page", "0"), ("page", "-1"), ("page", "x"), ("page", ""),
        ("page", "99999999999"), ("page", "2002"), ("name", String(repeating: "x", count: 801)),
    ]

    @Test(arguments: refused)
    func `What cannot be understood is malformed, with the parameter named`(name: String, value: String) {
        let failure = refusal { () throws(Failure) in try read([pair(name, value)]) }
        #expect(failure?.code == .badRequest)
        #expect(failure?.issues.map(\.field) == [name])
    }

    @Test(arguments: [
        "name", "status", "state", "email", "signed", "least_order_max", "created_at_min", "ids", "since_id",
        "page_info",
    ])
    func `A parameter without a value restricts nothing`(name: String) throws {
        let query = try read([pair(name, "")]).query
        #expect(query.conditions.isEmpty && query.ids == nil && query.sinceID == nil && query.boundary == nil)
    }

    @Test func `Ids are gathered in every spelling of arrays`() throws {
        let query = try read([pair("ids", "3, 1"), pair("ids[]", "2"), pair("ids[7]", "1")]).query
        #expect(query.ids == [3, 1, 2, 1])
        #expect(try read([pair("ids", ",")]).query.ids == [])
    }

    @Test func `So are the values of a filter that takes several`() throws {
        let both = [
            ListQuery.Condition.oneOf(field: try field("status"), [.text("active"), .text("paused")])
        ]
        for name in ["status[]", "status[1]", "status"] {
            #expect(try read([pair("status[]", "active"), pair(name, "paused")]).query.conditions == both)
        }
        #expect(try read([pair("status[]", ""), pair("status[]", "")]).query.conditions.isEmpty)
        #expect(try read([pair("email", "a@b"), pair("email", "c@d")]).query.conditions.count == 2)
    }

    @Test func `A since_id reads upwards from it`() throws {
        let query = try read([pair("since_id", "12")]).query
        #expect(query.sinceID == 12)
        guard case .oldestFirst = query.order else { return #expect(Bool(false), "another order") as Void }
    }

    @Test func `A page is an offset, up to a depth beyond which a page is refused and not repeated`() throws {
        #expect(try read([pair("page", "3"), pair("limit", "20")]).query.offset == 40)
        #expect(try read([pair("page", "2001")]).query.offset == 100_000)
        #expect(refusal { () throws(Failure) in try read([pair("page", "2002")]) }?.code == .badRequest)
    }

    @Test func `Fields are gathered, blanks dropped`() throws {
        #expect(try read([pair("fields", "id, name"), pair("fields[]", "email")]).fields == ["id", "name", "email"])
        #expect(try read([]).fields == nil)
    }

    @Test(arguments: [("page_info", Dialect.shopify), ("cursor", .storeicu)])
    func `A cursor brings its filters and goes with limit and fields only`(name: String, dialect: Dialect) throws {
        let filters = [pair("status", "active"), pair("since_id", "5")]
        let token = cursors().seal(
            Cursor(boundary: 40, direction: .backward, filters: filters), resource: "supplier", store: 7)
        let parameters = try read([pair(name, token), pair("limit", "3"), pair("fields", "id")], dialect)
        #expect(parameters.query.boundary == 40 && parameters.query.limit == 3 && parameters.isContinued)
        #expect(parameters.query.conditions == [.oneOf(field: try field("status"), [.text("active")])])
        #expect(parameters.query.sinceID == 5 && parameters.filters == filters)
        guard case .backward = parameters.query.direction else { return #expect(Bool(false), "forwards") as Void }
        for other in [pair("status", "active"), pair("ids", "1"), pair("page", "2"), pair("since_id", "5")] {
            let failure = refusal { () throws(Failure) in try read([pair(name, token), other], dialect) }
            #expect(failure?.code == .badRequest && failure?.message.hasPrefix(name) == true)
        }
    }

    @Test func `A forged cursor is malformed`() {
        let failure = refusal { () throws(Failure) in try read([pair("page_info", "x")]) }
        #expect(failure?.code == .badRequest)
        #expect(failure?.issues == [Failure.Issue(field: "page_info", message: "Invalid value.")])
    }
}

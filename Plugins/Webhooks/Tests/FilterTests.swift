import StoaKit
import Testing
import Webhooks

private let payload = JSON(
    """
    {"id": 7000000001, "title": "Blue Mug", "status": "shipped", "total": "18.50", "count": 3, "gift": true,
    "note": null, "tags": "kitchen, sale", "sku": "007",
    "lines": [{"price": "5.00", "kind": "mug"}, {"price": "12.00", "kind": "cup"}], "ship": {"city": "Köln"},
    "odd": "say \\"hi\\" (now)"}
    """)

@Suite struct FilterTests {
    @Test(arguments: [
        ("status:shipped", true), ("status:Shipped", true), ("status:ship", false), ("status:ship*", true),
        ("title:*mug", true), ("title:*ue*", true), ("title:blue*", true), ("title:*mu", false),
        ("title:\"blue mug\"", true), ("title:'blue'", false), ("total:18.5", true), ("total:18.50", true),
        ("total:\"18.5\"", false), ("sku:7", true), ("sku:\"7\"", false), ("count:3", true), ("count:>2", true),
        ("count:>3", false), ("count:>=3", true), ("count:<3", false), ("count:<=3", true), ("gift:true", true),
        ("gift:false", false), ("note:*", false), ("note:null", false), ("absent:*", false), ("id:*", true),
        ("id:7000000001", true), ("lines.price:>10", true), ("lines.price:>12", false), ("lines.kind:cup", true),
        ("lines.kind.deeper:x", false), ("ship.city:köln", true), ("ship:*", true), ("tags:*sale*", true),
        ("total:>9", true), ("title:>Alpha", true), ("odd:\"say \\\"hi\\\" (now)\"", true),
    ])
    func `a term looks at one place`(filter: String, isTrue: Bool) throws {
        let parsed = try #require(EventFilter.parse(filter).filter)
        #expect(parsed.accepts(payload) == isTrue)
    }

    @Test(arguments: [
        ("status:shipped AND count:3", true), ("status:shipped AND count:4", false),
        ("status:shipped count:3", true), ("status:shipped count:4", false),
        ("status:new OR count:3", true), ("status:new OR count:4", false),
        ("NOT status:new", true), ("-status:shipped", false), ("NOT absent:*", true), ("NOT NOT count:3", true),
        // AND binds more tightly than OR.
        ("count:4 AND count:4 OR count:3", true), ("count:3 OR count:4 AND count:4", true),
        ("(count:3 OR count:4) AND count:4", false), ("  ( status:shipped )  ", true),
        ("NOT (status:new OR count:4)", true), ("ORDER:x OR count:3", true), ("ANDY:x", false),
    ])
    func `terms are joined`(filter: String, isTrue: Bool) throws {
        let parsed = try #require(EventFilter.parse(filter).filter)
        #expect(parsed.accepts(payload) == isTrue)
    }

    @Test(arguments: [
        ("", "ends too early"), ("status", "ends too early"), ("status:", "ends too early"),
        (":x", "is not understood from ':x'"), ("a..b:x", "is not understood from 'a..b:x'"),
        ("status:shipped AND", "ends too early"), ("OR a:b", "is not understood from ' a:b'"),
        ("(a:b", "has an open parenthesis"), ("a:b)", "is not understood from ')'"),
        ("a:\"b", "has an open quotation mark"), ("a:b &", "is not understood from '&'"),
        ("((((((((a:b))))))))", "is nested too deeply"),
        (Array(repeating: "a:b", count: 33).joined(separator: " "), "has more than 32 terms"),
    ])
    func `what is no filter is refused with its place`(filter: String, problem: String) {
        #expect(EventFilter.parse(filter).problem == problem)
        #expect(EventFilter.parse(filter).filter == nil)
    }

    @Test func `no text brings the parser down`() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "a", ":", "(", ")", "\"", "'", "\\", " ", "AND", "OR", "NOT", "-", "*", ">", "=", ".", "é", "\u{0}",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in pieces.randomElement() ?? "" }.joined()
            let (filter, problem) = EventFilter.parse(text)
            #expect((filter == nil) == (problem != nil))
            _ = filter?.accepts(payload)
        }
    }
}

@Suite struct SelectionTests {
    private static let payload = JSON(
        """
        {"id":7,"title":"a","variants":[{"id":1,"price":"2"},{"id":2,"price":"3"}],"ship":{"city":"x","zip":"y"},\
        "metafields":[{"namespace":"a","key":"k"},{"namespace":"b"}]}
        """)

    @Test(arguments: [
        (Selection(), payload.text),
        (Selection(fields: ["title"]), #"{"id":7,"title":"a"}"#),
        (Selection(fields: ["absent"]), #"{"id":7}"#),
        (Selection(fields: ["id", "id"]), #"{"id":7}"#),
        (Selection(fields: ["variants.price"]), #"{"id":7,"variants":[{"price":"2"},{"price":"3"}]}"#),
        (Selection(fields: ["ship.city", "ship.zip"]), #"{"id":7,"ship":{"city":"x","zip":"y"}}"#),
        (Selection(fields: ["ship", "ship.city"]), #"{"id":7,"ship":{"city":"x","zip":"y"}}"#),
        (Selection(fields: ["title.deeper"]), #"{"id":7,"title":"a"}"#),
        (
            Selection(fields: ["metafields"], metafieldNamespaces: ["b"]),
            #"{"id":7,"metafields":[{"namespace":"b"}]}"#
        ),
    ])
    func `a payload is cut to what is wanted`(selection: Selection, result: String) {
        #expect(selection.applied(to: Self.payload).text == result)
    }

    @Test func `what is no object stays`() {
        #expect(Selection(fields: ["a"], metafieldNamespaces: ["b"]).applied(to: JSON("3")).text == "3")
    }
}

import ProductCollections
import StoaKit
import Testing

private let noon = Timestamp(microseconds: 1_704_110_400_000_000)

private func prepared(
    _ change: Change<ProductCollection> = Change(now: noon), _ fill: (inout ProductCollection) -> Void
) throws(Failures) -> ProductCollection {
    var collection = change.before ?? ProductCollection()
    fill(&collection)
    try prepareCollection(&collection, change)
    return collection
}

private func image(_ text: String, before: JSON? = nil) throws(Failures) -> JSON? {
    var old = ProductCollection()
    old.image = before
    return try prepared(before == nil ? Change(now: noon) : Change(before: old, now: noon)) { $0.image = JSON(text) }
        .image
}

@Suite struct PrepareCollectionTests {
    @Test func `a collection is published when it is made, unless the client says otherwise`() throws {
        #expect(try prepared { _ in }.publishedAt == noon)
        #expect(try prepared { $0.published = false }.publishedAt == nil)
        #expect(try prepared(Change(now: noon, sent: ["published_at"])) { _ in }.publishedAt == nil)
        let hidden = ProductCollection()
        #expect(try prepared(Change(before: hidden, now: noon)) { _ in }.publishedAt == nil)
        #expect(try prepared(Change(before: hidden, now: noon)) { $0.published = true }.publishedAt == noon)
    }

    @Test func `a custom collection has no rules`() throws {
        let collection = try prepared {
            $0.rules = JSON([Rule(.tag, .equals, "a")])
            $0.isDisjunctive = true
        }
        #expect(collection.rules == nil && !collection.isDisjunctive)
    }

    @Test func `a smart collection has at least one rule, and keeps those that it has`() throws {
        #expect {
            try prepared { $0.type = .smart }
        } throws: {
            ($0 as? Failures)?.issues == [Failure(.invalid, "rules", "can't be blank")]
        }
        let rules = JSON([Rule(.tag, .equals, "a")])
        let smart = try prepared {
            $0.type = .smart
            $0.rules = rules
        }
        #expect(try prepared(Change(before: smart)) { $0.isDisjunctive = true }.rules == rules)
        #expect(throws: Failures.self) { try prepared(Change(before: smart)) { $0.rules = nil } }
    }

    static let stored =
        #"{"created_at":"2024-01-01T12:00:00+00:00","alt":null,"width":null,"height":null,"src":"https://a.example/b.png"}"#

    @Test func `a picture has one form`() throws {
        #expect(try image(#"{"src":"https://a.example/b.png"}"#)?.text == Self.stored)
        #expect(try image(#""https://a.example/b.png""#)?.text == Self.stored)
        #expect(try image(#"{"attachment":"/9j/4A=="}"#)?["src"]?.string == "data:image/jpeg;base64,/9j/4A==")
        #expect(try image("{}", before: JSON(Self.stored)) == nil)
        #expect(try image(#""""#, before: JSON(Self.stored)) == nil)
    }

    @Test func `what is said of a picture alone changes no source`() throws {
        let changed = try image(#"{"alt":"A","width":5,"height":0}"#, before: JSON(Self.stored))
        #expect(changed?["src"]?.string == "https://a.example/b.png" && changed?["alt"]?.string == "A")
        #expect(changed?["width"]?.integer == 5 && changed?["height"]?.isNull == true)
        let other = try image(#"{"src":"https://a.example/c.png"}"#, before: changed)
        #expect(other?["alt"]?.isNull == true && other?["width"]?.isNull == true)
    }

    @Test(arguments: [
        ("5", "image", "must be an object"), (#"{"alt":"A"}"#, "image.src", "can't be blank"),
        (#"{"src":"javascript:alert(1)"}"#, "image.src", "is not a valid URL"),
        (#"{"src":"https:///x"}"#, "image.src", "is not a valid URL"),
        (#"{"src":"data:text/html,x"}"#, "image.src", "is not a valid URL"),
        (
            "{\"src\":\"https://a.example/b\",\"alt\":\"\(String(repeating: "x", count: 513))\"}", "image.alt",
            "is too long (maximum is 512 characters)"
        ),
    ])
    func `what is no picture is refused`(text: String, field: String, message: String) {
        #expect {
            try image(text)
        } throws: {
            ($0 as? Failures)?.issues == [Failure(.invalid, field, message)]
        }
    }
}

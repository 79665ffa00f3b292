import Content
import StoaKit
import Testing

@Suite struct PublishingTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let earlier = Timestamp(microseconds: 1)
    private static let later = now.adding(seconds: 1)

    struct Case: Sendable {
        var published: Bool?
        var stored: Timestamp?
        var wanted: Timestamp?
        var isNew = true
        var sent: Set<String> = []
        var result: Timestamp?
        var isPublic = true
    }

    @Test(arguments: [
        Case(result: now),
        Case(published: true, result: now),
        Case(published: false, isPublic: false),
        Case(published: false, stored: later, isPublic: false),
        Case(stored: earlier, sent: ["published_at"], result: earlier),
        Case(sent: ["published_at"], isPublic: false),
        Case(stored: now, sent: ["published_at"], result: now),
        Case(stored: later, sent: ["published_at"], result: later, isPublic: false),
        Case(published: true, stored: later, result: later, isPublic: false),
        Case(stored: earlier, wanted: later, sent: ["publish_at"], result: later, isPublic: false),
        Case(isNew: false, isPublic: false),
        Case(published: true, isNew: false, result: now),
        Case(published: true, stored: earlier, isNew: false, result: earlier),
        Case(published: false, stored: earlier, isNew: false, isPublic: false),
        Case(stored: later, isNew: false, result: later, isPublic: false),
    ])
    func `a page has a time from what was said, and is public once it has come`(example: Case) {
        var page = Page()
        (page.published, page.publishedAt, page.publishAt) = (example.published, example.stored, example.wanted)
        publish(&page, Change(before: example.isNew ? nil : Page(), now: Self.now, sent: example.sent))
        #expect(page.publishedAt == example.result)
        #expect(page.publicSince == (example.isPublic ? example.result : nil))
        #expect(page.appearsAt == (example.isPublic ? nil : example.result))
    }

    @Test func `a page that has waited is public at the first write after its time`() {
        var page = Page()
        page.publishedAt = Self.now
        publish(&page, Change(before: page, now: Timestamp(microseconds: Self.now.microseconds - 1)))
        #expect(page.appearsAt == Self.now)
        publish(&page, Change(before: page, now: Self.now))
        #expect(page.publicSince == Self.now)
    }
}

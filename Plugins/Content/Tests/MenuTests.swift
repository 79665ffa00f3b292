import Content
import StoaKit
import Testing

@Suite struct MenuTests {
    private func arranged(_ items: String) throws(Failures) -> String {
        var menu = Menu()
        menu.items = JSON(items)
        try arrangeItems(&menu, Change())
        return menu.items.text
    }

    private func issues(_ items: String) -> [Failure] {
        do {
            _ = try arranged(items)
            return []
        } catch {
            return error.issues
        }
    }

    @Test(arguments: [
        ("[]", "[]"),
        (
            #"[{"title":"T","url":"/"}]"#,
            #"[{"title":"T","type":"http","url":"/","resource_id":null,"items":[]}]"#
        ),
        (
            #"[{"junk":[{}],"type":"PAGE","title":"T","url":"","resource_id":7,"items":null}]"#,
            #"[{"title":"T","type":"page","url":null,"resource_id":7,"items":[]}]"#
        ),
    ])
    func `links have one form`(given: String, kept: String) throws {
        #expect(try arranged(given) == kept)
        #expect(try arranged(kept) == kept)
    }

    @Test func `everything that is wrong is told at once, by its place`() {
        let found = issues(
            #"[{"url":"/"},{"title":"T","items":[{"title":"T","type":"blog"},{"title":"T","type":"x"}]}]"#)
        #expect(
            found == [
                Failure(.invalid, "items[0].title", "can't be blank"),
                Failure(.invalid, "items[1].items[0].resource_id", "can't be blank"),
                Failure(.invalid, "items[1].items[1].type", "is not included in the list"),
                Failure(.invalid, "items[1].url", "can't be blank"),
            ])
    }

    @Test(arguments: [
        "/", "/pages/imprint?a=b#c", "https://example.com", "http://example.com/a", "mailto:a@example.com",
        "tel:+4930123", "#top",
    ])
    func `these addresses are followed`(url: String) {
        #expect(issues(#"[{"title":"T","url":"\#(url)"}]"#).isEmpty)
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//evil.example", "/a b", "pages/imprint",
        "https://", "https://?x", "https://:80", "https://@x", #"/\\evil.example"#, #"/a\nb"#,
    ])
    func `these addresses are not`(url: String) {
        #expect(
            issues(#"[{"title":"T","url":"\#(url)"}]"#) == [Failure(.invalid, "items[0].url", "is not a valid URL")])
    }

    @Test func `what has not changed is not looked at`() throws {
        var menu = Menu()
        menu.items = JSON("[{}]")
        try arrangeItems(&menu, Change(before: menu))
        #expect(menu.items.text == "[{}]")
    }
}

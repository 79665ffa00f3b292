import Shop
import StoaKit
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("example.com", true), ("a-b.example.com", true), ("localhost", true), ("10.0.0.1", true), ("", false),
        (".", false),
        ("a..b", false), ("-a.com", false), ("a-.com", false), ("a b", false), ("é.com", false),
        (String(repeating: "a", count: 64), false), (String(repeating: "a", count: 63), true),
    ])
    func `host names are told from other texts`(text: String, isOne: Bool) {
        #expect(isHostName(text) == isOne)
    }

    @Test(arguments: [
        ("a@example.com", true), ("a.b+c@localhost", true), ("é@example.com", true), ("a", false),
        ("@example.com", false),
        ("a@", false), ("a@b@c", false), ("a b@example.com", false), ("a@exa mple.com", false),
    ])
    func `e-mail addresses are told from other texts`(text: String, isOne: Bool) {
        #expect(isEmail(text) == isOne)
    }

    @Test(arguments: [
        ("en", true), ("pt-BR", true), ("zh-Hant-TW", true), ("zh-Hans", true), ("es-419", true), ("gsw", true),
        ("", false),
        ("e", false), ("EN", false), ("en-us", false), ("en_US", false), ("en-", false), ("en-US-x", false),
        ("zh-hant", false), ("english", false),
    ])
    func `tags of languages are told from other texts`(text: String, isOne: Bool) {
        #expect(isLanguageTag(text) == isOne)
    }

    @Test func `bytes are written with two digits each`() {
        #expect(([0, 15, 16, 255] as [UInt8]).hexadecimal == "000f10ff")
    }

    @Test(arguments: [
        ("https://example.com/a.js", true), ("HTTPS://example.com:8443/a.js?v=1#x", true),
        ("https://example.com", true),
        ("http://example.com/a.js", false), ("//example.com/a.js", false), ("https://", false),
        ("https:///a.js", false),
        ("https://example.com:/a.js", false), ("https://example.com:65536/", false), ("https://a@example.com/", false),
        ("https://example.com/a b", false), ("javascript:alert(1)", false), ("data:text/javascript,x", false),
    ])
    func `a script comes from an https URL`(src: String, isOne: Bool) {
        var tag = ScriptTag()
        tag.src = src
        let isTaken: Bool
        do {
            try prepareScriptTag(&tag, Change())
            isTaken = true
        } catch {
            isTaken = false
        }
        #expect(isTaken == isOne)
    }
}

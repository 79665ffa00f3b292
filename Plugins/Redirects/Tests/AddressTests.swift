import Redirects
import StoaKit
import Testing

@Suite struct AddressTests {
    @Test(
        arguments: [
            ("/old", "/old"), ("old", "/old"), ("//old//", "/old"), (" /Old ", "/Old"), ("/a/b", "/a/b"), ("/", "/"),
            ("https://shop.example/old/", "/old"), ("HTTPS://shop.example/a/b", "/a/b"), ("http://shop.example", "/"),
            ("https://shop.example:8080/a:b", "/a:b"), ("/a:b", "/a:b"), ("a:b", nil), ("/a/b:c", "/a/b:c"), ("", nil),
            (" ", nil),
            ("/a?b", nil), ("https://shop.example/a?b", nil), ("/a#b", nil), ("/a b", nil), ("/a\\b", nil),
            ("/a\n", "/a"),
            ("/a\nb", nil), ("/a\u{7F}", nil), ("javascript:x", nil), ("ftp://a/b", nil), ("https://", nil),
            ("https:///a", nil),
        ] as [(String, String?)])
    func `paths have one form`(given: String, kept: String?) {
        #expect(Address.path(given) == kept)
    }

    @Test(
        arguments: [
            ("/new", "/new"), ("/new/", "/new/"), (" /a?b#c ", "/a?b#c"),
            ("https://example.com", "https://example.com"),
            ("HTTP://example.com/a?b", "HTTP://example.com/a?b"), ("new", nil), ("//evil.example", nil), ("", nil),
            ("/\\evil.example", nil), ("javascript:x", nil), ("data:text/html,x", nil), ("https://", nil),
            ("https://?a", nil),
            ("https://@evil.example", nil), ("/a\r\nb", nil), ("mailto:a@b.example", nil),
        ] as [(String, String?)])
    func `targets are paths and web addresses`(given: String, kept: String?) {
        #expect(Address.target(given) == kept)
    }

    @Test(
        arguments: [
            ("/A/", "/a"), ("/a?B#C", "/a"), ("/", "/"), ("/?a", "/"), ("/ÄÖ", "/äö"), ("/ΣΑΣ", "/σασ"),
            ("/straße", "/straße"),
            ("https://example.com/a", nil),
        ] as [(String, String?)])
    func `paths are compared without case, query and fragment`(target: String, key: String?) {
        #expect(Address.key(target) == key)
    }
}

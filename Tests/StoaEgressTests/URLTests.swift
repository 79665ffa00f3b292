import StoaEgress
import Testing

struct URLTests {
    @Test(arguments: [
        ("https://a", "a", 443, "/", "a"), ("https://a/", "a", 443, "/", "a"),
        ("HTTPS://A.Example/B", "a.example", 443, "/B", "a.example"),
        ("https://a:443/", "a", 443, "/", "a"), ("https://a:8443/x?y=z", "a", 8443, "/x?y=z", "a:8443"),
        ("https://a?q", "a", 443, "/?q", "a"), ("https://a/?q?r/", "a", 443, "/?q?r/", "a"),
        ("https://a:80/", "a", 80, "/", "a:80"), ("https://a_b-c.d/", "a_b-c.d", 443, "/", "a_b-c.d"),
        ("https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example", 443, "/", "xn--mnchen-3ya.example"),
        ("https://a/%2e%2e/%00?%0d%0a", "a", 443, "/%2e%2e/%00?%0d%0a", "a"),
        ("https://a/@b:c", "a", 443, "/@b:c", "a"),
        ("https://a?x@b", "a", 443, "/?x@b", "a"), ("https://a//b", "a", 443, "//b", "a"),
        ("https://127.0.0.1/", "127.0.0.1", 443, "/", "127.0.0.1"),
        ("https://2130706433/", "2130706433", 443, "/", "2130706433"),
        ("https://0x7F000001/", "0x7f000001", 443, "/", "0x7f000001"), ("https://[::1]/", "::1", 443, "/", "[::1]"),
        ("https://[0:0::FFFF:7f00:1]:444/", "::ffff:127.0.0.1", 444, "/", "[::ffff:127.0.0.1]:444"),
    ])
    func `a URL has one reading`(text: String, host: String, port: Int, target: String, authority: String) throws {
        let url = try EgressURL(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(url.authority == authority)
    }

    /// What browsers make of each (WHATWG URL) is in the comments: every repair of theirs is a refusal of ours.
    @Test(arguments: [
        ("http://a/", URLProblem.notHTTPS), ("ftp://a/", .scheme), ("gopher://a/", .scheme),
        ("file:///etc/passwd", .scheme),
        ("//a/", .scheme), ("a", .scheme), ("", .scheme), (":", .scheme), ("javascript:alert(1)", .scheme),
        // Read as https://a/ by browsers.
        ("https:a", .scheme), ("https:/a", .scheme), ("https:///a", .host), ("https:////a", .host),
        (" https://a", .character), ("https://a ", .character), ("ht\ntps://a", .character),
        ("https://a\t.b/", .character),
        ("https://a/\r\nX: y", .character), ("https:\\\\a", .character), ("https://a\\@b/", .character),
        ("https://a\0b/", .character), ("https://a/\u{7f}", .character), ("https://a/<b>", .character),
        // The host is b for browsers; for others it has been a.
        ("https://a@b", .userInfo), ("https://a:p@b", .userInfo), ("https://@b", .userInfo),
        ("https://a:443@b/", .userInfo),
        ("https://127.0.0.1:443@b/", .userInfo), ("https://b:80:443@a/", .userInfo),
        ("https://a#@b", .fragment), ("https://a/#b", .fragment), ("https://a/x#", .fragment),
        // Percent-decoded, or mapped by IDNA, into other hosts by browsers.
        ("https://%31%32%37.1/", .host), ("https://a%2eb/", .host), ("https://ａ.example/", .notASCII),
        ("https://127。0。0。1/", .notASCII),
        ("https://münchen.example/", .notASCII), ("https://①/", .notASCII), ("https://a/ü", .notASCII),
        ("https://a\u{ad}b/", .notASCII),
        // A second spelling of the same name.
        ("https://a./", .host), ("https://./", .host), ("https://a..b/", .host), ("https://.a/", .host),
        ("https://", .host), ("https://?q", .host), ("https://-a/", .host), ("https://a-/", .host),
        ("https://a!b/", .host),
        ("https://a,b/", .host), ("https://a=b/", .host), ("https://a*b/", .host),
        ("https://[::1", .host), ("https://::1/", .host), ("https://[127.0.0.1]/", .host),
        ("https://[::1%25lo]/", .host),
        ("https://[fe80::1%lo]/", .host), ("https://[]/", .host), ("https://[::1]a/", .port), ("https://[::g]/", .host),
        ("https://a:/", .port), ("https://a:65536/", .port), ("https://a:99999999999999999999/", .port),
        ("https://a:-1/", .port),
        ("https://a:0443/", .port), ("https://a:00/", .port), ("https://a:4 43/", .character),
        ("https://a:443:443/", .port), ("https://a:x/", .port),
        ("https://a:+443/", .port), ("https://a:0/", .portNotAllowed), ("https://a:22/", .portNotAllowed),
        ("https://a:25/", .portNotAllowed),
        ("https://a:6379/", .portNotAllowed), ("https://a:6667/", .portNotAllowed),
        ("https://a:11211/", .portNotAllowed),
        ("https://a:10080/", .portNotAllowed),
    ])
    func `what readers disagree about is refused`(text: String, problem: URLProblem) {
        #expect(throws: problem) { try EgressURL(text) }
    }

    @Test func `development allows http on its own port and on others`() throws {
        #expect(try EgressURL("http://a/", allowsHTTP: true).port == 80)
        #expect(try EgressURL("http://a:8080/", allowsHTTP: true).authority == "a:8080")
        #expect(throws: URLProblem.portNotAllowed) { try EgressURL("http://a:22/", allowsHTTP: true) }
    }

    @Test func `names and URLs have a greatest length`() throws {
        let label = String(repeating: "a", count: 63)
        _ = try EgressURL("https://\(label)/")
        #expect(throws: URLProblem.host) { try EgressURL("https://\(label)a/") }
        let name = [label, label, label, String(label.dropLast(2))].joined(separator: ".")
        #expect(try EgressURL("https://\(name)/").host.utf8.count == 253)
        #expect(throws: URLProblem.host) { try EgressURL("https://\(name)a/") }
        let path = String(repeating: "a", count: EgressURL.bytesMax - 10)
        _ = try EgressURL("https://a/" + path)
        #expect(throws: URLProblem.tooLong) { try EgressURL("https://a/a" + path) }
    }

    @Test(arguments: URLProblem.allCases)
    func `every problem has a text that continues a sentence`(problem: URLProblem) {
        #expect("\(problem)".hasPrefix("must "))
    }
}

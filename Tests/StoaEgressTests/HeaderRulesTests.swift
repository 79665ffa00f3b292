import StoaEgress
import Testing

struct HeaderRulesTests {
    @Test(arguments: [
        ("X-Topic", "things/create"), ("Authorization", "Bearer a.b-c_d=="), ("x", ""), ("X-A", "a b\tc"),
        ("X-A", "\"quoted\"; q=0.5, <x>"), ("!#$%&'*+-.^_`|~09", "~"), ("Cookie", "a=b"),
        ("Content-Type", "application/json"),
        ("X-Host", "a"), ("Teapot", "a"),
    ])
    func `a token with a printable value can be sent`(name: String, value: String) {
        #expect(HeaderRules.problem(in: [EgressHeader(name, value)]) == nil)
    }

    @Test(arguments: [
        "", " ", "a b", " a", "a ", "a:", ":a", "a\r\nb", "a\0", "a\tb", "(a)", "a,b", "a/b", "a=b", "a@b", "[a]",
        "{a}", "\"a\"",
        "ä", "Ｈost", "a\u{7f}", "a\u{200b}",
    ])
    func `a name that is no token is refused`(name: String) {
        #expect(HeaderRules.problem(in: [EgressHeader(name, "a")]) == .name)
    }

    @Test(arguments: [
        "a\r\nHost: b", "a\nb", "a\rb", "\r\n", "a\0", "\u{1}", "a\u{7f}", " a", "a ", "\ta", "a\t", " ", "ä",
        "a\u{85}b", "a\u{2028}b", "a\u{b}",
    ])
    func `a value that could end its line or be read in two ways is refused`(value: String) {
        #expect(HeaderRules.problem(in: [EgressHeader("X-A", value)]) == .value("x-a"))
    }

    @Test(arguments: [
        "Host", "host", "HOST", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE",
        "Trailer",
        "Expect", "HTTP2-Settings", "Proxy-Authorization", "Proxy-Connection", "proxy-anything",
    ])
    func `a name that frames or routes the message is refused`(name: String) {
        #expect(
            HeaderRules.problem(in: [EgressHeader("X-A", "b"), EgressHeader(name, "a")])
                == .notAllowed(name.lowercased()))
    }

    @Test func `a reserved name is refused in any case, and a name that occurs twice`() {
        let reserved: Set = ["x-signature"]
        #expect(
            HeaderRules.problem(in: [EgressHeader("X-Signature", "a")], reserved: reserved)
                == .notAllowed("x-signature"))
        #expect(HeaderRules.problem(in: [EgressHeader("X-Signature", "a")]) == nil)
        #expect(HeaderRules.problem(in: [EgressHeader("X-A", "1"), EgressHeader("x-a", "2")]) == .twice("x-a"))
    }

    @Test func `number and sizes have limits`() {
        let many = (0..<64).map { EgressHeader("X-\($0)", "a") }
        #expect(HeaderRules.problem(in: many) == nil)
        #expect(HeaderRules.problem(in: many + [EgressHeader("X-64", "a")]) == .tooMany)
        let value = String(repeating: "a", count: HeaderRules.valueBytesMax)
        #expect(HeaderRules.problem(in: [EgressHeader("X-A", value)]) == nil)
        #expect(HeaderRules.problem(in: [EgressHeader("X-A", value + "a")]) == .value("x-a"))
        #expect(HeaderRules.problem(in: [EgressHeader("X-A", value), EgressHeader("X-B", value)]) == .tooLarge)
        let name = String(repeating: "a", count: HeaderRules.nameBytesMax)
        #expect(HeaderRules.problem(in: [EgressHeader(name, "a")]) == nil)
        #expect(HeaderRules.problem(in: [EgressHeader(name + "a", "a")]) == .name)
    }
}

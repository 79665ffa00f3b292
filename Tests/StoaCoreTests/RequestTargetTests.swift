import StoaCore
import Testing

struct RequestTargetTests {
    @Test(arguments: [
        ("/", [], ""), ("/things", ["things"], ""), ("/things/", ["things"], ""),
        ("/a/b/c.json?x=1", ["a", "b", "c.json"], "x=1"),
        ("/a?b?c", ["a"], "b?c"), ("/a?", ["a"], ""), ("/a%20b/c", ["a b", "c"], ""), ("/caf%C3%A9", ["café"], ""),
        ("/café", ["café"], ""), ("/a+b", ["a+b"], ""), ("/%2541", ["%41"], ""), ("/a;b", ["a;b"], ""),
        ("/...", ["..."], ""),
        ("/a%23b", ["a#b"], ""), ("/a?../..//", ["a"], "../..//"),
        ("/\u{301}a/\u{301}b?\u{301}c", ["\u{301}a", "\u{301}b"], "\u{301}c"),
    ])
    func `a target is split into decoded segments and a query`(target: String, segments: [String], query: String) throws
    {
        let target = try RequestTarget(target)
        #expect(target.segments.map(String.init) == segments)
        #expect(target.query == query)
        var walked: [String] = []
        target.forEachSegment { bytes in
            walked.append(String(decoding: bytes, as: UTF8.self))
            return true
        }
        #expect(walked == segments)
    }

    @Test(arguments: ["/a/b/c", "/a/%62/c"])
    func `a walk over the segments ends when it is told to`(target: String) throws {
        var count = 0
        try RequestTarget(target).forEachSegment { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }

    @Test(arguments: [
        "", "*", "things", "http://host/things", "?a=1", "//", "//things", "/a//b", "/a//", "/..", "/a/../b", "/a/..",
        "/./a",
        "/%2e%2e/a", "/.%2E", "/%2e", "/a%2Fb", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00", "/a%0d%0a", "/a%7F", "/a%",
        "/a%2",
        "/a%zz", "/a%+1", "/%C0%AF", "/%ED%A0%80", "/%FF", "/%E2%82", "/a b", "/a\tb", "/a\u{0}b", "/a#b", "/a?b#c",
        "/a?b c",
    ])
    func `a target that could be read in two ways is refused`(target: String) {
        #expect(throws: Failure.self) { try RequestTarget(target) }
    }

    @Test func `the 33rd segment is refused`() throws {
        _ = try RequestTarget(String(repeating: "/a", count: 32))
        #expect(throws: Failure.badRequest("The path is too deep.")) {
            try RequestTarget(String(repeating: "/a", count: 33))
        }
    }
}

struct FormPairTests {
    private func pairs(_ query: String) throws -> [FormPair] {
        try RequestTarget("/?" + query).queryPairs()
    }

    @Test(arguments: [
        ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=v", [("", "v")]), ("a=b=c", [("a", "b=c")]), ("&&a=1&&", [("a", "1")]), ("a+b=c+d", [("a b", "c d")]),
        ("a%2Bb=%26%3D", [("a+b", "&=")]), ("q=caf%C3%A9+%F0%9F%8E%89", [("q", "café 🎉")]), ("a=%2525", [("a", "%25")]),
        ("ids[]=1&ids%5B%5D=2", [("ids[]", "1"), ("ids[]", "2")]), ("", []), ("a=/../", [("a", "/../")]),
        ("a=\u{301}&\u{301}=b", [("a", "\u{301}"), ("\u{301}", "b")]),
    ])
    func `pairs are decoded in the sequence they were written`(query: String, expected: [(String, String)]) throws {
        #expect(try pairs(query) == expected.map { FormPair(name: $0.0, value: $0.1) })
    }

    @Test(arguments: [
        "a=%", "a=%1", "a=%zz", "%=1", "a=%00", "a=%C0%AF", "a=%ED%A0%80", "a=%F5%80%80%80", "a=%E2%82", "a=%80",
    ])
    func `broken escapes, NUL and what is not UTF-8 are refused`(query: String) {
        #expect(throws: Failure.badRequest("A parameter is not valid percent-encoded UTF-8.")) { try pairs(query) }
    }

    @Test func `the 201st pair is refused`() throws {
        let many = (0..<200).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try pairs(many).count == 200)
        #expect(throws: Failure.badRequest("There are more than 200 parameters.")) { try pairs(many + "&b") }
    }
}

struct PercentCodingTests {
    @Test func `only unreserved characters are left as they are`() {
        #expect(text { PercentCoding.append("aZ09-._~ /?&=+%é", to: &$0) } == "aZ09-._~%20%2F%3F%26%3D%2B%25%C3%A9")
    }

    @Test(arguments: [PercentCoding.Place.path, .query])
    func `what is encoded decodes to itself in every place`(place: PercentCoding.Place) {
        var random = SeededGenerator(state: 4)
        for _ in 0..<2000 {
            let scalars = (0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 1...0x2_FFFF, using: &random)) }
            let original = String(String.UnicodeScalarView(scalars))
            let encoded = text { PercentCoding.append(original, to: &$0) }
            #expect(PercentCoding.decode(encoded[...], in: place) == original)
        }
    }

    @Test func `a NUL is refused whether it is encoded or not`() {
        #expect(PercentCoding.decode("a\0b", in: .path) == nil)
        #expect(PercentCoding.decode("a%00b", in: .query) == nil)
    }
}

struct BoundedIntTests {
    @Test(arguments: [("1", 1), ("250", 250), ("0050", 50), ("00000000000000000000000000000007", 7)])
    func `digits are a number`(text: String, number: Int) {
        #expect(BoundedInt.parse(text, in: 1...250) == number)
        #expect(BoundedInt.clamp(text, to: 1...250) == number)
    }

    @Test(arguments: [
        ("0", 1), ("251", 250), ("2147483648", 250), ("9007199254740992", 250), ("9223372036854775807", 250),
        ("9223372036854775808", 250), ("99999999999999999999999999999999", 250),
    ])
    func `a number outside the range is refused or clamped`(text: String, clamped: Int) {
        #expect(BoundedInt.parse(text, in: 1...250) == nil)
        #expect(BoundedInt.clamp(text, to: 1...250) == clamped)
    }

    @Test(arguments: [
        "", "-1", "-0", "+5", " 5", "5 ", "1e3", "5.0", "0x10", "５", "٣", "NaN", "inf", "-9223372036854775808", "1_000",
        "1,000",
        "5\0", "\u{2212}5", "abc", "²",
    ])
    func `what is not made of digits is refused in both`(text: String) {
        #expect(BoundedInt.parse(text, in: 0...Int.max) == nil)
        #expect(BoundedInt.clamp(text, to: 0...Int.max) == nil)
    }

    @Test func `the largest integer is a number and the next one is not`() {
        #expect(BoundedInt.parse("9223372036854775807", in: 0...Int.max) == .max)
        #expect(BoundedInt.parse("9223372036854775808", in: 0...Int.max) == nil)
    }
}

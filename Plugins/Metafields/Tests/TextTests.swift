import Metafields
import Testing

@Suite struct DecimalTests {
    @Test(arguments: [
        ("5", "5"), ("005.500", "5.5"), ("-0.50", "-0.5"), ("-0.0", "0"), ("0", "0"), ("12.", nil), (".5", nil),
        ("", nil), ("-", nil), ("1e3", nil), ("+1", nil), ("1.2.3", nil), ("٣", nil), (" 1", nil),
    ])
    func `equal numbers have one text`(written: String, text: String?) {
        #expect(Decimal(written)?.text == text)
    }

    @Test func `numbers are ordered by size`() throws {
        let written = ["-10.1", "-10", "-9.9", "-0.01", "0", "0.009", "0.01", "0.1", "1", "9.99", "10", "100.5", "101"]
        let numbers = try written.map { try #require(Decimal($0)) }
        #expect(numbers.shuffled().sorted().map(\.text) == written)
    }

    @Test func `a text can have more digits than the number needs`() {
        #expect(Decimal("5.1")?.text(fractionDigitsMin: 2) == "5.10")
        #expect(Decimal("5.125")?.text(fractionDigitsMin: 2) == "5.125")
    }
}

@Suite struct JSONGrammarTests {
    @Test(arguments: [
        "{}", "[]", " [ ] ", "null", "-0.5e+10", #"{"a":{"b":[1,2,{"c":null}]},"d":"é"}"#, #""\u00e9\n\"""#, "0", "1E5",
    ])
    func `this is JSON`(text: String) {
        #expect(JSONGrammar.admits(text))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "'a'", #""a"#, #""\x""#,
        #""\u12g4""#,
        "01x", "1.", ".5", "-", "+1", "1e", "nul", "nullx", "truefalse", "\"a\nb\"", "[1]]", "{}{}", "NaN",
    ])
    func `this is not JSON`(text: String) {
        #expect(!JSONGrammar.admits(text))
    }

    @Test func `containers have a largest depth`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(JSONGrammar.admits(nested(JSONGrammar.depthMax)))
        #expect(!JSONGrammar.admits(nested(JSONGrammar.depthMax + 1)))
        #expect(!JSONGrammar.admits(nested(100_000)))
    }
}

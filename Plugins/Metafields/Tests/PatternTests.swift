import Metafields
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("^[A-Z]{3}-\\d+$", ["ABC-1", "XYZ-1234"], ["AB-1", "ABC-", "ABC-1x", "xABC-1", "ABCD-1"]),
        ("colou?r", ["color", "my colour!"], ["colouur", ""]),
        ("^(a|bc)*$", ["", "abcbca"], ["b", "abca b"]),
        ("^(?:ab){2,3}$", ["abab", "ababab"], ["ab", "abababab", "aba"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaaaaaa"], ["a"]),
        ("^.$", ["x", "é", "🦊"], ["", "xy", "\n"]),
        ("[^0-9]", ["a", "1a"], ["", "123"]),
        ("^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$", ["a.b@example.com"], ["a@b", "a b@example.com"]),
        ("^[]a]$", ["]", "a"], ["b"]),
        ("^[a-]$", ["a", "-"], ["b"]),
        ("^\\S+\\s\\D\\W$", ["ab c!"], ["ab c1", "abc!"]),
        ("a.*?b", ["axxb"], ["axx"]),
        ("a|", ["", "b"], []),
        ("^\\$\\{\\}$", ["${}"], ["$"]),
        ("x^", [], ["x"]),
        ("$x", [], ["x"]),
        ("^(a*)*$", ["", "aaa"], ["b"]),
    ])
    func `an expression matches what it says`(pattern: String, matching: [String], others: [String]) throws {
        let pattern = try #require(Pattern(pattern))
        #expect(matching.filter { !pattern.matches($0) } == [])
        #expect(others.filter(pattern.matches) == [])
    }

    @Test(arguments: [
        "(", ")", "[", "[b-a]", "*a", "a**", "a{2", "a{3,2}", "a{101}", "{1}", "(?=a)", "(?<n>a)", "\\b", "\\1", "\\",
        "a]", "a}", "[\\D]", "(((((((((((((((((((((a)))))))))))))))))))))",
    ])
    func `what is not understood is refused`(text: String) {
        #expect(Pattern(text) == nil)
    }

    @Test func `repetitions of repetitions have an end`() {
        #expect(Pattern("((a{20}){20}){20}") == nil)
        #expect(Pattern("a{100}{100}") == nil)
        #expect(Pattern(String(repeating: "a", count: 499)) != nil)
        #expect(Pattern(String(repeating: "a", count: 500)) == nil)
    }

    @Test(arguments: ["(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*(.*)*x", "^(a?){50}a{50}$"])
    func `an expression that would take others hours takes this one no time`(pattern: String) throws {
        let pattern = try #require(Pattern(pattern))
        let text = String(repeating: "a", count: 4_000) + "!"
        let spent = ContinuousClock().measure { #expect(!pattern.matches(text)) }
        // Milliseconds in truth; going back would take longer than the universe has lasted.
        #expect(spent < .seconds(5))
    }
}

import StoaJSON
import Testing

@Suite struct DuplicateKeyTests {
    @Test(arguments: [
        #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":{},"b":[{"c":1}],"a":null}"#, #"{"":1,"":2}"#,
        #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#, #"{"\n":1,"\u000a":2}"#, #"{"/":1,"\/":2}"#,
        #"[{"x":{"a":1,"a":2}}]"#, #"{"é":1,"\u00e9":2}"#, #"{"😀":1,"\ud83d\ude00":2}"#,
    ])
    func `a key that an object has twice is refused, however it is spelled`(source: String) {
        #expect(refusal(of: source)?.kind == .duplicateKey)
    }

    @Test(arguments: [
        #"{"a":1,"A":2}"#, #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#, #"{"ab":1,"ba":2,"aab":3,"abb":4}"#,
        #"{"abcdefghi":1,"abcdxfghi":2}"#, #"{"e\u0301":1,"\u00e9":2}"#, #"{"a":1,"a ":2}"#,
    ])
    func `keys that differ in a byte are not the same`(source: String) {
        #expect(refusal(of: source) == nil)
    }

    @Test func `the error names the key and the place of its second use`() {
        let error = refusal(of: #"{"a": 1, "\u0061": 2}"#)
        #expect(error?.message == #"has the key "a" twice"#)
        #expect(error?.offset == 9)
    }

    @Test func `the error quotes only the start of a long key`() {
        let key = String(repeating: "😀", count: 1000)
        let error = refusal(of: "{\"\(key)\":1,\"\(key)\":2}")
        #expect(error?.message == "has the key \"\(String(repeating: "😀", count: 40))…\" twice")
    }

    @Test(arguments: [2, 31, 32, 33, 34, 64, 65, 1000])
    func `a duplicate is found at any distance in small and large objects`(count: Int) {
        let keys = (0..<count).map { "key_\($0)" }
        func object(_ keys: [String]) -> String { "{" + keys.map { "\"\($0)\":[0]" }.joined(separator: ",") + "}" }
        #expect(refusal(of: object(keys)) == nil)
        #expect(refusal(of: object(keys + [keys[0]]))?.kind == .duplicateKey)
        #expect(refusal(of: object(keys + [keys[count - 1]]))?.message == "has the key \"key_\(count - 1)\" twice")
        #expect(refusal(of: object([keys[count / 2]] + keys))?.kind == .duplicateKey)
    }

    /// A quadratic search would make 4.5 * 10^10 comparisons, for minutes.
    @Test func `a large object costs no more than its length`() {
        let limits = JSONLimits(nodes: 1_000_000)
        func source(_ key: (Int) -> String) -> String {
            "{" + (0..<300_000).map { "\"\(key($0))\":0" }.joined(separator: ",") + "}"
        }
        let isQuick = takesLessThanAMinute {
            #expect(refusal(of: source { "\($0)" }, limits: limits) == nil)
            #expect(refusal(of: source { _ in "a" }, limits: limits)?.kind == .duplicateKey)
            #expect(refusal(of: source { $0 < 299_999 ? "k\($0)" : "k0" }, limits: limits)?.kind == .duplicateKey)
        }
        #expect(isQuick)
    }

    @Test func `keys that agree in length and ends are told apart`() {
        let keys = (10..<42).map { "\"aaaaaaaaaa\($0)aaaaaaaaaa\":0" }
        #expect(refusal(of: "{" + keys.joined(separator: ",") + "}") == nil)
        #expect(refusal(of: "{" + (keys.dropLast() + [keys[7]]).joined(separator: ",") + "}")?.kind == .duplicateKey)
    }
}

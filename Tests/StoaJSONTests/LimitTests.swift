import StoaJSON
import Testing

@Suite struct LimitTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func `the deepest allowed nesting is accepted and one more level is refused`() {
        #expect(refusal(of: nested(64)) == nil)
        let error = refusal(of: nested(65))
        #expect(error?.kind == .tooDeep)
        #expect(error?.offset == 64)
        #expect(error?.message == "is nested deeper than 64 levels")
    }

    @Test func `levels count objects and arrays alike, and only those that are open`() {
        let limits = JSONLimits(depth: 2)
        #expect(refusal(of: #"{"a":[1],"b":[2],"c":{}}"#, limits: limits) == nil)
        #expect(refusal(of: #"{"a":[{}]}"#, limits: limits)?.kind == .tooDeep)
    }

    @Test func `a depth of zero leaves only scalars`() {
        #expect(refusal(of: "1", limits: JSONLimits(depth: 0)) == nil)
        #expect(refusal(of: "[]", limits: JSONLimits(depth: 0))?.kind == .tooDeep)
    }

    @Test func `a million open brackets are refused at the limit`() {
        #expect(refusal(of: String(repeating: "[", count: 1_000_000))?.offset == 64)
        #expect(refusal(of: String(repeating: #"{"a":"#, count: 1_000_000))?.kind == .tooDeep)
    }

    @Test func `a limit far beyond the default does not exhaust the stack`() {
        let depth = 1_000_000
        let limits = JSONLimits(depth: depth, nodes: depth)
        #expect(refusal(of: nested(depth), limits: limits) == nil)
    }

    @Test(arguments: [(#"{"a":[1]}"#, 4), ("1", 1), ("[]", 1), ("[1,2,3]", 4), (#"{"a":{"b":2}}"#, 5)])
    func `values and keys are counted up to the limit`(source: String, count: Int) {
        #expect(refusal(of: source, limits: JSONLimits(nodes: count)) == nil)
        #expect(refusal(of: source, limits: JSONLimits(nodes: count - 1))?.kind == .tooManyNodes)
    }

    @Test(arguments: [1, 63, 64, 65, 128, 1000, 99_999])
    func `the tape grows to what the document needs`(count: Int) throws {
        let source = "[" + Array(repeating: "7", count: count).joined(separator: ",") + "]"
        let sum = try parsing(source) { $0.elements.reduce(0) { $0 + ($1.int ?? 0) } }
        #expect(sum == Int64(count) * 7)
    }

    @Test func `a document serves one parse after another, also after a refusal and a large one`() {
        let document = JSONDocument()
        let large = "[" + Array(repeating: #""\n""#, count: 90_000).joined(separator: ",") + "]"
        for source in ["[1]", "[", large, "{\"a\":\"\\t\"}", "", large, "[1]"] {
            let bytes = Array(source.utf8)
            bytes.withUnsafeBytes { bytes in
                let isWhole = source.count > 1
                #expect(((try? document.parse(bytes)) != nil) == isWhole)
                if isWhole { #expect(rendered(document.root) == Array(bytes)) }
            }
        }
    }
}

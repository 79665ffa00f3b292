import Redirects
import StoaKit
import Testing

@Suite struct RulesTests {
    /// What is stored, by the key of its path.
    private func table(_ pairs: [(String, String)]) -> [String: Redirect] {
        var table: [String: Redirect] = [:]
        for (place, pair) in pairs.enumerated() {
            var redirect = Redirect(from: pair.0, to: pair.1)
            redirect.id = Int64(place + 1)
            table[Address.folded(pair.0)] = redirect
        }
        return table
    }

    private func arranged(
        _ path: String, _ target: String, id: Int64 = 0, over stored: [(String, String)] = []
    ) throws(Failures) -> Redirect {
        let table = table(stored)
        var redirect = Redirect(from: path, to: target)
        redirect.id = id
        try arrange(&redirect) { (key) throws(Failures) in table[key] }
        return redirect
    }

    struct Case: Sendable {
        let path: String
        let target: String
        var id: Int64 = 0
        var stored: [(String, String)] = []
        /// Where it leads in the end, or why it is refused.
        let result: Result<String, Failures>
    }

    private static let own = Result<String, Failures>.failure(.invalid("target", "can't be the path itself"))
    private static let circle = Result<String, Failures>.failure(.invalid("target", "leads back to the path"))

    @Test(arguments: [
        Case(path: "/a", target: "/b", result: .success("/b")),
        Case(path: "/a", target: "/b", stored: [("/b", "/c")], result: .success("/c")),
        Case(path: "/a", target: "/B/", stored: [("/b", "/c")], result: .success("/c")),
        Case(path: "/a", target: "/b?x", stored: [("/b", "/c")], result: .success("/c?x")),
        Case(path: "/a", target: "/b?x", stored: [("/b", "/c#y")], result: .success("/c#y")),
        Case(path: "/a", target: "/b", stored: [("/b", "https://e.example")], result: .success("https://e.example")),
        Case(path: "/a", target: "/b", stored: [("/b", "/c"), ("/c", "/d")], result: .success("/d")),
        Case(path: "/a", target: "/c", id: 1, stored: [("/a", "/b")], result: .success("/c")),
        Case(path: "/b", target: "/c", id: 1, stored: [("/c", "/d")], result: .success("/c")),
        Case(path: "/a", target: "/a", result: own),
        Case(path: "/a", target: "/A/?x", result: own),
        Case(path: "a", target: "/a", result: own),
        Case(path: "/b", target: "/a", stored: [("/a", "/b")], result: circle),
        Case(path: "/c", target: "/a", stored: [("/a", "/b"), ("/b", "/c")], result: circle),
        Case(path: "/a", target: "/b", id: 1, stored: [("/a", "/x"), ("/b", "/a")], result: circle),
    ])
    func `a redirect leads straight to the end, and never back`(example: Case) {
        let result = Result { () throws(Failures) in
            try arranged(example.path, example.target, id: example.id, over: example.stored)
        }
        #expect(result.map(\.target) == example.result)
        guard case .success(let redirect) = result else { return }
        #expect(redirect.pathKey == Address.key(redirect.path) && redirect.targetKey == Address.key(redirect.target))
    }

    @Test func `a list that is still being shortened has an end`() throws {
        let chain = (1...17).map { ("/p\($0)", "/p\($0 + 1)") }
        #expect(try arranged("/a", "/p3", over: chain).target == "/p18")
        #expect(throws: Failures.invalid("target", "leads through too many redirects")) {
            try arranged("/a", "/p1", over: chain)
        }
    }

    @Test func `blank addresses are left to the declaration, wrong ones are told together`() {
        #expect(throws: Never.self) { try arranged("", "") }
        #expect {
            try arranged("/a?b", "b")
        } throws: { error in
            (error as? Failures)?.issues.map(\.field) == ["path", "target"]
        }
    }
}

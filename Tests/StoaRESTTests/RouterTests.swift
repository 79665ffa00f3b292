import StoaCore
import StoaREST
import StoaRecords
import Testing

struct RouterTests {
    private let router: Router

    init() throws { router = Router(Operations.all(of: try referenceRegistry())) }

    private func match(_ method: HTTPMethod, _ path: String) -> Router.Result {
        router.match(method, path.split(separator: "/", omittingEmptySubsequences: false)[...])
    }

    private static let found: [(HTTPMethod, String, String, [String])] = [
        (.get, "suppliers", "suppliers", []), (.get, "suppliers.json", "suppliers", []),
        (.head, "suppliers.json", "suppliers", []), (.post, "suppliers.json", "suppliers", []),
        (.get, "suppliers/count.json", "suppliers/count", []), (.get, "suppliers/7.json", "suppliers/{id}", ["7"]),
        (.put, "suppliers/7", "suppliers/{id}", ["7"]), (.delete, "suppliers/7.json", "suppliers/{id}", ["7"]),
        (.get, "suppliers/7/parts.json", "suppliers/{supplier_id}/parts", ["7"]),
        (.get, "suppliers/7/parts/count", "suppliers/{supplier_id}/parts/count", ["7"]),
        (.delete, "suppliers/7/parts/8.json", "suppliers/{supplier_id}/parts/{id}", ["7", "8"]),
        (.put, "parts/8", "parts/{id}", ["8"]), (.post, "suppliers/7/archive.json", "suppliers/{id}/archive", ["7"]),
        (.get, "lead_times", "lead_times", []), (.get, "suppliers/x.json.json", "suppliers/{id}", ["x.json"]),
        (.get, "suppliers/count.xml", "suppliers/{id}", ["count.xml"]), (.get, "suppliers/é", "suppliers/{id}", ["é"]),
    ]

    @Test(arguments: found)
    func `A path finds its operation and its parameters`(
        method: HTTPMethod, path: String, pattern: String, parameters: [String]
    ) {
        guard case .found(let match) = match(method, path) else { return #expect(Bool(false), "not found") as Void }
        #expect(match.operation.pattern == pattern)
        #expect(match.operation.method == (method == .head ? .get : method))
        #expect(match.parameters.map(String.init) == parameters)
    }

    private static let others: [(HTTPMethod, String, [HTTPMethod])] = [
        (.put, "suppliers", [.get, .post]), (.patch, "suppliers/7", [.get, .put, .delete]),
        (.delete, "parts/8", [.get, .put]),
        (.post, "suppliers/count", [.get]), (.get, "suppliers/7/archive", [.post]), (.other, "lead_times", [.get]),
        (.options, "suppliers", [.get, .post]),
    ]

    @Test(arguments: others)
    func `A path with another method tells which it has`(method: HTTPMethod, path: String, expected: [HTTPMethod]) {
        guard case .otherMethods(let methods) = match(method, path) else {
            return #expect(Bool(false), "\(path)") as Void
        }
        #expect(methods == expected)
    }

    @Test(arguments: [
        "", "/", "none", "supplier", "Suppliers", "suppliers/", "suppliers//parts", "suppliers/7/none",
        "suppliers/7/parts/8/9",
        "suppliers.xml", "parts", ".json", "suppliers/.json/", "suppliers/count/parts", "7/archive", "suppliers.json/7",
    ])
    func `What is no path finds nothing`(path: String) {
        guard case .none = match(.get, path) else { return #expect(Bool(false), "\(path) is found") as Void }
    }
}

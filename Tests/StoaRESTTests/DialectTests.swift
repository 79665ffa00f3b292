import StoaREST
import Testing

struct DialectTests {
    private func match(_ path: String, isAPIHost: Bool = false) -> DialectMatch {
        DialectMatcher.match(
            path.split(separator: "/", omittingEmptySubsequences: false).map { $0 }, isAPIHost: isAPIHost)
    }

    private static let paths: [(String, Dialect, String)] = [
        ("admin/api/2024-01/things.json", .shopify, "things.json"),
        ("admin/api/unstable/things/1.json", .shopify, "things/1.json"),
        ("admin/api/1999-12/x", .shopify, "x"), ("admin/things.json", .shopify, "things.json"),
        ("admin/oauth/access_scopes", .shopify, "oauth/access_scopes"), ("api/v1/things", .native, "things"),
        ("api/v1", .native, ""), ("api/v3/things/1", .storeicu, "things/1"),
    ]

    @Test(arguments: paths, [true, false])
    func `A path has the dialect of its base`(one: (String, Dialect, String), isPrefixed: Bool) {
        let found = match(isPrefixed ? "shop/" + one.0 : one.0)
        #expect(found.base == .dialect(one.1))
        #expect(found.segments.joined(separator: "/") == one.2)
        #expect(found.storePrefix == (isPrefixed ? "shop" : nil))
    }

    @Test(arguments: [
        "2024-13", "2024-00", "2024-1", "24-01", "0999-01", "2024_01", "latest", "", "2024-01x", "２０２４-01",
    ])
    func `A version that is none finds nothing, in the dialect's own words`(version: String) {
        let found = match("admin/api/\(version)/things.json")
        #expect(found.base == .dialect(.shopify))
        #expect(found.segments.allSatisfy { $0.isEmpty })
    }

    @Test(arguments: [
        "", "metrics", "readyz", "api", "api/v2/things", "api/v4/things", "v3/things", "shop/v3/things", "a/b/admin/x",
    ])
    func `Everything else is the server's own`(path: String) {
        #expect(match(path).base == .system)
    }

    private static let retired: [(String, DialectMatch.Base)] = [
        ("v3/things", .dialect(.storeicu)), ("api/v3/things", .dialect(.storeicu)), ("v1/things", .retired("v1")),
        ("v2/things", .retired("v2")), ("api/v1/things", .retired("v1")), ("api/v2", .retired("v2")),
        ("v4/things", .system),
        ("admin/api/2024-01/x", .dialect(.shopify)),
    ]

    @Test(arguments: retired)
    func `On the api host v3 needs no api in front, and v1 and v2 are past their end`(
        path: String, base: DialectMatch.Base
    ) {
        #expect(match(path, isAPIHost: true).base == base)
    }
}

import StoaREST
import StoaRecords
import Testing

struct ConditionsTests {
    private static let tag = "\"7-1\""

    private static let unmodified: [(String?, Bool)] = [
        (nil, false), ("\"7-1\"", true), ("*", true), ("\"7-2\"", false), ("W/\"7-1\"", true), ("\"a\", \"7-1\"", true),
        ("\"a\",W/\"7-1\" ,\"b\"", true), ("", false), ("7-1", false), ("\"7-1", false), ("\"7-11\"", false),
        (",", false),
    ]

    @Test(arguments: unmodified)
    func `If-None-Match holds if it names the tag`(header: String?, expected: Bool) {
        #expect(Conditions.matches(header, tag: Self.tag) == expected)
    }

    private static let expectations: [(String?, VersionCondition)] = [
        (nil, .any), ("*", .any), ("\"7-1\"", .tags(["\"7-1\""])), ("\"a\" , \"b\"", .tags(["\"a\"", "\"b\""])),
        ("W/\"7-1\"", .tags(["\"7-1\""])), ("", .tags([])),
    ]

    @Test(arguments: expectations)
    func `If-Match is the tags that it names`(header: String?, expected: VersionCondition) {
        #expect(Conditions.ifMatch(header) == expected)
    }
}

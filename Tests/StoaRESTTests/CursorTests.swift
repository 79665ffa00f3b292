import StoaCore
import StoaREST
import StoaRecords
import Testing

struct CursorTests {
    private static let all: [Cursor] = [
        Cursor(boundary: 7_000_000_001, direction: .forward, filters: []),
        Cursor(boundary: 1 << 53, position: -3, direction: .backward, filters: [pair("status", "active,paused")]),
        Cursor(
            boundary: 0, position: .max, direction: .forward, filters: [pair("name", "a&b=c d%é😀"), pair("ids", "")]),
    ]

    @Test(arguments: all.indices)
    func `A cursor comes back as it was sealed`(index: Int) throws {
        let cursor = Self.all[index]
        let token = cursors().seal(cursor, resource: "supplier", store: 7)
        #expect(cursors().open(token, resource: "supplier", store: 7) == cursor)
        #expect(token.utf8.allSatisfy { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") })
    }

    @Test func `A cursor is good for its list, its store and its server alone`() throws {
        let token = cursors().seal(Self.all[1], resource: "supplier", store: 7)
        #expect(cursors().open(token, resource: "part", store: 7) == nil)
        #expect(cursors().open(token, resource: "supplier", store: 8) == nil)
        #expect(cursors(key: 2).open(token, resource: "supplier", store: 7) == nil)
    }

    @Test func `A token in which anything is changed is none`() throws {
        let token = cursors().seal(Self.all[1], resource: "supplier", store: 7)
        let characters = Array(token)
        for place in characters.indices {
            var other = characters
            other[place] = other[place] == "A" ? "B" : "A"
            #expect(cursors().open(String(other), resource: "supplier", store: 7) == nil, "character \(place)")
        }
        for length in 0..<characters.count {
            #expect(cursors().open(String(characters.prefix(length)), resource: "supplier", store: 7) == nil)
        }
        #expect(cursors().open(token + "A", resource: "supplier", store: 7) == nil)
    }

    @Test(arguments: [[], [pair("", "")], [pair("a", ""), pair("", "b")], [pair("a", "1"), pair("a", "1")]])
    func `Filters come back one by one, empty ones and repeats too`(filters: [FormPair]) {
        let cursor = Cursor(boundary: 1, direction: .forward, filters: filters)
        let token = cursors().seal(cursor, resource: "supplier", store: 7)
        #expect(cursors().open(token, resource: "supplier", store: 7) == cursor)
    }

    @Test(arguments: ["", "x", "====", "AAAA", String(repeating: "A", count: 9_000), "é", "a b", "\u{0}"])
    func `What was never sealed is no cursor`(token: String) throws {
        #expect(cursors().open(token, resource: "supplier", store: 7) == nil)
    }
}

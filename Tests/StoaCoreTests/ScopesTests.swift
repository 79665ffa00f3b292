import StoaCore
import Testing

struct ScopesTests {
    @Test(arguments: [
        ("read_things", ["read_things"]),
        ("read_things,write_suppliers", ["read_things", "write_suppliers"]),
        ("read_b read_a", ["read_a", "read_b"]),
        (" read_a ,, read_b, ", ["read_a", "read_b"]),
        ("read_a,read_a", ["read_a"]),
        ("write_a,read_a", ["write_a"]),
        ("admin,read_a", ["admin"]),
        ("all", ["admin"]),
        ("", []),
        (" , ", []),
    ])
    func `names are read from commas and blanks, once each and sorted`(text: String, names: [String]) {
        #expect(Scopes(parsing: text).names == names)
        #expect(Scopes(parsing: Scopes(parsing: text).text).names == names)
    }

    @Test(arguments: [
        ("read_things", "read_things", true),
        ("read_things", "write_things", false),
        ("read_things", "read_suppliers", false),
        ("write_things", "write_things", true),
        ("write_things", "read_things", true),
        ("write_things", "read_thing", false),
        ("write_", "read_", false),
        ("unauthenticated_write_things", "unauthenticated_read_things", false),
        ("READ_things", "read_things", false),
        ("read_things\twrite_things", "write_things", false),
        ("admin", "anything", true),
        ("all", "write_things", true),
        ("administrator", "read_things", false),
        ("", "read_things", false),
        ("", "", false),
    ])
    func `a check passes for what was granted and what it includes`(granted: String, scope: String, passes: Bool) {
        #expect(Scopes(parsing: granted).allows(scope) == passes)
    }

    @Test func `an app may only be granted what it asked for`() {
        let asked = Scopes(parsing: "write_things,read_suppliers")
        #expect(asked.covers(Scopes(parsing: "read_things")))
        #expect(asked.covers(Scopes(parsing: "")))
        #expect(!asked.covers(Scopes(parsing: "write_suppliers")))
        #expect(!asked.covers(.admin))
        #expect(Scopes.admin.covers(asked))
    }
}

struct ScopeTableTests {
    private func table(_ names: [String]) throws -> ScopeTable {
        try #require(ScopeTable(names: names))
    }

    @Test func `every name has an index of its own`() throws {
        let table = try table(["write_things", "read_things", "read_suppliers", "read_things"])
        #expect(table.names == ["read_suppliers", "read_things", "write_things"])
        #expect(table.names.map(table.index(of:)) == [0, 1, 2])
        #expect(table.index(of: "read_nothing") == nil)
    }

    @Test(arguments: ["read_things", "write_things", "write_things,read_suppliers", "admin", "", "read_unknown"])
    func `a mask passes exactly what the scopes allow`(granted: String) throws {
        let table = try table(["read_things", "write_things", "read_suppliers", "write_suppliers"])
        let scopes = Scopes(parsing: granted)
        let mask = table.mask(of: scopes)
        for (index, name) in table.names.enumerated() { #expect(mask.contains(index) == scopes.allows(name)) }
    }

    @Test func `256 scopes fit and each has its own bit`() throws {
        let names = (0..<256).map { "read_\($0)" }
        let table = try table(names)
        for name in names {
            let mask = table.mask(of: Scopes(parsing: name))
            #expect((0..<256).filter(mask.contains) == [table.index(of: name)])
        }
    }

    @Test func `257 scopes are refused`() {
        #expect(ScopeTable(names: (0...256).map { "read_\($0)" }) == nil)
    }

    @Test(arguments: [-1, 256, Int.max, Int.min])
    func `an index outside the mask passes no check, not even for admin`(index: Int) {
        #expect(!ScopeMask.all.contains(index))
    }
}

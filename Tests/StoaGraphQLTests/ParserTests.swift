import StoaGraphQL
import Testing

struct ParserTests {
    private static let good = [
        "{a}", "query{a}", "query Q($a: Int = 1, $b: [Int!]!) @d(x: 1) {a}", "mutation {a(b: {c: [1, 2.5e3, -0, $d]})}",
        "{a: b}", "{...f} fragment f on T {a}", "{... on T @x {a} ... {b} ...{c}}", "# c\n{a,b,,c}", "\u{FEFF}{a}",
        #"{a(b: "x\n\u00e9\u{1F600}\uD83D\uDE00", c: """ "quoted" """)}"#, "subscription {a}", "{a(b:[],c:{})}",
        "{ true false null on fragment query }",
    ]

    @Test(arguments: good)
    func `Documents are read`(text: String) throws {
        #expect(try !Parser.parse(Array(text.utf8)).operations.isEmpty)
    }

    private static let bad: [(String, Int, Int)] = [
        ("", 1, 1), ("{", 1, 2), ("{}", 1, 2), ("{a", 1, 3), ("{a}}", 1, 4), ("{a(}", 1, 4), ("{a(b)}", 1, 5),
        ("{a(b: 01)}", 1, 8), ("{a(b: 1.)}", 1, 9), ("{a(b: 1x)}", 1, 8), ("{a(b: .5)}", 1, 7), ("{a(b: \"x)}", 1, 11),
        ("{a(b: \"\\q\")}", 1, 8), ("{a(b: \"\\uD800\")}", 1, 8), ("{a(b: \"\\u0000\")}", 1, 8),
        ("fragment on on T {a}", 1, 10),
        ("query Q($a: Int = $b) {a}", 1, 19), ("{a ..b}", 1, 4), ("{a?}", 1, 3), ("{\n  a\r\n  é}", 3, 3),
        ("nope {a}", 1, 1),
        ("{a(b: \"\u{7}\")}", 1, 8), ("{...}", 1, 5), ("{a(b: \"\"\"x)}", 1, 13),
    ]

    @Test(arguments: bad)
    func `What is no GraphQL is refused where it goes wrong`(text: String, line: Int, column: Int) {
        let error = #expect(throws: GraphQLError.self) { try Parser.parse(Array(text.utf8)) }
        #expect(error?.locations.first == GraphQLError.Location(line: line, column: column))
        #expect(error?.code == "GRAPHQL_PARSE_FAILED")
    }

    @Test func `Bombs are refused by their size`() {
        for text in [
            String(repeating: "#\n", count: 2_100) + "{a}", "{" + String(repeating: "a ", count: 2_100) + "}",
            String(repeating: "{a", count: 100), "{a(b: " + String(repeating: "[", count: 100),
            "query($a: " + String(repeating: "[", count: 100),
            "{a(b: \"" + String(repeating: "x", count: 70_000) + "\")}",
        ] {
            let error = #expect(throws: GraphQLError.self) { try Parser.parse(Array(text.utf8)) }
            #expect(error?.message.contains("than") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `Block strings lose their common indentation`() throws {
        let text = "{echo(any: \"\"\"\n    one\n      two \\\"\"\"\n\n    three\n    \"\"\")}"
        let (data, errors) = try answer(text)
        #expect(errors.isEmpty)
        #expect(data.contains(#"one\\n  two \\\"\\\"\\\"\\n\\nthree"#), "\(data)")
    }

    @Test func `Type definitions are read`() throws {
        let text = """
            "Notes." extend type Query { notes(first: Int = 10, kind: Kind!): [Note!]! }
            type Note implements Node & Other { id: ID! "Its text." text: String @deprecated }
            enum Kind { A B } input NoteInput { text: String! = "x" } scalar Odd union Either = Note | Odd
            interface Node { id: ID! } directive @d(if: Boolean!) on FIELD | QUERY
            """
        let types = try Parser.parse(Array(text.utf8)).types
        #expect(types.map(\.name) == ["Query", "Note", "Kind", "NoteInput", "Odd", "Either", "Node", "d"])
        #expect(types.map(\.isExtension) == [true] + Array(repeating: false, count: 7))
        #expect(types[0].fields[0].type == .all("Note"))
        #expect(types[0].fields[0].arguments.map(\.name) == ["first", "kind"])
        #expect(types[1].interfaces == ["Node", "Other"])
        #expect(types[1].fields[1].description == "Its text.")
        #expect(types[5].values.map(\.name) == ["Note", "Odd"])
    }
}

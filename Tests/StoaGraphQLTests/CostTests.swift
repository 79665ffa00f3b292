import StoaGraphQL
import StoaJSON
import Testing

struct CostTests {
    private static func cost(_ query: String, variables: String = "{}") throws -> Int {
        let schema = try librarySchema()
        return try Array(variables.utf8).withUnsafeBytes { bytes in
            let document = JSONDocument()
            try document.parse(bytes)
            return try PreparedOperation(CheckedDocument(query, schema), name: nil, variables: document.root).cost
        }
    }

    private static let costs: [(String, Int)] = [
        ("{__typename}", 1), ("{book(id: 1){title pages}}", 1), ("{book(id: 1){author{name}}}", 2),
        ("{authors{name}}", 2), ("{authors{books(first: 10){nodes{title}}}}", 2 * (1 + 2 + 10)),
        ("{authors{books{nodes{title}}}}", 2 * (1 + 2 + 50)),
        ("{authors{books(last: 3){nodes{author{name}}}}}", 2 * (1 + 2 + 3 * 2)),
        ("query($n: Int = 4) {authors{books(first: $n){nodes{title}}}}", 2 * (1 + 2 + 4)),
        ("{authors{...f ...f}} fragment f on Author {books(first: 1){nodes{id}}}", 2 * (1 + 3 + 3)),
        ("{__schema{types{name fields{name}}}}", 100), ("{__type(name: \"Book\"){name}}", 5),
        ("{authors @skip(if: true){name}}", 1), ("mutation {add(title: \"x\"){id}}", 11),
    ]

    @Test(arguments: costs)
    func `What a page may hold decides what a query costs`(query: String, cost: Int) throws {
        #expect(try Self.cost(query) == cost)
    }

    private static let refused: [(String, String)] = [
        ("{authors{books(first: 1000){nodes{author{books(first: 1000){nodes{id}}}}}}}", "costs"),
        ("{authors{books(first: 2147483647){nodes{id}}}}", "costs"),
        (
            String(repeating: "{authors{books(first: 1){nodes{author", count: 1)
                + "{books(first:1){nodes{author{books(first:1){nodes{author{books(first:1){nodes{author{name}}}}}}}}}}}}}}",
            "deep"
        ),
        ("{" + (0..<70).map { "a\($0): __typename" }.joined(separator: " ") + "}", "aliases"),
        ("{" + (0..<60).map { "a\($0): __typename @skip(if: false)" }.joined(separator: " ") + "}", "directives"),
        ("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", "lists of the schema"),
    ]

    @Test(arguments: refused)
    func `What asks for too much is refused before anything is looked up`(query: String, word: String) throws {
        let (data, errors) = try answer(query)
        #expect(data.isEmpty)
        #expect(errors.count == 1 && errors[0].contains(word), "\(errors)")
    }

    @Test func `Fragments that double each other are counted once each`() throws {
        // 2^40 fields, could anybody count them one by one.
        let fragments = (0..<40).map {
            "fragment f\($0) on Book {author{books(first: 1){nodes{...f\($0 + 1)}}} b: author{books(first: 1){nodes{...f\($0 + 1)}}}}"
        }.joined(separator: " ")
        let (_, errors) = try answer("{book(id: 1){...f0}} \(fragments) fragment f40 on Book {id}")
        #expect(errors.count == 1 && errors[0].contains("too many fields"), "\(errors)")
    }
}

import StoaGraphQL
import Testing

/// The texts are those of graphql-js, which clients' developers know.
struct ValidationTests {
    private static let invalid: [(String, String)] = [
        ("{nope}", "Cannot query field \"nope\" on type \"Query\"."),
        ("{authors}", "Field \"authors\" of type \"[Author!]!\" must have a selection of subfields."),
        ("{authors{name{x}}}", "Field \"name\" must not have a selection since type \"String!\" has no subfields."),
        (
            "{book{title}}",
            "Argument \"id\" of type \"ID!\" is required on field \"Query.book\", but it was not provided."
        ),
        ("{book(id: 1, x: 2){title}}", "Unknown argument \"x\" on field \"Query.book\"."),
        ("{book(id: 1, id: 2){title}}", "There can be only one argument named \"id\"."),
        ("{echo(number: \"1\")}", "Expected a value of the type Int, found \"1\"."),
        ("{echo(number: 3000000000)}", "Int cannot represent non 32-bit signed integer value: 3000000000"),
        ("{echo(flag: null)}", "Expected a value of the type Boolean!, found null."),
        ("{echo(book: {pages: 1})}", "Field \"BookInput.title\" of required type \"String!\" was not provided."),
        ("{echo(book: {title: \"x\", y: 1})}", "Field \"y\" is not defined by type \"BookInput\"."),
        ("{echo(book: {title: \"x\", title: \"y\"})}", "There can be only one input field named \"title\"."),
        ("{echo(book: {title: \"x\", genre: NONE})}", "Expected a value of the type Genre, found NONE."),
        ("{echo(books: [{title: 1}])}", "Expected a value of the type String, found 1."),
        ("query A {__typename} query A {__typename}", "There can be only one operation named \"A\"."),
        ("{__typename} query A {__typename}", "This anonymous operation must be the only defined operation."),
        ("subscription {x}", "Schema is not configured to execute subscription operation."),
        ("{...f}", "Unknown fragment \"f\"."),
        ("{__typename} fragment f on Author {name}", "Fragment \"f\" is never used."),
        ("{authors{...f}} fragment f on Author {...f}", "Cannot spread fragment \"f\" within itself."),
        (
            "{authors{...f}} fragment f on Author {...g} fragment g on Author {...f}",
            "Cannot spread fragment \"f\" within itself."
        ),
        ("{authors{... on Nope {name}}}", "Unknown type \"Nope\"."),
        ("{authors{... on Genre {name}}}", "Fragment cannot condition on non composite type \"Genre\"."),
        (
            "{authors{... on Book {title}}}",
            "Fragment cannot be spread here as objects of type \"Author\" can never be of type \"Book\"."
        ),
        ("{__typename @nope}", "Unknown directive \"@nope\"."),
        ("query @skip(if: true) {__typename}", "Directive \"@skip\" may not be used on QUERY."),
        (
            "{__typename @skip(if: true) @skip(if: true)}",
            "The directive \"@skip\" can only be used once at this location."
        ),
        (
            "{__typename @skip}",
            "Argument \"if\" of type \"Boolean!\" is required on directive \"@skip\", but it was not provided."
        ),
        ("query($a: Int) {__typename}", "Variable \"$a\" is never used."),
        ("query Q {echo(number: $a)}", "Variable \"$a\" is not defined by operation \"Q\"."),
        ("query($a: Int, $a: Int) {echo(number: $a)}", "There can be only one variable named \"$a\"."),
        ("query($a: Nope) {echo(any: $a)}", "Unknown type \"Nope\"."),
        ("query($a: Author) {echo(any: $a)}", "Variable \"$a\" cannot be non-input type \"Author\"."),
        (
            "query($a: String) {echo(number: $a)}",
            "Variable \"$a\" of type \"String\" used in position expecting type \"Int\"."
        ),
        ("query($a: ID) {book(id: $a){id}}", "Variable \"$a\" of type \"ID\" used in position expecting type \"ID!\"."),
        (
            "query($a: [String]) {echo(book: {title: \"x\", genre: $a})}",
            "Variable \"$a\" of type \"[String]\" used in position expecting type \"Genre\"."
        ),
        (
            "{authors{name} authors{name: id}}",
            "Fields \"name\" conflict because \"name\" and \"id\" are different fields. Use different aliases on the fields to fetch both if this was intentional."
        ),
        (
            "{a: book(id: 1){id} a: book(id: 2){id}}",
            "Fields \"a\" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional."
        ),
        (
            "{things{... on Book {title} ... on Author {title}}}",
            "Fields \"title\" conflict because they return conflicting types \"String!\" and \"Int\". Use different aliases on the fields to fetch both if this was intentional."
        ),
        (
            "{things{... on Book {x: author {name}} ... on Author {x: books {name: nodes {id}}}}}",
            "Fields \"x\" conflict because they return conflicting types \"Author\" and \"BookConnection!\". Use different aliases on the fields to fetch both if this was intentional."
        ),
        ("type A {b: Int}", "The \"A\" definition is not executable."),
    ]

    @Test(arguments: invalid)
    func `A document that contradicts the schema is refused`(query: String, message: String) throws {
        let (data, errors) = try answer(query)
        #expect(data.isEmpty)
        #expect(errors.contains(message), "\(errors)")
    }

    private static let valid = [
        "{authors{name name}}", "{things{... on Book {x: pages} ... on Author {x: title}}}",
        "{things{...b} } fragment b on Node {id}", "query($a: Int!) {echo(number: $a)}",
        "query($a: Int = 3) {echo(number: $a)}", "query($a: Boolean) {echo(flag: $a)}",
        "query($a: String) {echo(any: {b: [$a]})}", "query($a: BookInput!) {echo(books: [$a])}",
        "{a: book(id: \"1\"){id} a: book(id: \"1\"){title}}", "{node(id: 1){id ... on Book {title}}}",
        "{__type(name: \"Book\"){name} __schema{queryType{name}}}",
    ]

    @Test(arguments: valid)
    func `A document that fits is executed`(query: String) throws {
        let (_, errors) = try answer(query, variables: #"{"a": null}"#)
        #expect(!errors.contains { $0.contains("\"") && !$0.contains("$a") }, "\(errors)")
    }

    @Test func `Repeated fields cost no more than their length, and fragments that double each other are refused`()
        throws
    {
        let fields = String(repeating: "authors{name}", count: 300)
        #expect(try answer("{\(fields)}").errors.isEmpty)
        let fragments = (0..<60).map { "fragment f\($0) on Author {...f\($0 + 1) ...f\($0 + 1)}" }.joined(
            separator: " ")
        let (_, errors) = try answer("{authors{...f0}} \(fragments) fragment f60 on Author {name}")
        #expect(errors == ["The query comes to more than 10000 fields."])
    }
}

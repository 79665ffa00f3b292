import StoaGraphQL
import Testing

struct ExecutionTests {
    private static let answers: [(String, String, [String])] = [
        (
            "{authors{id name tags}}",
            #"{"authors":[{"id":"1","name":"Ann","tags":["a",null,"b"]},{"id":"2","name":"Bob","tags":null}]}"#, []
        ),
        ("{b: book(id: 11){t: title genre}}", #"{"b":{"t":"One","genre":"CRIME"}}"#, []),
        ("{book(id: \"99\"){title}}", #"{"book":null}"#, []),
        // What is no value of its type is null, with an error that says where.
        ("{book(id: 12){pages}}", #"{"book":{"pages":null}}"#, ["book.pages: The value is no Int."]),
        ("{book(id: 21){id genre}}", #"{"book":{"id":"21","genre":null}}"#, ["book.genre: The value is no Genre."]),
        // A null that must not be takes what holds it along, up to what may be null.
        (
            "{book(id: 21){id title}}", #"{"book":null}"#,
            ["book.title: Cannot return null for a field that is not nullable."]
        ),
        (
            "{authors{name books(first: 5){nodes{title}}}}", "null",
            ["authors.1.books.nodes.0.title: Cannot return null for a field that is not nullable."]
        ),
        (
            "{things{__typename ... on Book {title} ... on Author {name} ... on Node {id}}}",
            #"{"things":[{"__typename":"Book","title":"One","id":"11"},null,{"__typename":"Author","name":"Bob","id":"2"}]}"#,
            []
        ),
        ("{book(id: 11){title @skip(if: true) id @include(if: true)}}", #"{"book":{"id":"11"}}"#, []),
        ("{book(id: 11){...f @include(if: false) id}} fragment f on Book {title}", #"{"book":{"id":"11"}}"#, []),
        (
            "{a: __typename book(id: 11){author{name} author{id}}}",
            #"{"a":"Query","book":{"author":{"name":"Ann","id":"1"}}}"#, []
        ),
        (
            "{echo(book: {title: \"x\", genre: SF})}",
            #"{"echo":"{\"book\":{\"title\":\"x\",\"pages\":1,\"genre\":\"sf\"},\"number\":7,\"flag\":true}"}"#, []
        ),
        (
            "{echo(books: {title: \"x\"}, any: [1, {a: 2.5}, B, null])}",
            #"{"echo":"{\"books\":[{\"title\":\"x\",\"pages\":1}],\"number\":7,\"any\":[1,{\"a\":2.5},\"B\",null],\"flag\":true}"}"#,
            []
        ),
        (
            "mutation {add(title: \"x\"){id} b: add(title: \"y\"){id}}", #"{"add":null,"b":null}"#,
            ["add: It is closed.", "b: It is closed."]
        ),
    ]

    @Test(arguments: answers)
    func `A query gets what it asks for`(query: String, data: String, errors: [String]) throws {
        let (found, problems) = try answer(query)
        #expect(found == data)
        #expect(problems == errors)
    }

    private static let variables: [(String, String?, String)] = [
        ("query($n: Int) {echo(number: $n)}", #"{"n": 3}"#, #""number\":3"#),
        ("query($n: Int) {echo(number: $n)}", #"{"n": 3.0}"#, #""number\":3"#),
        ("query($n: Int) {echo(number: $n)}", nil, #""number\":7"#),
        ("query($n: Int) {echo(number: $n)}", #"{"n": null}"#, #""number\":null"#),
        ("query($n: Int = 4) {echo(number: $n)}", nil, #""number\":4"#),
        ("query($b: BookInput) {echo(book: $b)}", #"{"b": {"title": "é"}}"#, #"\"title\":\"é\""#),
        (
            "query($b: [BookInput!]) {echo(books: $b)}", #"{"b": {"title": "x", "genre": "CRIME"}}"#,
            #"\"genre\":\"crime\""#
        ),
        ("query($t: String!) {echo(book: {title: $t})}", #"{"t": "x"}"#, #"\"title\":\"x\""#),
        ("query($a: JSON) {echo(any: $a)}", #"{"a": {"b": [1, true]}}"#, #"\"any\":{\"b\":[1,true]}"#),
    ]

    @Test(arguments: variables)
    func `Variables are read as their types say`(query: String, variables: String?, part: String) throws {
        let (data, errors) = try answer(query, variables: variables)
        #expect(errors.isEmpty, "\(errors)")
        #expect(data.contains(part), "\(data)")
    }

    private static let badVariables: [(String, String?, String)] = [
        ("query($n: Int!) {echo(number: $n)}", nil, "Variable \"$n\" of required type \"Int!\" was not provided."),
        (
            "query($n: Int) {echo(number: $n)}", #"{"n": "1"}"#,
            "Variable \"$n\" got invalid value: Int cannot represent \"1\"."
        ),
        (
            "query($n: Int) {echo(number: $n)}", #"{"n": 3000000000}"#,
            "Variable \"$n\" got invalid value: Int cannot represent 3000000000."
        ),
        (
            "query($b: [BookInput!]) {echo(books: $b)}", #"{"b": [{"title": "x"}, {"title": "y", "genre": "crime"}]}"#,
            "Variable \"$b.1.genre\" got invalid value: Genre cannot represent \"crime\"."
        ),
        (
            "query($b: BookInput) {echo(book: $b)}", #"{"b": {"title": "x", "y": 1}}"#,
            "Variable \"$b\" got invalid value: Field \"y\" is not defined by type \"BookInput\"."
        ),
    ]

    @Test(arguments: badVariables)
    func `Variables of another type are refused with their place`(
        query: String, variables: String?, message: String
    ) throws {
        let (data, errors) = try answer(query, variables: variables)
        #expect(data.isEmpty)
        #expect(errors == [message])
    }

    @Test func `An operation is chosen by its name`() throws {
        let text = "query A {a: __typename} query B {b: __typename}"
        #expect(try answer(text, operation: "B").data == #"{"b":"Query"}"#)
        #expect(try answer(text).errors == ["Must provide operation name if query contains multiple operations."])
        #expect(try answer(text, operation: "C").errors == ["Unknown operation named \"C\"."])
    }

    @Test func `A field is asked for once for all objects at its place`() throws {
        let schema = try librarySchema()
        let library = try Library(schema)
        _ = try answer("{authors{books(first: 5){nodes{id author{name}}}}}", schema, library)
        #expect(library.calls == [0: 1, 2: 1, 3: 1, 1: 1])
    }
}

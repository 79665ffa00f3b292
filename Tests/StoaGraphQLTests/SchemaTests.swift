import StoaGraphQL
import Testing

struct SchemaTests {
    @Test func `The text of a schema reads as its types`() throws {
        let text = try librarySchema().text
        #expect(text.contains("\"A book.\"\ntype Book implements Node {"))
        #expect(text.contains("enum Genre {\n  CRIME\n  SF\n}"))
        #expect(text.contains("input BookInput {\n  title: String!\n  pages: Int = 1\n"))
        #expect(text.contains("union Thing = Book | Author"))
        #expect(!text.contains("__Type"))
        let types = try Parser.parse(Array(text.utf8)).types
        #expect(types.map(\.name).contains("BookConnection"))
    }

    @Test func `A schema describes itself`() throws {
        let (data, errors) = try answer(
            """
            {__type(name: "BookInput"){kind name inputFields{name defaultValue type{kind ofType{name}}}}
             t: __type(name: "Thing"){possibleTypes{name}} n: __type(name: "Nope"){name}
             __schema{queryType{name} mutationType{name} subscriptionType{name} directives{name args{name}}}}
            """)
        #expect(errors.isEmpty)
        #expect(data.contains(#""name":"pages","defaultValue":"1","type":{"kind":"SCALAR","ofType":null}"#))
        #expect(
            data.contains(#""name":"title","defaultValue":null,"type":{"kind":"NON_NULL","ofType":{"name":"String"}}"#))
        #expect(data.contains(#""t":{"possibleTypes":[{"name":"Author"},{"name":"Book"}]},"n":null"#))
        #expect(data.contains(#""subscriptionType":null"#))
        #expect(data.contains(#"{"name":"include","args":[{"name":"if"}]}"#))
    }

    private static let broken: [([NamedType], String)] = [
        ([], "There is no type Query."),
        (
            [NamedType("Query", "", .object([], interfaces: [])), NamedType("Query", "", .object([], interfaces: []))],
            "twice"
        ),
        (
            [NamedType("Query", "", .object([FieldDefinition("a", .named("Nope"), .member("a"))], interfaces: []))],
            "Nope"
        ),
        (
            [
                NamedType("Query", "", .object([FieldDefinition("a", .named("I"), .member("a"))], interfaces: [])),
                NamedType("I", "", .input([])),
            ], "none that answers have"
        ),
        (
            [NamedType("Query", "", .object([FieldDefinition("__a", .named("Int"), .member("a"))], interfaces: []))],
            "does not allow"
        ),
        ([NamedType("Query", "", .object([], interfaces: ["Node"]))], "no interface"),
        (
            [
                NamedType("Query", "", .object([], interfaces: ["N"])),
                NamedType("N", "", .interface([FieldDefinition("a", .named("Int"), .member("a"))])),
            ], "without its field a"
        ),
        (
            [
                NamedType(
                    "Query", "",
                    .object(
                        [
                            FieldDefinition("a", .named("Int"), .member("a")),
                            FieldDefinition("a", .named("Int"), .member("a")),
                        ], interfaces: []))
            ], "has a twice"
        ),
    ]

    @Test(arguments: broken.indices)
    func `A schema that contradicts itself is refused`(index: Int) {
        let (types, words) = Self.broken[index]
        let error = #expect(throws: SchemaError.self) { try Schema(types: types) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
}

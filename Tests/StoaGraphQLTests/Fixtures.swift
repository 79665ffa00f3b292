import StoaGraphQL
import StoaJSON
import Testing

/// A schema of the kind that the server derives: authors with books, and things of either kind.
func librarySchema() throws -> Schema {
    let page = [
        InputField("first", .named("Int")), InputField("last", .named("Int")),
        InputField("genre", .named("Genre")),
    ]
    return try Schema(types: [
        NamedType("Genre", "", .enumeration([EnumValue("CRIME", stored: "crime"), EnumValue("SF", stored: "sf")])),
        NamedType("JSON", "", .scalar(.json)),
        NamedType("Node", "", .interface([FieldDefinition("id", .some("ID"), .member("id"))])),
        NamedType(
            "Book", "A book.",
            .object(
                [
                    FieldDefinition("id", .some("ID"), .member("id")),
                    FieldDefinition("title", .some("String"), .member("title")),
                    FieldDefinition("pages", .named("Int"), .member("pages")),
                    FieldDefinition("genre", .named("Genre"), .member("genre")),
                    FieldDefinition("author", .named("Author"), .custom(1)),
                ], interfaces: ["Node"])),
        NamedType(
            "BookConnection", "",
            .object([FieldDefinition("nodes", .all("Book"), .custom(3), size: .inherited)], interfaces: [])),
        NamedType(
            "Author", "",
            .object(
                [
                    FieldDefinition("id", .some("ID"), .member("id")),
                    FieldDefinition("name", .some("String"), .member("name")),
                    FieldDefinition("title", .named("Int"), .member("title")),
                    FieldDefinition("books", .some("BookConnection"), .custom(2), arguments: page, size: .page),
                    FieldDefinition("tags", .list(.named("String")), .member("tags")),
                ], interfaces: ["Node"])),
        NamedType("Thing", "", .union(["Book", "Author"])),
        NamedType(
            "BookInput", "",
            .input([
                InputField("title", .some("String")), InputField("pages", .named("Int"), initial: .int(1)),
                InputField("genre", .named("Genre")), InputField("extra", .named("JSON")),
            ])),
        NamedType(
            "Query", "",
            .object(
                [
                    FieldDefinition("authors", .all("Author"), .custom(0), size: .assumed(2)),
                    FieldDefinition(
                        "book", .named("Book"), .custom(4), arguments: [InputField("id", .some("ID"))]),
                    FieldDefinition("things", .list(.named("Thing")), .custom(5), size: .assumed(3)),
                    FieldDefinition("node", .named("Node"), .custom(4), arguments: [InputField("id", .some("ID"))]),
                    FieldDefinition(
                        "echo", .named("JSON"), .custom(6),
                        arguments: [
                            InputField("book", .named("BookInput")), InputField("books", .list(.some("BookInput"))),
                            InputField("number", .named("Int"), initial: .int(7)), InputField("any", .named("JSON")),
                            InputField("flag", .some("Boolean"), initial: .bool(true)),
                        ]),
                ], interfaces: [])),
        NamedType(
            "Mutation", "",
            .object(
                [FieldDefinition("add", .named("Book"), .custom(7), arguments: [InputField("title", .some("String"))])],
                interfaces: [])),
    ])
}

/// The library's records, and how often each field was asked for.
final class Library: DataSource {
    let schema: Schema
    private(set) var calls: [Int: Int] = [:]
    private let document = JSONDocument()
    private let memory: UnsafeMutableRawBufferPointer

    private static let records = #"""
        {"authors": [
          {"id": 1, "name": "Ann", "tags": ["a", null, "b"],
           "books": [{"id": 11, "title": "One", "pages": 100, "genre": "crime", "author": 1},
                     {"id": 12, "title": "Two", "pages": 3000000000, "genre": "sf", "author": 1}]},
          {"id": 2, "name": "Bob", "tags": null,
           "books": [{"id": 21, "title": null, "pages": 5, "genre": "odd", "author": 2}]}
        ]}
        """#

    init(_ schema: Schema) throws {
        self.schema = schema
        let bytes = Array(Self.records.utf8)
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        try document.parse(UnsafeRawBufferPointer(memory))
    }

    deinit { memory.deallocate() }

    private var authors: [JSONValue] { document.root.member("authors").map { Array($0.elements) } ?? [] }
    private var books: [JSONValue] { authors.flatMap { $0.member("books").map { Array($0.elements) } ?? [] } }

    private func node(_ type: String, _ json: JSONValue?) -> Value {
        guard let json, let type = schema.type(type) else { return .null }
        return .node(Node(type, .json(json)))
    }

    private func book(_ arguments: Arguments) -> JSONValue? {
        books.first { "\($0.member("id")?.int ?? 0)" == arguments["id"]?.text }
    }

    func values(of _: FieldDefinition, _ source: Int, _ arguments: Arguments, in parents: [Node]) -> [Value] {
        calls[source, default: 0] += 1
        return parents.map { parent in
            switch source {
            case 0: .list(authors.map { node("Author", $0) })
            case 1: node("Author", authors.first { $0.member("id")?.int == parent.json?.member("author")?.int })
            case 2: node("BookConnection", parent.json?.member("books"))
            case 3: .list(parent.json?.elements.map { node("Book", $0) } ?? [])
            case 4: node("Book", book(arguments))
            case 5: .list([node("Book", books.first), .null, node("Author", authors.last)])
            case 6: .text(String(decoding: json(arguments), as: UTF8.self))
            default: .failure(GraphQLError("It is closed.", code: "CLOSED"))
            }
        }
    }

    func nodes(of type: NamedType, for values: [JSONValue]) -> [Value] { values.map { .node(Node(type, .json($0))) } }

    private func json(_ arguments: Arguments) -> [UInt8] {
        var out: [UInt8] = []
        InputValue.object(arguments.values).append(to: &out)
        return out
    }
}

/// What a client is told: the data and the errors, or why nothing was executed.
func answer(
    _ query: String, variables: String? = nil, operation: String? = nil, limits: QueryLimits = QueryLimits()
) throws -> (data: String, errors: [String]) {
    let schema = try librarySchema()
    let library = try Library(schema)
    return try answer(query, variables: variables, operation: operation, limits: limits, schema, library)
}

func answer(
    _ query: String, variables: String? = nil, operation: String? = nil, limits: QueryLimits = QueryLimits(),
    _ schema: Schema, _ library: Library
) throws -> (data: String, errors: [String]) {
    let variables = Array((variables ?? "null").utf8)
    return try variables.withUnsafeBytes { bytes in
        let document = JSONDocument()
        try document.parse(bytes)
        do throws(Refusal) {
            let checked = try CheckedDocument(query, schema, limits: limits)
            let prepared = try PreparedOperation(
                checked, name: operation, variables: document.root.isNull ? nil : document.root, limits: limits)
            let result = Executor(prepared, source: library).run()
            return (
                String(decoding: result.data, as: UTF8.self),
                result.errors.map { error in "\(error.pathText): \(error.message)" }
            )
        } catch {
            return ("", error.errors.map(\.message))
        }
    }
}

extension GraphQLError {
    var pathText: String {
        path.map { step in
            switch step {
            case .key(let key): key
            case .index(let index): "\(index)"
            }
        }.joined(separator: ".")
    }
}

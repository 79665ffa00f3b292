/// The form of a JSON value in a route's body or answer, for documents; the route itself checks what it is sent.
public struct Shape: Sendable {
    /// Members of a JSON Schema (draft 2020-12).
    var schema: [(name: String, value: JSON)]
    /// A value of this form.
    var sample: JSON

    private init(_ schema: [(name: String, value: JSON)], sample: JSON) {
        self.schema = schema
        self.sample = sample
    }

    private init(type: String, format: String? = nil, sample: JSON) {
        self.init([("type", .string(type))] + (format.map { [("format", .string($0))] } ?? []), sample: sample)
    }

    /// Text.
    public static var text: Shape { Shape(type: "string", sample: .string("Example")) }
    /// Text of at most so many characters.
    public static func text(_ characters: PartialRangeThrough<Int>) -> Shape {
        text.with("maxLength", .number(characters.upperBound))
    }
    /// One of the words.
    public static func oneOf(_ words: String...) -> Shape { oneOf(words) }
    /// One of an enum's words.
    public static func oneOf<Value: FieldValue>(_ type: Value.Type) -> Shape { oneOf(type.choices) }
    /// True or false.
    public static var bool: Shape { Shape(type: "boolean", sample: JSON("true")) }
    /// A whole number.
    public static var int: Shape { Shape(type: "integer", format: "int64", sample: .number(1)) }
    /// A whole number within bounds.
    public static func int(_ range: ClosedRange<Int64>) -> Shape {
        var shape = int.with("minimum", .number(range.lowerBound)).with("maximum", .number(range.upperBound))
        shape.sample = .number(max(range.lowerBound, min(1, range.upperBound)))
        return shape
    }
    /// A number.
    public static var number: Shape { Shape(type: "number", format: "double", sample: JSON("1.0")) }
    /// Money as a decimal string; bodies may have a number too.
    public static var money: Shape { Shape(type: "string", sample: .string("10.00")) }
    /// A point in time.
    public static var time: Shape {
        Shape(type: "string", format: "date-time", sample: .string("2024-01-31T12:00:00Z"))
    }
    /// The id of a record of `resource`.
    public static func id(of resource: String) -> Shape { int.with("x-stoa-target", .string(resource)) }
    /// A list.
    public static func list(of element: Shape, upTo most: Int? = nil) -> Shape {
        let list = Shape(type: "array", sample: .array([element.sample])).with("items", .object(element.schema))
        return most.map { list.with("maxItems", .number($0)) } ?? list
    }
    /// An object of these members and no others.
    public static func object(_ members: Member...) -> Shape { object(members) }

    /// An object of these members and no others.
    public static func object(_ members: [Member]) -> Shape {
        let shown = members.filter { $0.isRequired || $0.shape.isExample }
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        var shape = Shape(type: "object", sample: .object(shown.map { ($0.name, $0.shape.sample) }))
        if !required.isEmpty { shape = shape.with("required", .array(required)) }
        return shape.with(
            "properties",
            .object(members.map { ($0.name, .object($0.shape.schema + [("description", .string($0.title))])) }))
    }

    /// An object with any members.
    public static var anyObject: Shape { Shape(type: "object", sample: .object([])) }

    private static func oneOf(_ words: [String]) -> Shape {
        Shape(type: "string", sample: .string(words.first ?? "")).with("enum", .array(words.map(JSON.string)))
    }

    /// Whether the example was given, so that it stands in the example of an object.
    private(set) var isExample = false

    /// The same with a value that the route takes, which then stands in the examples of objects.
    public func example(_ value: JSON) -> Shape {
        var shape = self
        (shape.sample, shape.isExample) = (value, true)
        return shape
    }

    /// The same, or null.
    public var orNull: Shape {
        var shape = self
        shape.schema = schema.map { name, value in
            switch name {
            case "type": (name, .array([value, .string("null")]))
            case "enum": (name, .array((value.elements ?? []) + [.null]))
            default: (name, value)
            }
        }
        return shape
    }

    /// The same, for what no two requests may have in common.
    public var unique: Shape { with("x-stoa-unique", JSON("true")) }

    private func with(_ name: String, _ value: JSON) -> Shape {
        var shape = self
        shape.schema.append((name, value))
        return shape
    }
}

/// A member of an object.
public struct Member: Sendable {
    let name: String
    let title: String
    let shape: Shape
    let isRequired: Bool

    /// One that has to be there, with a sentence for documents.
    public static func required(_ name: String, _ title: String, _ shape: Shape) -> Member {
        Member(name: name, title: title, shape: shape, isRequired: true)
    }

    /// One that may be missing.
    public static func optional(_ name: String, _ title: String, _ shape: Shape) -> Member {
        Member(name: name, title: title, shape: shape, isRequired: false)
    }
}

extension Route {
    /// The same, with what its body holds: under `name` where the dialect wraps, as ``Request/object(_:)`` reads it; bare in
    /// all dialects without a name.
    public func takes(_ name: String, _ members: Member...) -> Route { takes(name, members) }

    /// The same, with what its body holds.
    public func takes(_ name: String, _ members: [Member]) -> Route {
        var route = self
        route.body = (name, .object(members))
        return route
    }

    /// The same, with the JSON that it answers under a name, as ``Response/json(_:_:status:)`` does.
    public func answers(_ name: String, _ shape: Shape) -> Route {
        var route = self
        route.answer = .json(name, shape)
        return route
    }

    /// The same; it answers with a record, as ``Response/record(_:_:status:)`` does.
    public func answers<R: Record>(_ type: R.Type) -> Route {
        var route = self
        route.answer = .record(ObjectIdentifier(type))
        return route
    }

    /// The same; it answers with pages of records, for GET routes.
    public func answersPages<R: Record>(of type: R.Type) -> Route {
        var route = self
        route.answer = .page(ObjectIdentifier(type))
        return route
    }
}

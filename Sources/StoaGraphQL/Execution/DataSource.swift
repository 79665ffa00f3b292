package import StoaJSON

/// One object while a request is executed.
package struct Node {
    package enum Content {
        /// Query and Mutation.
        case root
        /// A record, or what a module answered with.
        case json(JSONValue)
        /// Something that the data source made.
        case object(AnyObject)
        case introspection(IntrospectionNode)
    }

    package let type: NamedType
    package let content: Content

    package init(_ type: NamedType, _ content: Content) {
        self.type = type
        self.content = content
    }

    package var json: JSONValue? { if case .json(let value) = content { value } else { nil } }
}

/// What a field of one object has.
package enum Value {
    case null
    case bool(Bool)
    case int(Int64)
    case text(String)
    /// As it lies in a record; what is no JSON of the field's type is an error of the field.
    case json(JSONValue)
    case node(Node)
    case list([Value])
    case failure(GraphQLError)
}

/// Where the values of fields come from whose definitions say `.custom`.
package protocol DataSource: AnyObject {
    /// Returns the values of a field, one for each parent, in their sequence.
    ///
    /// Called once for all objects of one type at one place of the document, so that what takes a search for each of them
    /// can be one search.
    func values(of field: FieldDefinition, _ source: Int, _ arguments: Arguments, in parents: [Node]) -> [Value]

    /// Returns the object of a type that `json` stands for: the record whose number it is, or what it is itself.
    func nodes(of type: NamedType, for values: [JSONValue]) -> [Value]
}

/// Types of the GraphQL API beside those that follow from the resources.
///
///     GraphQLTypes("""
///         extend type Mutation { notesSet(notes: [NoteInput!]!): NotesSetPayload }
///         input NoteInput { text: String! }
///         type NotesSetPayload { notes: [Note!] userErrors: [UserError!]! }
///         """)
public struct GraphQLTypes: Declaration {
    let text: String

    /// Declares types in the schema definition language, and extends Query and Mutation by the module's root fields.
    public init(_ text: String) {
        self.text = text
    }

    /// Adds the types to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.graphQLTypes.append(text)
    }
}

/// A field of GraphQL's Query or Mutation that the module answers itself; ``GraphQLTypes`` define it.
public struct RootField: Declaration {
    let name: String
    let scope: String
    /// What is called.
    let service: Service

    /// Declares how a field is answered.
    ///
    /// - Parameters:
    ///   - name: `Mutation.notesSet`.
    ///   - scope: What the actor needs; ``Scope/any`` for what every key may read.
    ///   - handler: Takes the object of the arguments and answers with the members of the field's type. An ID that names a
    ///     record comes as `<resource>/<number>`, and a record is answered by its number. A field of Mutation may write;
    ///     failures become its `userErrors`.
    public init(
        _ name: String, scope: String,
        _ handler: @escaping @Sendable (JSON, Context) throws(Failures) -> JSON
    ) {
        self.name = name
        self.scope = scope
        service = Service(name, handler)
    }

    /// Adds the field to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.rootFields.append(self)
    }
}

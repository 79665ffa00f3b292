/// What a client is told of a document that cannot be executed, or of one field of it that failed.
package struct GraphQLError: Error, Sendable, Equatable {
    /// A place in the document, both from 1; columns count characters of UTF-8 as one.
    package struct Location: Sendable, Equatable {
        package let line: Int
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// A part of a path in the answer.
    package enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    package var message: String
    /// Upper-case name for programs, `extensions.code`.
    package var code: String
    package var locations: [Location] = []
    package var path: [Step] = []

    package init(_ message: String, code: Code, at locations: [Location] = []) {
        self.message = message
        self.code = code.rawValue
        self.locations = locations
    }

    package init(_ message: String, code: String, at locations: [Location] = []) {
        self.message = message
        self.code = code
        self.locations = locations
    }

    /// What the engine itself finds.
    package enum Code: String, Sendable {
        /// The document is not GraphQL.
        case syntax = "GRAPHQL_PARSE_FAILED"
        /// The document contradicts the schema.
        case validation = "GRAPHQL_VALIDATION_FAILED"
        /// Values of variables, or what the request asks for, cannot be used.
        case input = "BAD_USER_INPUT"
        /// It asks for more than one request may.
        case cost = "MAX_COST_EXCEEDED"
        /// A value is not of the type that the schema promises.
        case value = "INTERNAL_SERVER_ERROR"
    }
}

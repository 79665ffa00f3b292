package import StoaCore

/// What a module's route takes, for documents.
package struct RouteBody: Sendable, Equatable {
    /// Under which dialects that wrap have it; empty if none does.
    package let name: String
    /// JSON Schema of what is under the name.
    package let schema: String
    /// JSON that the module's rules take; empty means none is known.
    package let example: String

    package init(name: String, schema: String, example: String) {
        self.name = name
        self.schema = schema
        self.example = example
    }
}

/// What a module's route answers, for documents.
package enum RouteAnswer: Sendable, Equatable {
    /// JSON under a name where the dialect wraps, with its schema.
    case json(name: String, schema: String)
    /// A record of the resource.
    case record(String)
    /// A page of records of the resource.
    case page(String)
}

/// A route that a module serves itself.
package struct ModuleRoute: Sendable {
    package let module: String
    package let method: HTTPMethod
    /// Relative to a dialect's base path, with {names}: "suppliers/{id}/archive".
    package let path: String
    package let scope: String
    package let title: String
    /// Runs in a write transaction.
    package let writes: Bool
    package var body: RouteBody?
    package var answer: RouteAnswer?
    package let run: @Sendable (CallContext, RouteCall) -> Int32

    package init(
        module: String, method: HTTPMethod, path: String, scope: String, title: String, writes: Bool,
        run: @escaping @Sendable (CallContext, RouteCall) -> Int32
    ) {
        self.module = module
        self.method = method
        self.path = path
        self.scope = scope
        self.title = title
        self.writes = writes
        self.run = run
    }
}

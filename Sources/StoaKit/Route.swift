import CStoaABI

/// A route beyond those that follow from the resources; served in every dialect under its base path.
public struct Route: Declaration {
    let method: String
    let path: String
    let title: String
    let scope: String
    let writes: Bool
    let handler: @Sendable (Request, Context) throws(Failures) -> Response
    var body: (name: String, shape: Shape)?
    var answer: Answer?

    enum Answer {
        case json(String, Shape)
        case record(ObjectIdentifier)
        case page(ObjectIdentifier)
    }

    /// Declares a route.
    ///
    /// - Parameters:
    ///   - method: `POST`, ….
    ///   - path: `suppliers/{id}/archive`.
    ///   - title: One sentence for the reference page.
    ///   - scope: What the actor needs; ``Scope/any`` for what every key may read.
    ///   - writes: True if it runs in a write transaction.
    ///   - handler: Answers a request.
    public init(
        _ method: String, _ path: String, _ title: String, scope: String, writes: Bool = false,
        _ handler: @escaping @Sendable (Request, Context) throws(Failures) -> Response
    ) {
        self.method = method
        self.path = path
        self.title = title
        self.scope = scope
        self.writes = writes
        self.handler = handler
    }

    /// Adds the route to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.routes.append(self)
    }
}

/// What a client asks of a route.
public struct Request: Equatable, Sendable {
    /// The method.
    public let method: String
    /// The query string, still percent-encoded.
    public let query: String
    /// The body, or nil if there is none.
    public let body: JSON?
    /// The `{names}` of the path, decoded.
    public let parameters: [String: String]

    /// Creates a request.
    public init(_ method: String, query: String = "", body: JSON? = nil, parameters: [String: String] = [:]) {
        self.method = method
        self.query = query
        self.body = body
        self.parameters = parameters
    }

    /// The path's `{name}` as an id; throws ``Failure/Code/notFound`` if it is not a number.
    public func id(_ name: String = "id") throws(Failures) -> Int64 {
        guard let id = parameters[name].flatMap({ Int64($0) }) else { throw .notFound("Not found") }
        return id
    }

    init(_ request: stoa_request) {
        var parameters: [String: String] = [:]
        let count = request.params == nil ? 0 : Int(request.n_params)
        for pair in UnsafeBufferPointer(start: request.params, count: count) {
            parameters[String(pair.key)] = String(pair.value)
        }
        self.init(
            String(request.method), query: String(request.query),
            body: request.body.n == 0 ? nil : JSON(String(request.body)), parameters: parameters)
    }
}

import CStoaABI

/// A route beyond those that follow from the resources; served in every dialect under its base path.
public struct Route: Declaration {
    let method: String
    let path: String
    let title: String
    let scope: String
    let writes: Bool
    let handler: @Sendable (Request, Context) throws(Failures) -> Response

    /// Declares a route.
    ///
    /// - Parameters:
    ///   - method: `POST`, ….
    ///   - path: `suppliers/{id}/archive`.
    ///   - title: One sentence for the reference page.
    ///   - scope: What the actor needs.
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

/// What a route answers; the kernel adds the dialect's envelope.
public struct Response: Equatable, Sendable {
    enum Body: Equatable {
        case record(ObjectIdentifier, id: Int64)
        case json(name: String, JSON)
        case bytes(mediaType: String, [UInt8])
        case none
    }

    let status: UInt32
    let body: Body

    /// A stored record as clients see it everywhere, with what this call saved.
    ///
    /// The route answers with ``Failure/Code/notFound`` if there is none.
    public static func record<R: Record>(_ type: R.Type, _ id: Int64, status: UInt32 = 200) -> Response {
        Response(status: status, body: .record(ObjectIdentifier(type), id: id))
    }

    /// A JSON value, under `name` where the dialect wraps.
    public static func json(_ name: String, _ value: JSON, status: UInt32 = 200) -> Response {
        Response(status: status, body: .json(name: name, value))
    }

    /// Raw bytes of a media type.
    public static func bytes(_ mediaType: String, _ bytes: [UInt8], status: UInt32 = 200) -> Response {
        Response(status: status, body: .bytes(mediaType: mediaType, bytes))
    }

    /// Nothing but a status.
    public static func empty(status: UInt32 = 204) -> Response {
        Response(status: status, body: .none)
    }

    func send(_ reply: stoa_reply, in context: Context) throws(Failures) {
        guard let table = context.instance.reply else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        try context.check(table.pointee.status(reply, status))
        switch body {
        case .none: break
        case .record(let type, let id):
            guard let schema = context.instance.image.list.schemas[type] else { throw .broken }
            guard let handle = try context.handle(schema.resource, id) else { throw .notFound("Not found") }
            try context.check(table.pointee.record(reply, handle))
        case .json(let name, let value):
            try context.check(
                name.withHostText { name in value.text.withHostText { table.pointee.json(reply, name, $0) } })
        case .bytes(let mediaType, let bytes):
            try context.check(
                mediaType.withHostText { mediaType in
                    bytes.withUnsafeBytes { bytes in
                        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                        return table.pointee.bytes(reply, mediaType, stoa_str(p: start, n: bytes.count))
                    }
                })
        }
    }
}

/// A function that other modules call by name, inside their transaction.
public struct Service: Declaration {
    let name: String
    let scope: String
    let handler: @Sendable (JSON, Context) throws(Failures) -> JSON

    /// Declares a service, `stock.reserve/1`, with the scope that the actor needs, or none.
    public init(
        _ name: String, scope: String = "",
        _ handler: @escaping @Sendable (JSON, Context) throws(Failures) -> JSON
    ) {
        self.name = name
        self.scope = scope
        self.handler = handler
    }

    /// Adds the service to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.services.append(self)
    }
}

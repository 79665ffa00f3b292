import CStoaABI

/// What a route answers; the kernel adds the dialect's envelope.
public struct Response {
    enum Body {
        case record(ObjectIdentifier, id: Int64)
        case page(ObjectIdentifier, [Condition])
        case pageThrough(ObjectIdentifier, parameter: String, Int64, order: String)
        case json(name: String, JSON)
        case bytes(mediaType: String, [UInt8])
        case none
    }

    let status: UInt32
    let body: Body
    private var headers: [(name: String, value: String)] = []

    private init(_ status: UInt32, _ body: Body) {
        self.status = status
        self.body = body
    }

    /// A stored record as clients see it everywhere, with what this call saved.
    ///
    /// The route answers with ``Failure/Code/notFound`` if there is none.
    public static func record<R: Record>(_ type: R.Type, _ id: Int64, status: UInt32 = 200) -> Response {
        Response(status, .record(ObjectIdentifier(type), id: id))
    }

    /// A page of the records that meet all conditions, by the parameters of the request, as the derived list answers.
    ///
    /// For GET routes.
    public static func page<R: Record>(of type: R.Type, where conditions: Condition...) -> Response {
        page(of: type, where: conditions)
    }

    /// A page of the records that meet all conditions, by the parameters of the request, as the derived list answers.
    ///
    /// For GET routes.
    public static func page<R: Record>(of type: R.Type, where conditions: [Condition]) -> Response {
        Response(200, .page(ObjectIdentifier(type), conditions))
    }

    /// A page of the records that this module's filter `parameter`, through a link, selects with the id `value`.
    ///
    /// They come in the sequence of the whole number `order` of the records that link to them; without it, by id. For GET
    /// routes.
    public static func page<R: Record>(
        of type: R.Type, through parameter: String, _ value: Int64, order: String = ""
    ) -> Response {
        Response(200, .pageThrough(ObjectIdentifier(type), parameter: parameter, value, order: order))
    }

    /// A JSON value, under `name` where the dialect wraps.
    public static func json(_ name: String, _ value: JSON, status: UInt32 = 200) -> Response {
        Response(status, .json(name: name, value))
    }

    /// Raw bytes of a media type.
    public static func bytes(_ mediaType: String, _ bytes: [UInt8], status: UInt32 = 200) -> Response {
        Response(status, .bytes(mediaType: mediaType, bytes))
    }

    /// Nothing but a status.
    public static func empty(status: UInt32 = 204) -> Response {
        Response(status, .none)
    }

    /// The same with a header more: Location, Content-Disposition, Content-Security-Policy or Last-Modified; any other is
    /// refused when the route answers.
    public func header(_ name: String, _ value: String) -> Response {
        var response = self
        response.headers.append((name, value))
        return response
    }

    func send(_ reply: stoa_reply, in context: Context) throws(Failures) {
        guard let table = context.instance.reply else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        try context.check(table.pointee.status(reply, status))
        for header in headers {
            try context.check(
                header.name.withHostText { name in
                    header.value.withHostText { table.pointee.header(reply, name, $0) }
                })
        }
        switch body {
        case .none: break
        case .record(let type, let id):
            guard let schema = context.instance.image.list.schemas[type] else { throw .broken }
            guard let handle = try context.handle(schema.resource, id) else { throw .notFound("Not found") }
            try context.check(table.pointee.record(reply, handle))
        case .page(let type, let conditions):
            guard let schema = context.instance.image.list.schemas[type] else { throw .broken }
            let list = try schema.hostConditions(conditions, context.memory)
            try context.check(
                schema.resource.withHostText { table.pointee.page(reply, $0, list, UInt32(list.count)) })
        case .pageThrough(let type, let parameter, let value, let order):
            guard let schema = context.instance.image.list.schemas[type] else { throw .broken }
            var selected = stoa_val(.int, i: value)
            let texts = try [schema.resource, parameter, order].map { (text) throws(Failures) in
                try context.memory.copy(text)
            }
            try context.check(table.pointee.page_through(reply, texts[0], texts[1], &selected, texts[2]))
        case .json(let name, let value):
            try context.check(
                name.withHostText { name in value.text.withHostText { table.pointee.json(reply, name, $0) } })
        case .bytes(let mediaType, let bytes):
            try context.check(
                mediaType.withHostText { mediaType in
                    bytes.withHostBytes { table.pointee.bytes(reply, mediaType, $0) }
                })
        }
    }
}

/// The methods that the front door tells apart; everything else is `other` and answered with 405.
public enum HTTPMethod: UInt8, Sendable {
    case get, head, post, put, patch, delete, options, other

    /// The method as it is written in a request; `OTHER` for what the front door does not tell apart.
    public var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: "OTHER"
        }
    }

    /// False for methods that must not change anything (RFC 9110 section 9.2.1).
    public var isWrite: Bool {
        switch self {
        case .post, .put, .patch, .delete: true
        case .get, .head, .options, .other: false
        }
    }
}

/// A complete request: its body has ended cleanly and every limit of the front door has been checked.
///
/// Only the headers that the kernel acts on are kept; they are picked in one pass over the head.
public struct HTTPRequest: Sendable {
    /// The method.
    public var method = HTTPMethod.get
    /// Origin-form target as received, still percent-encoded: path, then "?" and the query if there is one.
    public var target = "/"
    /// The Host header, or what stands for it.
    public var host: String?
    /// The Authorization header.
    public var authorization: String?
    /// The X-Shopify-Access-Token header.
    public var shopifyAccessToken: String?
    /// The Idempotency-Key header.
    public var idempotencyKey: String?
    /// The If-Match header.
    public var ifMatch: String?
    /// The If-None-Match header.
    public var ifNoneMatch: String?
    /// The Content-Type header.
    public var contentType: String?
    /// The Accept header.
    public var accept: String?
    /// The Origin header.
    public var origin: String?
    /// The X-Request-Id header, as the client sent it: for correlation, never trusted.
    public var requestID: String?
    /// The whole body, without chunk framing; empty if there is none.
    public var body: [UInt8] = []
    /// The connection is TLS, or a trusted proxy said that the client's was.
    public var isSecure = false
    /// Textual address of the peer, without port.
    public var remoteAddress = ""

    /// A GET of "/", for the front door and for tests to fill.
    public init() {}
}

/// A response without its framing: the front door adds Content-Length, Connection and Date.
public struct HTTPResponse: Sendable {
    /// The status, 200...599.
    public var status: UInt16
    /// Complete header lines, each ending in CRLF; names and values are checked by whoever writes them.
    public var headerLines: [UInt8]
    /// The whole body, or how it begins where there is a rest; not yet cut for HEAD.
    public var body: [UInt8]
    /// What follows of a body that is too long to be held in memory.
    public var rest: (any BodyRest)?

    /// A response from its parts.
    public init(
        status: UInt16, headerLines: [UInt8] = [], body: [UInt8] = [], rest: (any BodyRest)? = nil
    ) {
        self.status = status
        self.headerLines = headerLines
        self.body = body
        self.rest = rest
    }
}

/// The rest of a long body, which is asked for piece by piece as the client takes it.
public protocol BodyRest: AnyObject, Sendable {
    /// The bytes of all pieces together.
    var count: Int { get }

    /// The next piece, not empty; nil if it cannot be had, and then the connection is closed, so that the client does
    /// not take a part for the whole.
    ///
    /// Called on the event loop that the request was answered on, until all bytes have come; must not block.
    func next() -> [UInt8]?
}

/// Takes the response of a request that is not answered at once.
public protocol ResponseSink: AnyObject, Sendable {
    /// Sends the response. Called exactly once, from any thread; a client that has gone is no error.
    func complete(_ response: HTTPResponse)

    /// Runs `body` soon on the thread that sends the response; sinks of that thread which are completed there wake it
    /// only once.
    func perform(_ body: @escaping @Sendable () -> Void)
}

/// What the front door serves.
public protocol Responder: Sendable {
    /// Answers on the event loop, or returns nil and completes `sink` later.
    ///
    /// `loop` is the event loop's index, 0..<count, for state that each loop keeps to itself. Must not block.
    func respond(to request: HTTPRequest, loop: Int, sink: any ResponseSink) -> HTTPResponse?

    /// How long the body of a request may be that is longer than the front door allows all requests; nil if not longer.
    ///
    /// Asked on the event loop when only the head is known. Must not block.
    func bodyBytesMax(for request: HTTPRequest, loop: Int) -> Int?
}

extension Responder {
    /// No request may have a longer body than others.
    public func bodyBytesMax(for request: HTTPRequest, loop: Int) -> Int? { nil }
}

/// The methods that the front door tells apart; everything else is `other` and answered with 405.
public enum HTTPMethod: UInt8, Sendable {
    case get, head, post, put, patch, delete, options, other

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
    public var method = HTTPMethod.get
    /// Origin-form target as received, still percent-encoded: path, then "?" and the query if there is one.
    public var target = "/"
    public var host: String?
    public var authorization: String?
    public var shopifyAccessToken: String?
    public var idempotencyKey: String?
    public var ifMatch: String?
    public var ifNoneMatch: String?
    public var contentType: String?
    public var accept: String?
    public var origin: String?
    public var requestID: String?
    public var body: [UInt8] = []
    /// The connection is TLS, or a trusted proxy said that the client's was.
    public var isSecure = false
    /// Textual address of the peer, without port.
    public var remoteAddress = ""

    public init() {}
}

/// A response without its framing: the front door adds Content-Length, Connection and Date.
public struct HTTPResponse: Sendable {
    public var status: UInt16
    /// Complete header lines, each ending in CRLF; names and values are checked by whoever writes them.
    public var headerLines: [UInt8]
    public var body: [UInt8]

    public init(status: UInt16, headerLines: [UInt8] = [], body: [UInt8] = []) {
        self.status = status
        self.headerLines = headerLines
        self.body = body
    }
}

/// Takes the response of a request that is not answered at once.
public protocol ResponseSink: AnyObject, Sendable {
    /// Sends the response. Called exactly once, from any thread; a client that has gone is no error.
    func complete(_ response: HTTPResponse)
}

/// What the front door serves.
public protocol Responder: Sendable {
    /// Answers on the event loop, or returns nil and completes `sink` later.
    ///
    /// `loop` is the event loop's index, 0..<count, for state that each loop keeps to itself. Must not block.
    func respond(to request: HTTPRequest, loop: Int, sink: any ResponseSink) -> HTTPResponse?
}

/// What is sent.
public struct EgressRequest: Sendable {
    /// The methods that may be sent.
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether a second sending changes nothing more (RFC 9110 section 9.2.2).
        var isIdempotent: Bool { self != .post && self != .patch }
        /// Whether a length of 0 is said, because a body is expected (RFC 9110 section 8.6).
        var expectsBody: Bool { self == .post || self == .put || self == .patch }
    }

    /// The method.
    public var method: Method
    /// An `EgressURL` as text.
    public var url: String
    /// What is sent beside Host, Content-Length and User-Agent; see `HeaderRules`.
    public var headers: [EgressHeader] = []
    /// The whole body.
    public var body: [UInt8] = []
    /// For everything: resolving, connecting, TLS, sending, and the last byte of the response.
    public var timeout = Duration.seconds(10)
    /// Bytes of the response's body that are kept, at most 1 GiB; what is longer is cut, and its connection closed.
    public var responseBytesMax = 64 * 1024
    /// Whom the exchange belongs to, such as a store and an endpoint's id: connections are never shared between two.
    public var channel: String
    /// Whether it may be sent again when a kept connection turns out to be closed before a byte of the response.
    ///
    /// A receiver that closes in the very moment may then see it twice, so it must tell doubles apart, by an id in
    /// the message for instance. Methods that are idempotent need not say it.
    public var isRepeatable = false

    /// A request with the defaults above.
    public init(_ method: Method, _ url: String, channel: String) {
        self.method = method
        self.url = url
        self.channel = channel
    }
}

import NIOCore

/// Where the front door listens, whom it trusts, and the limits it holds every client to.
public struct FrontDoorConfiguration: Sendable {
    /// The socket that connections arrive on.
    public enum Listener: Sendable {
        /// Binds a socket of our own; port 0 lets the system choose one.
        case address(host: String, port: Int)
        /// Takes a socket that is already bound, handed over by a supervisor; the front door owns and closes it.
        case inherited(CInt)
    }

    /// Paths of the PEM files that TLS needs.
    public struct TLS: Sendable {
        /// The leaf first, then its issuers.
        public var certificateChainPath: String
        /// The leaf's key, without a passphrase.
        public var privateKeyPath: String

        /// Names the files; they are read when the front door starts.
        public init(certificateChainPath: String, privateKeyPath: String) {
            self.certificateChainPath = certificateChainPath
            self.privateKeyPath = privateKeyPath
        }
    }

    /// The address or the socket to listen on.
    public var listener: Listener
    /// Plain HTTP if nil.
    public var tls: TLS?
    /// Threads that serve connections.
    public var eventLoopCount = max(1, System.coreCount)
    /// Addresses or CIDR blocks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    public var trustedProxies: [String] = []

    /// Names, values and target of one request, together; beyond it the answer is 431 (or 414).
    public var headerBytesMax = 16 * 1024
    /// Header fields of one request, trailers included; beyond it the answer is 431.
    public var headerFieldsMax = 100
    /// Bytes of a request target; beyond it the answer is 414.
    public var targetBytesMax = 8 * 1024
    /// Bytes of a request body after chunks are removed; beyond it the answer is 413.
    public var bodyBytesMax = 1024 * 1024
    /// Longer bodies that may be on their way at the same time, where the responder allows them; further ones are
    /// answered 503.
    public var longBodiesMax = 4
    /// Chunk sizes, extensions and line ends that a chunked body may add, beside eight bytes for each of its own.
    public var chunkOverheadBytesMax = 16 * 1024
    /// Slowest body that is waited for, once `bodyRateGrace` has passed; below it the answer is 408.
    public var bodyBytesPerSecondMin = 1024
    /// Time in which a body need not keep the minimum rate, for a connection that has only begun to send.
    public var bodyRateGrace = Duration.seconds(2)
    /// From accepting a connection, or from the first byte of a later request, to the end of the head.
    public var headTimeout = Duration.seconds(10)
    /// From the first byte of a request to its response; beyond it the answer is 408, or 503 if it was ours to give.
    public var requestTimeout = Duration.seconds(60)
    /// How long a connection may wait for its next request.
    public var keepAliveTimeout = Duration.seconds(75)
    /// How long a client may leave response bytes untaken before its connection is closed.
    public var writeStallTimeout = Duration.seconds(30)
    /// How long a closing connection goes on reading, so that a reset does not destroy the answer on its way.
    public var lingerTimeout = Duration.seconds(2)
    /// Connections open at the same time; those beyond it are answered 503, or closed unanswered if TLS is on.
    public var connectionsMax = 10_000
    /// Requests that may wait on one connection behind an unanswered one.
    public var pipelinedRequestsMax = 64

    /// Every limit at its default.
    public init(listener: Listener) {
        self.listener = listener
    }
}

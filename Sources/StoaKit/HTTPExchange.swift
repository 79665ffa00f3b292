import CStoaABI

/// An HTTP exchange that a job asks the kernel for.
///
/// Only public addresses are called, unless the operator runs a development server; redirects are not followed.
public struct HTTPRequest: Equatable, Sendable {
    /// `POST`, ….
    public var method: String
    /// The address.
    public var url: String
    /// Without those that the kernel sets itself: Host, Content-Length, ….
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]
    /// For the whole exchange.
    public var timeoutMilliseconds: Int
    /// Bytes of the reply's body that are kept.
    public var replyBytesMax: Int
    /// Connections are kept open for, and shared within, one channel only.
    public var channel: String

    /// Creates a request.
    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int = 10_000, replyBytesMax: Int = 65_536, channel: String = ""
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.replyBytesMax = replyBytesMax
        self.channel = channel
    }

    /// Equal if everything that is sent is.
    public static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.url == right.url && left.body == right.body
            && left.channel == right.channel && left.headers.elementsEqual(right.headers, by: ==)
    }

    /// The request in memory of the running call.
    func lent(_ memory: CallMemory) throws(Failures) -> stoa_http_request {
        stoa_http_request(
            size: UInt32(MemoryLayout<stoa_http_request>.size), timeout_ms: UInt32(clamping: timeoutMilliseconds),
            method: try memory.copy(method), url: try memory.copy(url), body: try memory.copy(body),
            channel: try memory.copy(channel), headers: try memory.copy(headers),
            n_headers: UInt32(headers.count), reply_max: UInt32(clamping: replyBytesMax))
    }
}

/// What came of an exchange.
public struct HTTPReply: Sendable {
    /// The status, or 0 if there was no answer.
    public let status: Int
    /// How long it took.
    public let durationMilliseconds: Int
    /// Why there was no answer, for people.
    public let error: String
    /// The beginning of the body.
    public let body: [UInt8]
    private let headers: [(name: String, value: String)]

    /// Creates a reply, for tests of handlers.
    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], error: String = "",
        durationMilliseconds: Int = 0
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.error = error
        self.durationMilliseconds = durationMilliseconds
    }

    /// True for 200...299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The first header with this name, in small letters.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    init(_ reply: stoa_http_reply) {
        let pairs = UnsafeBufferPointer(start: reply.headers, count: reply.headers == nil ? 0 : Int(reply.n_headers))
        self.init(
            status: Int(reply.status), headers: pairs.map { (String($0.key), String($0.value)) },
            body: reply.body.p.map { Array(UnsafeRawBufferPointer(start: $0, count: reply.body.n)) } ?? [],
            error: String(reply.error), durationMilliseconds: Int(reply.duration_ms))
    }
}

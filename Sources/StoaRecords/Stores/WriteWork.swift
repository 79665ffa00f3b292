public import StoaCore

/// A key that makes a repeated request answer like the first, and what tells a repeat from another request.
public struct IdempotencyKey: Sendable {
    /// 1...255 characters, as the client chose it.
    public var key: String
    /// Hash of method, target and body.
    public var fingerprint: [UInt8]

    public init(key: String, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What a successful write answers, and the record it was about, for the audit trail.
public struct WriteReply: Sendable {
    public var response: HTTPResponse
    public var target: String

    public init(response: HTTPResponse, target: String) {
        self.response = response
        self.target = target
    }
}

/// One write of one request, waiting for its store's turn.
public struct WriteWork: Sendable {
    public var store: StoreIdentity
    public var actor: Actor
    public var requestID: String
    public var method: String
    /// The route's pattern, for the audit trail.
    public var route: String
    /// On the monotonic clock; work that starts later is not begun.
    public var deadlineMicroseconds: Int64
    public var idempotency: IdempotencyKey?
    /// Does the write; runs on a worker thread inside the transaction.
    public var perform: @Sendable (Transaction) throws(Failure) -> WriteReply
    /// Called once, on a worker thread, when the outcome is on disk. The flag says that it is a repeated answer.
    public var complete: @Sendable (Result<HTTPResponse, Failure>, Bool) -> Void

    public init(
        store: StoreIdentity, actor: Actor, requestID: String, method: String, route: String,
        deadlineMicroseconds: Int64, idempotency: IdempotencyKey?,
        perform: @escaping @Sendable (Transaction) throws(Failure) -> WriteReply,
        complete: @escaping @Sendable (Result<HTTPResponse, Failure>, Bool) -> Void
    ) {
        self.store = store
        self.actor = actor
        self.requestID = requestID
        self.method = method
        self.route = route
        self.deadlineMicroseconds = deadlineMicroseconds
        self.idempotency = idempotency
        self.perform = perform
        self.complete = complete
    }
}

package import StoaCore

/// A key that makes a repeated request answer like the first, and what tells a repeat from another request.
package struct IdempotencyKey: Sendable {
    /// 1...255 characters, as the client chose it.
    package var key: String
    /// Hash of method, target and body.
    package var fingerprint: [UInt8]

    package init(key: String, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What a successful write answers, and the record it was about, for the audit trail.
package struct WriteReply: Sendable {
    package var response: HTTPResponse
    package var target: String

    package init(response: HTTPResponse, target: String) {
        self.response = response
        self.target = target
    }

    /// What a job answers.
    static let nothing = WriteReply(response: HTTPResponse(status: 204), target: "")
}

/// One write of one request, waiting for its store's turn.
package struct WriteWork: Sendable {
    package var store: StoreIdentity
    package var actor: Actor
    package var requestID: String
    package var method: String
    /// A request that may change something, and so leaves a row in the audit trail; jobs have no method.
    package var writes: Bool { !isJob && method != "GET" && method != "HEAD" }
    /// A module's GET route: it changes nothing, and needs no turn among the writes.
    var isRead: Bool { !isJob && !writes }
    var isJob: Bool { method.isEmpty }
    /// The route's pattern, for the audit trail.
    package var route: String
    /// On the monotonic clock; work that starts later is not begun.
    package var deadlineMicroseconds: Int64
    package var idempotency: IdempotencyKey?
    /// Made before the write's turn, because it takes long.
    var passwords = HashedPasswords()
    /// Does the write; runs on a worker thread inside the transaction.
    ///
    /// A request's may run again from the start, after all that it has changed was undone.
    package var perform: @Sendable (Transaction) throws(Failure) -> WriteReply
    /// Called once, on a worker thread, when the outcome is on disk.
    ///
    /// The flag says that it is a repeated answer.
    package var complete: @Sendable (Result<HTTPResponse, Failure>, Bool) -> Void

    package init(
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

package import StoaCore

/// A key that makes a repeated request answer like the first, and what tells a repeat from another request.
///
/// A class, because works are copied often, and most have none.
package final class IdempotencyKey: Sendable {
    /// 1...255 characters, as the client chose it.
    package let key: String
    /// Hash of method, target and body that nobody can compute without the server's secret: a body may hold a password
    /// that is easily guessed.
    package let fingerprint: [UInt8]
    /// For the answer, which may tell a secret that is shown once.
    package let seal: Seal

    package init(key: String, fingerprint: [UInt8], seal: Seal) {
        self.key = key
        self.fingerprint = fingerprint
        self.seal = seal
    }

    /// The same for one of several writes of a request, which are told apart by their places in it.
    package func part(_ place: Int) -> IdempotencyKey {
        place == 0 ? self : IdempotencyKey(key: "\(key)#\(place)", fingerprint: fingerprint, seal: seal)
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
    /// Found out beside the writes, because it takes long.
    var passwords = HashedPasswords()
    /// Does the write; runs on a worker thread inside the transaction.
    ///
    /// A request's may run again from the start, after all that it has changed was undone.
    package var perform: @Sendable (Transaction) throws(Failure) -> WriteReply
    /// Called once, when the outcome is on disk: in its home, or on a worker thread.
    ///
    /// The flag says that it is a repeated answer.
    package var complete: @Sendable (Result<HTTPResponse, Failure>, Bool) -> Void
    /// Whose thread sends the answer; nil if that makes no difference.
    package var home: Home?

    /// A thread that many writes are answered from.
    package struct Home: Sendable {
        /// The same for every write of the thread.
        package let id: ObjectIdentifier
        /// Runs something there soon.
        package let perform: @Sendable (@escaping @Sendable () -> Void) -> Void

        package init(id: ObjectIdentifier, perform: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
            self.id = id
            self.perform = perform
        }
    }

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

/// A write with its outcome, which is on disk.
struct CompletedWork: Sendable {
    let work: WriteWork
    let result: Result<HTTPResponse, Failure>
    let isRepeat: Bool
    /// What has to be known before the work can be done; it has no result yet.
    var awaited: PasswordComparison?

    /// Completes all that have a result, those of one home together: waking a thread for each took a fiftieth of a create.
    static func complete(_ all: [CompletedWork]) {
        var homes: [(home: WriteWork.Home, works: [CompletedWork])] = []
        for completed in all where completed.awaited == nil {
            guard let home = completed.work.home else {
                completed.complete()
                continue
            }
            if let place = homes.firstIndex(where: { $0.home.id == home.id }) {
                homes[place].works.append(completed)
            } else {
                homes.append((home, [completed]))
            }
        }
        for (home, works) in homes { home.perform { for completed in works { completed.complete() } } }
    }

    private func complete() { work.complete(result, isRepeat) }
}

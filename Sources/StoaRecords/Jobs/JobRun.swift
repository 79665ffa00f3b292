/// One step of one attempt of a job, and what the module wants to happen next.
package final class JobRun {
    package enum Next: Sendable {
        case done
        /// At a moment of the store's clock, or as declared.
        case retry(at: Int64?)
        case exchange(HTTPExchange)
        /// The kernel's own jobs only: the next step comes when this has called back, as after an exchange.
        case beside(Beside)
    }

    /// Work between two steps, on no thread of the writer's and in no transaction; calls back once, on any thread.
    package typealias Beside = @Sendable (StoreSet, StoreIdentity, @escaping @Sendable () -> Void) -> Void

    package let job: StoredJob
    package let attemptsMax: Int
    /// Exchanges made so far in this attempt.
    package let step: Int
    package let reply: HTTPReply?
    package var next = Next.done
    /// Replaces the arguments of what follows.
    package var newArguments: [UInt8]?

    package init(job: StoredJob, attemptsMax: Int, step: Int, reply: HTTPReply?) {
        self.job = job
        self.attemptsMax = attemptsMax
        self.step = step
        self.reply = reply
    }
}

/// A job as its row has it.
package struct StoredJob: Sendable, Equatable {
    package var id: Int64
    package var name: String
    package var lane: String
    package var due: Int64
    package var created: Int64
    /// Attempts that have failed.
    package var failures: Int
    package var arguments: [UInt8]
}

/// An HTTP exchange that a job asks the kernel for.
package struct HTTPExchange: Sendable, Equatable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var timeoutMilliseconds: Int
    package var replyBytesMax: Int
    /// Connections are shared within one channel only; it begins with the store's id.
    package var channel: String

    package init(
        method: String, url: String, headers: [(name: String, value: String)], body: [UInt8],
        timeoutMilliseconds: Int, replyBytesMax: Int, channel: String
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.replyBytesMax = replyBytesMax
        self.channel = channel
    }

    package static func == (left: HTTPExchange, right: HTTPExchange) -> Bool {
        left.method == right.method && left.url == right.url && left.body == right.body
            && left.channel == right.channel && left.headers.elementsEqual(right.headers, by: ==)
    }
}

/// What came of an exchange: a status, or the reason why there is none.
package struct HTTPReply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    package var durationMilliseconds: Int
    package var error = ""

    package init(status: Int, durationMilliseconds: Int) {
        self.status = status
        self.durationMilliseconds = durationMilliseconds
    }
}

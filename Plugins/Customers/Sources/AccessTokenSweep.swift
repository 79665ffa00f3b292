import StoaKit

/// Access tokens of customers who never come back: others go when their customer signs in again.
enum AccessTokenSweep {
    static let job = "sweep_access_tokens"
    private static let seconds: Int64 = 86_400

    /// Sees to it that the next sweep is under way.
    static func schedule(_ context: Context) throws(Failures) {
        try context.enqueue(job, key: job, due: context.now.adding(seconds: seconds))
    }

    /// A job: deletes tokens that have expired, some at a time, and comes again while there are others.
    @Sendable static func run(_ run: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        let expired = try context.find(CustomerAccessToken.self, where: .atMost("expires_at", context.now))
        for token in expired { try context.remove(CustomerAccessToken.self, token.id) }
        // This run has the key itself until it is done.
        try context.cancelJob(job, key: job)
        if expired.count == Context.pageMax {
            try context.enqueue(job, key: job)
        } else if try !context.find(CustomerAccessToken.self, limit: 1).isEmpty {
            try schedule(context)
        }
        return .done
    }
}

package import StoaKit

/// What a reply means to the delivery and to its subscription.
package enum Verdict: Equatable, Sendable {
    /// Taken: any 2xx.
    case delivered
    /// 410: the receiver wants no more.
    case gone
    /// Not taken; redirects are not followed and count as this.
    case failed
    /// Not taken, and the receiver wants nothing at all before this moment.
    case held(until: Timestamp)

    /// Judges a reply that came at `now`.
    package init(_ reply: HTTPReply, now: Timestamp) {
        switch reply.status {
        case 200...299: self = .delivered
        case 410: self = .gone
        case 429, 503:
            let moment = reply.header("retry-after").flatMap { Self.moment($0, now: now) }
            self = moment.map { .held(until: $0) } ?? .failed
        default: self = .failed
        }
    }

    /// What Retry-After says, in seconds or as a time (RFC 9110 section 10.2.3), up to the platform's bound; nil if it
    /// says nothing or the past.
    static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        let most = now.adding(seconds: Schedule.retryAfterMax)
        if text.utf8.allSatisfy({ (48...57).contains($0) }), !text.isEmpty {
            let seconds = Int64(text).map { min($0, Schedule.retryAfterMax) } ?? Schedule.retryAfterMax
            return seconds > 0 ? now.adding(seconds: seconds) : nil
        }
        guard let moment = Timestamp(httpText: text), moment > now else { return nil }
        return min(moment, most)
    }
}

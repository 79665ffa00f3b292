import StoaKit

/// Ends the subscriptions of keys that have been revoked or have expired.
///
/// Nobody can see or change them any more, and whoever revokes a key means that what it was for stops.
struct Owners {
    private let context: Context
    /// Of one call, in which no key changes.
    private var known: [String: Bool] = [:]

    init(_ context: Context) {
        self.context = context
    }

    /// True if the owner is gone; then the subscription is deleted, and what it was not sent is given up.
    mutating func endIfOrphaned(_ webhook: Webhook) throws(Failures) -> Bool {
        if try isActive(webhook.owner) { return false }
        try context.remove(Webhook.self, webhook.id)
        return true
    }

    private mutating func isActive(_ owner: String) throws(Failures) -> Bool {
        if let known = known[owner] { return known }
        let isActive = try context.call("kernel.is_active_actor/1", .string(owner)).bool ?? true
        known[owner] = isActive
        return isActive
    }
}

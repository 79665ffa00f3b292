package import StoaKit

/// A subscription: which events its owner wants to be sent, and where.
package struct Webhook: Record, Equatable {
    package var id: Int64 = 0
    /// As its owner spelled it; deliveries carry it.
    package var topic = ""
    package var address = ""
    /// Lists of texts; as JSON, so that what is none can be refused.
    package var fields = JSON("[]")
    package var metafieldNamespaces = JSON("[]")
    package var apiVersion = "2024-01"
    package var status = Status.active
    package var pauseReason: PauseReason?
    package var pausedAt: Timestamp?
    /// The receiver wants nothing before this.
    package var heldUntil: Timestamp?
    package var isOrdered = false
    package var filter: String?
    package var headers: JSON?
    package var retry: JSON?
    package var concurrency: Int64 = concurrencyMax
    /// Attempts a second.
    package var rateLimit: Int64?
    /// Which of its secrets is the newest.
    package var secretVersion: Int64 = 1
    /// Until when deliveries are signed with the secret before too.
    package var previousSecretUntil: Timestamp?
    /// Who made it.
    package var owner = ""
    /// The topic's internal name.
    package var event = ""
    /// The last event before it wanted its topic; it is told of later ones.
    package var lastEventBefore: Int64 = 0
    package var createdAt: Timestamp?

    package enum Status: String, FieldValue, CaseIterable { case active, paused }

    package enum PauseReason: String, FieldValue, CaseIterable {
        /// All attempts of a delivery failed.
        case failing
        /// The receiver answered 410.
        case gone
        /// Its owner asked for it.
        case requested
    }

    /// Exchanges of one subscription at once.
    package static let concurrencyMax: Int64 = 16

    package init() {}

    /// What of payloads is sent.
    var selection: Selection {
        Selection(
            fields: Selection.names(fields) ?? [], metafieldNamespaces: Selection.names(metafieldNamespaces) ?? [])
    }

    /// The versions of the secrets that sign what is triggered now, the newest first.
    func keyVersions(at now: Timestamp) -> [Int64] {
        guard let until = previousSecretUntil, until > now, secretVersion > 1 else { return [secretVersion] }
        return [secretVersion, secretVersion - 1]
    }
}

/// How soon the next attempt of a subscription with a rate may be made.
///
/// Kept apart, because it changes with every attempt.
package struct Pace: Record, Equatable {
    package var id: Int64 = 0
    package var webhookID: Int64 = 0
    /// Microseconds since 1970 of the first moment that is not taken.
    package var free: Int64 = 0

    package init() {}
}

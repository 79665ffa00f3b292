package import StoaKit

/// Whether a customer wants marketing on one channel.
package struct Consent: Equatable {
    package var state: State
    package var optInLevel: OptInLevel?
    package var updatedAt: Timestamp?
    /// Where it was given, in the client's words; nil if nobody said.
    package var source: String?

    package enum State: String, FieldValue, CaseIterable {
        case notSubscribed = "not_subscribed"
        case pending, subscribed, unsubscribed, redacted, invalid
    }

    /// How sure it is (M3AAWG's sender best practices).
    package enum OptInLevel: String, FieldValue, CaseIterable {
        case single = "single_opt_in"
        case confirmed = "confirmed_opt_in"
        case unknown
    }

    package enum Channel: String, FieldValue, CaseIterable {
        case email, sms

        /// The field of the customer.
        package var field: String { "\(rawValue)_marketing_consent" }
    }

    package init(
        _ state: State, _ optInLevel: OptInLevel? = nil, updatedAt: Timestamp? = nil, source: String? = nil
    ) {
        self.state = state
        self.optInLevel = optInLevel
        self.updatedAt = updatedAt
        self.source = source
    }

    /// What clients expect to read where nobody said how sure a consent to text messages is, and where it was given.
    private static let unsaid = (level: OptInLevel.single, source: "OTHER")

    /// Reads `{"state", "opt_in_level", "consent_updated_at", "consent_collected_from"}`.
    package init(_ json: JSON, _ channel: Channel) throws(Failures) {
        guard let members = json.members else { throw .invalid("", "must be an object") }
        let values = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        guard let state = values["state"]?.string.flatMap(State.init) else {
            throw .invalid("state", "is not included in the list")
        }
        self.init(state)
        optInLevel = try Self.read(values["opt_in_level"], "opt_in_level", "is not included in the list") {
            OptInLevel(rawValue: $0)
        }
        updatedAt = try Self.read(values["consent_updated_at"], "consent_updated_at", "is not an ISO 8601 time") {
            Timestamp(text: $0)
        }
        source = try Self.read(values["consent_collected_from"], "consent_collected_from", "is too long") {
            $0.unicodeScalars.count <= 255 ? $0 : nil
        }
        if channel == .sms, optInLevel == nil { optInLevel = Self.unsaid.level }
        if source == Self.unsaid.source { source = nil }
    }

    private static func read<Value>(
        _ json: JSON?, _ name: String, _ refusal: String, _ value: (String) -> Value?
    ) throws(Failures) -> Value? {
        guard let json, !json.isNull else { return nil }
        guard let value = json.string.flatMap(value) else { throw .invalid(name, refusal) }
        return value
    }

    /// As clients see it: every consent to text messages has a level and a source.
    package func json(_ channel: Channel) -> JSON {
        let isText = channel == .sms
        let level = isText ? optInLevel ?? Self.unsaid.level : optInLevel
        let source = isText ? source ?? Self.unsaid.source : source
        var members: [(name: String, value: JSON)] = [
            ("state", .string(state.rawValue)), ("opt_in_level", level.map { .string($0.rawValue) } ?? .null),
            ("consent_updated_at", updatedAt.map { .string($0.text) } ?? .null),
        ]
        if let source { members.append(("consent_collected_from", .string(source))) }
        return .object(members)
    }
}

/// One line of the history of a customer's consents.
package struct ConsentChange: Record, Equatable {
    package var id: Int64 = 0
    package var customerID: Int64 = 0
    package var channel = Consent.Channel.email
    package var state = Consent.State.notSubscribed
    package var optInLevel: Consent.OptInLevel?
    package var updatedAt: Timestamp?
    package var source = ""

    package init() {}
}

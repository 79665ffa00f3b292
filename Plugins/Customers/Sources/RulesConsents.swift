package import StoaKit

/// Brings both consents into their form, and `accepts_marketing` in step with that for e-mail.
///
/// What changed counts, the consent if both did. A change has a time: the one that was sent, unless it is to come.
package func settleConsents(_ customer: inout Customer, _ change: Change<Customer>, _ failures: inout Failures) {
    let before = change.before ?? Customer()
    let isConsentNew =
        customer.emailConsent != before.emailConsent && customer.consent(.email) != before.consent(.email)
    if !isConsentNew, customer.acceptsMarketing != before.acceptsMarketing {
        let state: Consent.State = customer.acceptsMarketing ? .subscribed : .unsubscribed
        customer.emailConsent = Consent(state, customer.marketingOptInLevel ?? .single).json(.email)
    }
    let email = ConsentRule(channel: .email, isReachable: customer.email != nil, now: change.now)
    customer.emailConsent = email.settled(customer.emailConsent, before.emailConsent, &failures)
    let sms = ConsentRule(channel: .sms, isReachable: customer.phone != nil, now: change.now)
    customer.smsConsent = sms.settled(customer.smsConsent, before.smsConsent, &failures)
    let consent = customer.consent(.email)
    customer.acceptsMarketing = consent?.state == .subscribed
    customer.acceptsMarketingUpdatedAt = consent?.updatedAt
    customer.marketingOptInLevel = consent?.optInLevel
}

/// How a consent to one channel is kept.
private struct ConsentRule {
    let channel: Consent.Channel
    /// There is an address or a number to use; then there is a consent too, if only that nobody has asked.
    let isReachable: Bool
    let now: Timestamp

    /// What to keep of the consent that was given, over the one before.
    func settled(_ given: JSON?, _ before: JSON?, _ failures: inout Failures) -> JSON? {
        guard let given else { return before ?? (isReachable ? Consent(.notSubscribed).json(channel) : nil) }
        guard given != before else { return given }
        do throws(Failures) {
            let old = before.flatMap { try? Consent($0, channel) }
            let consent = try Consent(given, channel).completed(from: old)
            guard consent != old else { return before }
            return (consent.isUnasked && old == nil ? consent : dated(consent, after: old)).json(channel)
        } catch {
            for issue in error.issues {
                failures.add(channel.field + (issue.field.isEmpty ? "" : "." + issue.field), issue.message)
            }
            return before
        }
    }

    private func dated(_ consent: Consent, after old: Consent?) -> Consent {
        var dated = consent
        dated.updatedAt = consent.updatedAt == old?.updatedAt ? now : min(consent.updatedAt ?? now, now)
        return dated
    }
}

extension Consent {
    /// Nobody has said anything yet.
    package var isUnasked: Bool { state == .notSubscribed && updatedAt == nil }

    /// With what is known of it already, if it is the same again.
    fileprivate func completed(from old: Consent?) -> Consent {
        guard let old, state == old.state else { return self }
        return Consent(
            state, optInLevel ?? old.optInLevel, updatedAt: updatedAt ?? old.updatedAt, source: source ?? old.source)
    }
}

extension Customer {
    /// What is known of a channel.
    package func consent(_ channel: Consent.Channel) -> Consent? {
        let json = channel == .email ? emailConsent : smsConsent
        return json.flatMap { try? Consent($0, channel) }
    }
}

/// Goes on from a change of a customer: adds to the history what was said of either channel.
@Sendable func recordConsents(
    _ customer: Customer, _ change: Change<Customer>, _ context: Context
) throws(Failures) {
    for channel in Consent.Channel.allCases {
        let consent = customer.consent(channel)
        guard let consent, consent.updatedAt != nil, consent != change.before?.consent(channel) else { continue }
        var entry = ConsentChange()
        entry.customerID = customer.id
        entry.channel = channel
        entry.state = consent.state
        entry.optInLevel = consent.optInLevel
        entry.updatedAt = consent.updatedAt
        let actor = try context.store().actor
        entry.source = consent.source ?? actor
        try context.create(entry)
    }
}

import Customers
import StoaKit
import Testing

private let now = Timestamp(microseconds: 1_700_000_000_000_000)
private let earlier = now.adding(seconds: -3_600)

private func customer(_ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer()
    customer.email = "a@x.com"
    change(&customer)
    return customer
}

private func settled(_ draft: Customer, over before: Customer? = nil) -> (Customer, Failures) {
    var (draft, failures) = (draft, Failures())
    settleConsents(&draft, Change(before: before, now: now), &failures)
    return (draft, failures)
}

@Suite struct ConsentTests {
    @Test func `who has an e-mail and was not asked has not subscribed`() {
        let (known, _) = settled(customer())
        #expect(known.consent(.email) == Consent(.notSubscribed))
        #expect(known.smsConsent == nil && !known.acceptsMarketing && known.acceptsMarketingUpdatedAt == nil)
        #expect(settled(customer { $0.email = nil }).0.emailConsent == nil)
    }

    @Test func `to repeat that nobody was asked is to say nothing`() {
        let (known, _) = settled(customer { $0.emailConsent = JSON(#"{"state":"not_subscribed"}"#) })
        #expect(known.consent(.email) == Consent(.notSubscribed))
    }

    @Test func `a consent to text messages has a level and a source`() {
        let (known, _) = settled(customer { $0.phone = "+15555551234" })
        #expect(known.smsConsent?["opt_in_level"]?.string == "single_opt_in")
        #expect(known.smsConsent?["consent_collected_from"]?.string == "OTHER")
        #expect(known.consent(.sms) == Consent(.notSubscribed, .single))
    }

    @Test(arguments: [
        (#"{"state":"subscribed"}"#, Consent(.subscribed, updatedAt: now)),
        (
            #"{"state":"subscribed","opt_in_level":"confirmed_opt_in","consent_updated_at":"2023-11-14T21:13:20Z"}"#,
            Consent(.subscribed, .confirmed, updatedAt: earlier)
        ),
        (#"{"state":"pending","consent_updated_at":"2999-01-01T00:00:00Z"}"#, Consent(.pending, updatedAt: now)),
        (
            #"{"state":"unsubscribed","opt_in_level":null,"consent_collected_from":"footer"}"#,
            Consent(.unsubscribed, updatedAt: now, source: "footer")
        ),
    ])
    func `a consent has the time that was sent, unless it is to come`(json: String, consent: Consent) {
        let (known, failures) = settled(customer { $0.emailConsent = JSON(json) })
        #expect(failures.issues.isEmpty && known.consent(.email) == consent)
        #expect(known.acceptsMarketing == (consent.state == .subscribed))
        #expect(known.acceptsMarketingUpdatedAt == consent.updatedAt)
        #expect(known.marketingOptInLevel == consent.optInLevel)
    }

    @Test func `the old flag makes a consent, and takes it back`() {
        let (yes, _) = settled(customer { $0.acceptsMarketing = true })
        #expect(yes.consent(.email) == Consent(.subscribed, .single, updatedAt: now))
        var draft = yes
        draft.acceptsMarketing = false
        #expect(settled(draft, over: yes).0.consent(.email)?.state == .unsubscribed)
    }

    @Test func `a consent counts before the flag if both changed`() {
        let (known, _) = settled(
            customer {
                $0.acceptsMarketing = true
                $0.emailConsent = JSON(#"{"state":"not_subscribed"}"#)
            })
        #expect(known.consent(.email)?.state == .notSubscribed && !known.acceptsMarketing)
    }

    @Test(arguments: [
        #"{ "consent_updated_at": "2023-11-14T23:13:20+01:00", "state": "subscribed", "opt_in_level": null }"#,
        #"{"state":"subscribed"}"#,
    ])
    func `the same consent in other words changes nothing`(words: String) {
        let (stored, _) = settled(customer { $0.emailConsent = JSON(#"{"state":"subscribed"}"#) })
        var draft = stored
        draft.emailConsent = JSON(words)
        #expect(settled(draft, over: stored).0 == stored)
    }

    @Test(arguments: [
        ("[]", "email_marketing_consent", "must be an object"),
        ("{}", "email_marketing_consent.state", "is not included in the list"),
        (#"{"state":"maybe"}"#, "email_marketing_consent.state", "is not included in the list"),
        (
            #"{"state":"pending","opt_in_level":1}"#, "email_marketing_consent.opt_in_level",
            "is not included in the list"
        ),
        (
            #"{"state":"pending","consent_updated_at":"today"}"#, "email_marketing_consent.consent_updated_at",
            "is not an ISO 8601 time"
        ),
    ])
    func `what is no consent is refused`(json: String, field: String, message: String) {
        let (_, failures) = settled(customer { $0.emailConsent = JSON(json) })
        #expect(failures == .invalid(field, message))
    }
}

package import StoaKit

/// Who buys, as rules see them.
package struct Customer: Record, Equatable {
    package var id: Int64 = 0
    package var email: String?
    /// What makes the e-mail one and the same, however it is spelled.
    package var emailKey: String?
    package var phone: String?
    package var firstName: String?
    package var lastName: String?
    package var state = AccountState.disabled
    package var note: String?
    package var tags = ""
    package var taxExemptions: [String] = []
    package var verifiedEmail = true
    package var acceptsMarketing = false
    package var acceptsMarketingUpdatedAt: Timestamp?
    package var marketingOptInLevel: Consent.OptInLevel?
    package var emailConsent: JSON?
    package var smsConsent: JSON?
    package var multipassIdentifier: String?
    package var currency = ""
    package var ordersCount: Int64 = 0
    package var addresses: [Address] = []
    package var defaultAddress: JSON?
    /// The digest of the token that answers the invitation; nil once it is used.
    package var activationDigest: String?
    package var activationExpiresAt: Timestamp?
    /// How many tokens it has been given.
    package var activationCount: Int64 = 0
    package var erasedAt: Timestamp?
    /// The record that this one becomes part of, in the moment before it is deleted.
    package var mergedIntoID: Int64?
    package var searchText = ""
    /// Its hash.
    package var password: String?
    /// Input only: whether the account is invited as soon as it is made.
    package var sendEmailInvite: Bool?

    package init() {}

    /// Whether the customer can sign in, and what came of an invitation.
    package enum AccountState: String, FieldValue, CaseIterable { case disabled, invited, enabled, declined }
}

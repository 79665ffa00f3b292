package import StoaKit

/// What shows that a customer has signed in.
///
/// Only the token's digest is kept: whoever reads the database cannot sign in with it.
package struct CustomerAccessToken: Record, Equatable {
    package var id: Int64 = 0
    package var customerID: Int64 = 0
    package var digest = ""
    package var expiresAt: Timestamp?

    /// How long one can be used.
    package static let seconds: Int64 = 30 * 86_400
    /// Tokens of one customer; the oldest ends when there is one more.
    package static let countMax = 50
    static let bytes = 32

    package init() {}

    /// Whether it can still be used.
    package func isValid(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? false }
}

extension Customer {
    /// Whether a password signs the customer in.
    package var canSignIn: Bool { state == .enabled && erasedAt == nil && password != nil }
}

/// The tokens that end so that a customer can have another: those that cannot be used any more, and the oldest.
package func ended(_ tokens: [CustomerAccessToken], at now: Timestamp) -> [CustomerAccessToken] {
    let valid = tokens.filter { $0.isValid(at: now) }
    return tokens.filter { !$0.isValid(at: now) } + valid.dropLast(CustomerAccessToken.countMax - 1)
}

/// Whether a change of a customer ends the sessions there are.
package func endsAccess(_ customer: Customer, _ change: Change<Customer>) -> Bool {
    guard let before = change.before, before.canSignIn else { return false }
    return !customer.canSignIn || customer.password != before.password
}

/// Goes on from a change of a customer: whoever had the old password, or an account that is closed, is signed out.
@Sendable func endAccess(_ customer: Customer, _ change: Change<Customer>, _ context: Context) throws(Failures) {
    guard endsAccess(customer, change) else { return }
    for token in try accessTokens(of: customer.id, context) { try context.remove(CustomerAccessToken.self, token.id) }
}

/// All tokens of a customer, the oldest first; there are fewer than a page holds.
func accessTokens(of customer: Int64, _ context: Context) throws(Failures) -> [CustomerAccessToken] {
    try context.find(CustomerAccessToken.self, where: .equal("customer_id", customer))
}

import StoaKit

/// The service `customers.find_by_email/1`, for `{"email"}` in any spelling: `{"customer_id"}`, null if there is none.
///
/// What is no e-mail is refused (422), since nobody could be made a customer by it either.
@Sendable func findByEmailService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let email = Email(input["email"]?.string ?? "") else { throw .invalid("email", "is invalid") }
    return .object([("customer_id", try customer(with: email, context).map { JSON("\($0.id)") } ?? .null)])
}

/// The customer with an e-mail.
func customer(with email: Email, _ context: Context) throws(Failures) -> Customer? {
    try context.find(Customer.self, where: .equal("email_key", email.key), limit: 1).first
}

package import StoaKit

extension Customer {
    /// Invites the customer to open an account; returns why that cannot be.
    package mutating func invite() -> Failure? {
        guard erasedAt == nil else { return Failure(.conflict, "", "Customer has been erased") }
        guard state != .enabled else { return Failure(.invalid, "", "account already enabled") }
        guard email != nil else { return Failure(.invalid, "email", "can't be blank") }
        state = .invited
        return nil
    }

    /// Takes the answer to an invitation; its token cannot be used again.
    package mutating func answer(_ answer: AccountState, tokenDigest: String, at now: Timestamp) throws(Failures) {
        guard let activationDigest, let activationExpiresAt, activationDigest == tokenDigest, now < activationExpiresAt
        else { throw .invalid("token", "is invalid or has expired") }
        state = answer
        voidToken()
    }

    /// Gives the customer an account, as a password does.
    package mutating func openAccount() {
        state = .enabled
        voidToken()
    }

    /// Whoever holds a token has it for nothing.
    package mutating func voidToken() {
        activationDigest = nil
        activationExpiresAt = nil
    }
}

/// The secrets in activation URLs.
///
/// They are made from a key that is in no database, so that whoever reads one cannot make them, and kept as a digest.
enum ActivationToken {
    /// How long one can be used.
    static let seconds: Int64 = 30 * 86_400
    private static let label = "activation"

    /// A token that was never given before.
    static func make(for customer: Customer, _ context: Context) throws(Failures) -> String {
        let seed = "\(customer.id):\(customer.activationCount + 1):\(context.now.microseconds)"
        return try context.hmacSHA256(key: try context.key(label), Array(seed.utf8)).hexadecimal
    }
}

/// What is kept of a token.
func digest(of token: String, _ context: Context) throws(Failures) -> String {
    try context.sha256(Array(token.utf8)).hexadecimal
}

/// A route: makes the URL at which a customer opens an account; the one before it no longer works.
@Sendable func activationURLRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    let token = try ActivationToken.make(for: try storedCustomer(id, context), context)
    let digest = try digest(of: token, context)
    try context.update(Customer.self, id) { (customer) throws(Failures) in
        try customer.inviteOrThrow()
        customer.activationCount += 1
        customer.activationDigest = digest
        customer.activationExpiresAt = context.now.adding(seconds: ActivationToken.seconds)
    }
    let url = "https://\(try shopDomain(context))/account/activate/\(id)/\(token)"
    return .json("account_activation_url", .string(url))
}

/// A route: opens the account whose token is sent.
@Sendable func activateRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try answer(request, .enabled, context)
}

/// A route: turns an invitation down.
@Sendable func declineRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try answer(request, .declined, context)
}

private func answer(
    _ request: Request, _ answer: Customer.AccountState, _ context: Context
) throws(Failures) -> Response {
    let id = try request.id()
    let digest = try digest(of: try request.object("customer")["token"]?.string ?? "", context)
    try context.update(Customer.self, id) { (customer) throws(Failures) in
        try customer.answer(answer, tokenDigest: digest, at: context.now)
    }
    return .record(Customer.self, id)
}

/// A route: closes an account; its customer cannot sign in.
@Sendable func disableRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    try context.update(Customer.self, id) { customer in
        customer.state = .disabled
        customer.voidToken()
    }
    return .record(Customer.self, id)
}

extension Customer {
    mutating func inviteOrThrow() throws(Failures) {
        guard let refusal = invite() else { return }
        var failures = Failures()
        failures.add(refusal.field, refusal.message, code: refusal.code)
        throw failures
    }
}

/// The customer with this id, or a refusal.
func storedCustomer(_ id: Int64, _ context: Context) throws(Failures) -> Customer {
    guard let customer = try context.fetch(Customer.self, id) else { throw .notFound("Not found") }
    return customer
}

/// Where the store's customers are led to.
func shopDomain(_ context: Context) throws(Failures) -> String {
    let parent = try context.setting("shop_domain")?.string ?? "myshopify.com"
    return "\(try context.store().name).\(parent)"
}

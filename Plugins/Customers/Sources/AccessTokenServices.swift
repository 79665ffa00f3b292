import StoaKit

/// Why a customer is not signed in, in the codes that storefronts know.
private enum SignInRefusal {
    case blank(String)
    case unidentified
    case tokenInvalid

    var json: JSON {
        let (code, field, message) =
            switch self {
            case .blank(let field): ("BLANK", JSON.string(field), "can't be blank")
            case .unidentified: ("UNIDENTIFIED_CUSTOMER", .null, "Unidentified customer")
            case .tokenInvalid: ("TOKEN_INVALID", JSON.string("access_token"), "is invalid or has expired")
            }
        return .object([("code", .string(code)), ("field", field), ("message", .string(message))])
    }
}

/// The service `customers.create_access_token/1`: signs in with `{"email", "password"}`.
///
/// Nobody learns whether it is the e-mail, the password or the state of the account that is wrong, nor from the time: a
/// password is compared in each case.
@Sendable func createAccessTokenService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let (email, password) = (input["email"]?.string ?? "", input["password"]?.string ?? "")
    let blank = [("email", email.trimmed), ("password", password)].filter { $0.1.isEmpty }
    guard blank.isEmpty else { return answer(refusing: blank.map { .blank($0.0) }) }
    let customer = try whoSignsIn(with: email, context)
    guard try context.isPassword(password, customer?.password ?? ""), let customer else {
        return answer(refusing: [.unidentified])
    }
    for token in ended(try accessTokens(of: customer.id, context), at: context.now) {
        try context.remove(CustomerAccessToken.self, token.id)
    }
    let secret = try context.random(CustomerAccessToken.bytes).hexadecimal
    var token = CustomerAccessToken()
    token.customerID = customer.id
    token.digest = try digest(of: secret, context)
    token.expiresAt = context.now.adding(seconds: CustomerAccessToken.seconds)
    try context.create(token)
    try AccessTokenSweep.schedule(context)
    return answer(secret, token, context)
}

/// The service `customers.find_by_access_token/1`, for `{"access_token"}`: `customer_id` is null for one that is not valid.
@Sendable func findByAccessTokenService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let token = try validToken(input, context)?.token else { return .object([("customer_id", .null)]) }
    return .object([("customer_id", JSON("\(token.customerID)")), ("expires_at", expiry(token, context))])
}

/// The service `customers.renew_access_token/1`, for `{"access_token"}`: the same token, for as long as a new one.
@Sendable func renewAccessTokenService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let (secret, token) = try validToken(input, context) else { return answer(refusing: [.tokenInvalid]) }
    var renewed = token
    renewed.expiresAt = context.now.adding(seconds: CustomerAccessToken.seconds)
    try context.update(CustomerAccessToken.self, token.id) { $0 = renewed }
    return answer(secret, renewed, context)
}

/// The service `customers.delete_access_token/1`, for `{"access_token"}`: signs out.
@Sendable func deleteAccessTokenService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let (secret, token) = try validToken(input, context) else {
        return .object([
            ("deleted_access_token", .null), ("deleted_customer_access_token_id", .null),
            ("customer_user_errors", .array([SignInRefusal.tokenInvalid.json])),
        ])
    }
    try context.remove(CustomerAccessToken.self, token.id)
    return .object([
        ("deleted_access_token", .string(secret)), ("deleted_customer_access_token_id", JSON("\(token.id)")),
        ("customer_user_errors", .array([])),
    ])
}

private func whoSignsIn(with given: String, _ context: Context) throws(Failures) -> Customer? {
    guard let email = Email(given) else { return nil }
    return try customer(with: email, context).flatMap { $0.canSignIn ? $0 : nil }
}

private func validToken(
    _ input: JSON, _ context: Context
) throws(Failures) -> (secret: String, token: CustomerAccessToken)? {
    guard let secret = input["access_token"]?.string, secret.utf8.count == 2 * CustomerAccessToken.bytes else {
        return nil
    }
    let found = try context.find(
        CustomerAccessToken.self, where: .equal("digest", try digest(of: secret, context)), limit: 1)
    guard let token = found.first, token.isValid(at: context.now) else { return nil }
    return (secret, token)
}

private func answer(_ secret: String, _ token: CustomerAccessToken, _ context: Context) -> JSON {
    let shown = JSON.object([
        ("access_token", .string(secret)), ("expires_at", expiry(token, context)),
        ("customer_id", JSON("\(token.customerID)")),
    ])
    return .object([("customer_access_token", shown), ("customer_user_errors", .array([]))])
}

private func answer(refusing refusals: [SignInRefusal]) -> JSON {
    .object([("customer_access_token", .null), ("customer_user_errors", .array(refusals.map(\.json)))])
}

private func expiry(_ token: CustomerAccessToken, _ context: Context) -> JSON {
    token.expiresAt.map { .string(context.text($0)) } ?? .null
}

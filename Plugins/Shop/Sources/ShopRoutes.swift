import StoaKit

/// A route: the store's settings.
@Sendable func shopRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .record(Settings.self, try settingsID(context))
}

/// A route: changes the settings that the body names.
@Sendable func changeShopRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let body = try request.object("shop")
    let id = try settingsID(context)
    try context.update(Settings.self, id) { (settings) throws(Failures) in try settings.apply(body) }
    return .record(Settings.self, id)
}

/// Every store has the record from the start.
private func settingsID(_ context: Context) throws(Failures) -> Int64 {
    guard let settings = try context.find(Settings.self, limit: 1).first else { throw .notFound("Not found") }
    return settings.id
}

/// A route: the currencies that prices are in, which is the store's; it has no rate.
@Sendable func currenciesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let code = try context.store().currency.code
    return .json("currencies", .array([.object([("currency", .string(code)), ("rate_updated_at", .null)])]))
}

/// A route: the scopes that the caller holds.
@Sendable func accessScopesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("access_scopes", .array(try context.scopes().map { .object([("handle", .string($0))]) }))
}

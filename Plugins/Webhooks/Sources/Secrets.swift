import StoaKit

/// How long an exchanged secret still signs, in hours.
let overlapHours: (standard: Int64, most: Int64) = (24, 168)

/// A route: the secret of a subscription, and for as long as it signs too the one before.
@Sendable func secretRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try secret(of: try ownWebhook(try request.id(), context), context)
}

/// A route: gives a subscription a new secret.
///
/// Deliveries that were triggered before keep theirs.
@Sendable func rotateSecretRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    var webhook = try ownWebhook(try request.id(), context)
    let hours = try request.object("secret")["overlap_hours"] ?? JSON(String(overlapHours.standard))
    guard let hours = hours.integer, (0...overlapHours.most).contains(hours) else {
        throw .invalid("overlap_hours", "must be from 0 to \(overlapHours.most)")
    }
    webhook.secretVersion += 1
    webhook.previousSecretUntil = hours == 0 ? nil : context.now.adding(seconds: hours * 3_600)
    try context.update(Webhook.self, webhook.id) { stored in
        stored.secretVersion = webhook.secretVersion
        stored.previousSecretUntil = webhook.previousSecretUntil
    }
    return try secret(of: webhook, context)
}

private func secret(of webhook: Webhook, _ context: Context) throws(Failures) -> Response {
    var texts: [JSON] = []
    for version in webhook.keyVersions(at: context.now) {
        let key = try context.key(Secret.label(webhook: webhook.id, version: version))
        texts.append(.string(Secret(key: key).text))
    }
    let hasPrevious = texts.count > 1
    let until = hasPrevious ? webhook.previousSecretUntil.map { JSON.string($0.text) } : nil
    return .json(
        "secret",
        .object([
            ("secret", texts[0]), ("version", JSON(String(webhook.secretVersion))),
            ("previous_secret", hasPrevious ? texts[1] : .null), ("previous_secret_until", until ?? .null),
        ]))
}

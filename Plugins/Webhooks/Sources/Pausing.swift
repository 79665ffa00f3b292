import StoaKit

/// Stops and goes on with the deliveries of a subscription.
enum Pausing {
    /// Stops them; nothing is dropped, what happens from now on waits too.
    static func pause(_ webhook: Webhook, _ reason: Webhook.PauseReason, _ context: Context) throws(Failures) {
        guard webhook.status == .active else { return }
        try context.update(Webhook.self, webhook.id) { webhook in
            webhook.status = .paused
            webhook.pauseReason = reason
            webhook.pausedAt = context.now
        }
        try tell(Topics.paused, of: webhook, [("reason", .string(reason.rawValue))], context)
    }

    /// Goes on, with a fresh set of attempts for everything that waits.
    static func resume(_ webhook: Webhook, _ context: Context) throws(Failures) {
        guard webhook.status == .paused else { return }
        try context.update(Webhook.self, webhook.id) { webhook in
            webhook.status = .active
            webhook.pauseReason = nil
            webhook.pausedAt = nil
            webhook.heldUntil = nil
        }
        try context.enqueue(Jobs.resume, JSON("[\(webhook.id),0]"))
        try tell(Topics.resumed, of: webhook, [], context)
    }

    private static func tell(
        _ topic: String, of webhook: Webhook, _ more: [(name: String, value: JSON)], _ context: Context
    ) throws(Failures) {
        let facts: [(name: String, value: JSON)] = [
            ("id", JSON(String(webhook.id))), ("topic", .string(webhook.topic)), ("address", .string(webhook.address)),
            ("at", .string(context.now.text)),
        ]
        try context.emit(topic, about: webhook.id, .object(facts + more))
    }
}

/// A job: has everything sent that waits for a subscription which is active again, some at a time.
@Sendable func resume(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    let arguments = job.arguments.elements?.compactMap(\.integer) ?? []
    guard arguments.count == 2, let webhook = try context.fetch(Webhook.self, arguments[0]),
        webhook.status == .active
    else { return .done }
    let waiting = try context.find(
        Delivery.self, where: .equal("waiting", webhook.id), after: arguments[1], limit: Jobs.page)
    for delivery in waiting {
        // What still had an attempt before it is not to make that too.
        try Line.drop(delivery.id, context)
        try context.update(Delivery.self, delivery.id) { delivery in
            delivery.attemptCount = 0
            delivery.nextAttemptAt = context.now
        }
        if let queue = delivery.queue, try Line.first(in: queue, context)?.id != delivery.id { continue }
        try Line.enqueue(delivery.id, of: webhook, delivery.recordID, at: nil, context)
    }
    if waiting.count == Jobs.page, let last = waiting.last?.id {
        try context.enqueue(Jobs.resume, JSON("[\(webhook.id),\(last)]"))
    }
    return .done
}

/// A route: stops the deliveries of a subscription.
@Sendable func pauseRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let webhook = try ownWebhook(try request.id(), context)
    try Pausing.pause(webhook, .requested, context)
    return .record(Webhook.self, webhook.id)
}

/// A route: goes on with the deliveries of a subscription.
@Sendable func resumeRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let webhook = try ownWebhook(try request.id(), context)
    try Pausing.resume(webhook, context)
    return .record(Webhook.self, webhook.id)
}

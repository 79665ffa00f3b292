import StoaKit

/// Checks a subscription before it is stored.
@Sendable func prepareWebhook(
    _ draft: inout Webhook, _ change: Change<Webhook>, _ context: Context
) throws(Failures) {
    let surroundings = Surroundings(
        isDevelopment: try context.setting("development")?.bool ?? false,
        topic: { (name) throws(Failures) in try context.topic(name) }, can: context.can,
        lastEvent: { () throws(Failures) in try context.lastEvent() },
        isTaken: { (draft) throws(Failures) in try isTaken(draft, context) })
    try prepare(&draft, before: change.before, in: surroundings)
}

private func isTaken(_ draft: Webhook, _ context: Context) throws(Failures) -> Bool {
    var last: Int64 = 0
    while true {
        let others = try context.find(Webhook.self, where: .equal("address", draft.address), after: last)
        if others.contains(where: { $0.id != draft.id && $0.owner == draft.owner && $0.topic == draft.topic }) {
            return true
        }
        guard others.count == Context.pageMax, let next = others.last?.id else { return false }
        last = next
    }
}

/// Lets go of what a deleted subscription has not been sent.
@Sendable func releaseWebhook(_ draft: inout Webhook, _ change: Change<Webhook>, _ context: Context) throws(Failures) {
    try context.enqueue(Jobs.forget, JSON(String(draft.id)), key: String(draft.id))
}

/// A job: marks what a deleted subscription has not been sent as failed, some at a time.
@Sendable func forget(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard let webhook = job.arguments.integer else { return .done }
    let waiting = try context.find(Delivery.self, where: .equal("waiting", webhook), limit: Jobs.page)
    for delivery in waiting { try context.update(Delivery.self, delivery.id) { $0.end(.failed) } }
    // Its own key would find the job that is running.
    if waiting.count == Jobs.page { try context.enqueue(Jobs.forget, job.arguments) }
    return .done
}

/// The jobs of this module.
enum Jobs {
    /// Sends one delivery; many of one subscription at once.
    static let deliver = "deliver"
    /// Sends one delivery; one of a lane at a time.
    static let deliverInLine = "deliver_in_line"
    static let resume = "resume"
    static let replay = "replay"
    static let forget = "forget"
    static let sweep = "sweep"
    /// Records that one step of a job looks at.
    static let page = 100
}

/// The subscription with this id, if it is the caller's own.
func ownWebhook(_ id: Int64, _ context: Context) throws(Failures) -> Webhook {
    guard let webhook = try context.fetch(Webhook.self, id), webhook.owner == (try context.store().actor) else {
        throw .notFound("Not found")
    }
    return webhook
}

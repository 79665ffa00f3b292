import StoaKit

/// Which past events are to be sent again.
///
/// Every one keeps its ids and is signed with the secret of now.
struct ReplayOrder: Equatable {
    /// Nil for all subscriptions of the store.
    var webhook: Int64?
    /// Only later ones.
    var after: Int64 = 0
    /// Up to this one; 0 for no bound.
    var until: Int64 = 0
    /// Those of this moment and after.
    var since: Timestamp?
    /// Not those that happen after the order was given: they are sent anyway.
    var before: Timestamp

    /// Reads `{"webhook_id", "since", "event_id", "sequence", "from_sequence", "until_sequence"}`.
    ///
    /// - Parameters:
    ///   - json: What was asked for.
    ///   - store: What the ids of the store's events begin with.
    ///   - now: The store's clock.
    /// - Throws: What is wrong with it.
    init(_ json: JSON, store: [UInt8], now: Timestamp) throws(Failures) {
        before = now
        if let id = json["webhook_id"], !id.isNull {
            guard let id = id.integer else { throw .invalid("webhook_id", "must be a number") }
            webhook = id
        }
        if let text = json["before"]?.string, let moment = Timestamp(text: text) { before = min(now, moment) }
        if let after = json["after_sequence"]?.integer { self.after = max(0, after) }
        if let since = json["since"], !since.isNull {
            guard let moment = since.string.flatMap(Timestamp.init(text:)) else {
                throw .invalid("since", "must be a time such as 2024-01-31T12:00:00Z")
            }
            self.since = moment
        } else if let id = json["event_id"]?.string {
            guard let sequence = Identity.sequence(ofEvent: id, store: store) else {
                throw .invalid("event_id", "is not an event of this store")
            }
            (after, until) = (sequence - 1, sequence)
        } else if let sequence = json["sequence"]?.integer, sequence > 0 {
            (after, until) = (sequence - 1, sequence)
        } else if json["from_sequence"] != nil || json["until_sequence"] != nil {
            let (first, last) = (json["from_sequence"]?.integer ?? 1, json["until_sequence"]?.integer ?? .max)
            guard first >= 1, first <= last else { throw .invalid("from_sequence", "must not be above until_sequence") }
            (after, until) = (first - 1, last == .max ? 0 : last)
        } else if json["after_sequence"] == nil {
            throw .invalid("since", "or event_id, sequence or from_sequence must say which events")
        }
    }

    /// The rest of the order, for the next step.
    func json(after sequence: Int64) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("before", .string(before.preciseText)), ("after_sequence", JSON(String(sequence))),
        ]
        if let webhook { members.append(("webhook_id", JSON(String(webhook)))) }
        if until > 0 {
            members += [
                ("from_sequence", JSON(String(sequence + 1))), ("until_sequence", JSON(String(until))),
            ]
        }
        return .object(members)
    }
}

/// Finds events and has them sent again.
enum Replay {
    static func enqueue(_ input: JSON, _ context: Context) throws(Failures) {
        // Read here too, so that whoever asks is told what is wrong with it.
        let order = try ReplayOrder(input, store: try context.key(Labels.event), now: context.now)
        if let webhook = order.webhook, try context.fetch(Webhook.self, webhook) == nil {
            throw .invalid("webhook_id", "is not a subscription of this store")
        }
        var members = input.members ?? []
        members.append(("before", .string(order.before.preciseText)))
        try context.enqueue(Jobs.replay, .object(members))
    }

    /// Gives the same order for each subscription, some at a time: how many there are bounds no transaction.
    static func divide(_ input: JSON, _ order: ReplayOrder, _ context: Context) throws(Failures) {
        let page = try context.find(Webhook.self, after: input[afterWebhook]?.integer ?? 0, limit: Jobs.page)
        let rest = (input.members ?? []).filter { !["before", afterWebhook].contains($0.name) }
        let shared = rest + [("before", .string(order.before.preciseText))]
        for webhook in page {
            try context.enqueue(Jobs.replay, .object(shared + [("webhook_id", JSON(String(webhook.id)))]))
        }
        guard page.count == Jobs.page, let last = page.last?.id else { return }
        try context.enqueue(Jobs.replay, .object(shared + [(afterWebhook, JSON(String(last)))]))
    }

    private static let afterWebhook = "after_webhook_id"
}

/// A job: sends past events again, some at a time.
@Sendable func replay(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    let order = try ReplayOrder(job.arguments, store: try context.key(Labels.event), now: job.created)
    guard let id = order.webhook else {
        try Replay.divide(job.arguments, order, context)
        return .done
    }
    guard let webhook = try context.fetch(Webhook.self, id) else { return .done }
    // After a failure one at a time: the payloads of a page may have been too much for one call.
    let limit = job.attempt == 1 ? Jobs.page : 1
    let events = try context.events(after: order.after, until: order.until, since: order.since, limit: limit)
    let filter = webhook.filter.flatMap { EventFilter.parse($0).filter }
    var fan = FanOut(context)
    for event in events where event.time <= order.before && event.topic == webhook.event {
        guard !Topics.own.contains(event.topic), filter?.accepts(event.payload) ?? true else { continue }
        try fan.deliver(event, to: webhook, isReplay: true)
    }
    if events.count == limit, let last = events.last, last.time <= order.before,
        order.until == 0 || last.seq < order.until
    {
        try context.enqueue(Jobs.replay, order.json(after: last.seq))
    }
    return .done
}

/// A route: sends past events of a subscription again: one, a range, or all since a moment.
@Sendable func replayRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let webhook = try ownWebhook(try request.id(), context)
    var members = try request.object("replay").members ?? []
    members.removeAll { ["webhook_id", "before", "after_sequence"].contains($0.name) }
    if members.isEmpty, let begin = webhook.createdAt { members.append(("since", .string(begin.text))) }
    members.append(("webhook_id", JSON(String(webhook.id))))
    try Replay.enqueue(.object(members), context)
    return .json("replay", .object([("webhook_id", JSON(String(webhook.id)))]), status: 202)
}

/// A route: sends the event of a delivery again.
@Sendable func replayDeliveryRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let delivery = try ownDelivery(try request.id(), context)
    try Replay.enqueue(
        .object([
            ("webhook_id", JSON(String(delivery.webhookID))), ("sequence", JSON(String(delivery.sequence))),
        ]), context)
    return .json("replay", .object([("webhook_id", JSON(String(delivery.webhookID)))]), status: 202)
}

/// A route: exactly what is sent.
@Sendable func bodyRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let delivery = try ownDelivery(try request.id(), context)
    let sequence = delivery.sequence
    guard let event = try context.events(after: sequence - 1, until: sequence, limit: 1).first else {
        throw .notFound("Not found")
    }
    return .bytes("application/json", Array(delivery.body(of: event).text.utf8))
}

/// The service `webhooks.replay/1`.
@Sendable func replayService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    try Replay.enqueue(input, context)
    return .null
}

private func ownDelivery(_ id: Int64, _ context: Context) throws(Failures) -> Delivery {
    guard let delivery = try context.fetch(Delivery.self, id), delivery.owner == (try context.store().actor) else {
        throw .notFound("Not found")
    }
    return delivery
}

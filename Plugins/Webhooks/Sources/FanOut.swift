import StoaKit

/// Told of every event: makes a delivery for each subscription that wants it.
@Sendable func fanOut(_ events: [Event], _ context: Context) throws(Failures) {
    var fan = FanOut(context)
    for event in events { try fan.deliver(event) }
    if fan.hasDelivered { try Retention.schedule(context) }
}

/// Makes deliveries, remembering for one call what does not change within it.
struct FanOut {
    private let context: Context
    private let now: Timestamp
    private var subscriptions: [String: [Subscription]] = [:]
    private var keys: Keys?
    private var owners: Owners
    /// At least one delivery was made.
    private(set) var hasDelivered = false

    init(_ context: Context) {
        self.context = context
        now = context.now
        owners = Owners(context)
    }

    private struct Subscription {
        let webhook: Webhook
        let filter: EventFilter?
    }

    /// What ids are made with.
    private struct Keys {
        let store: [UInt8]
        let message: [UInt8]
    }

    mutating func deliver(_ event: Event) throws(Failures) {
        let interested = try subscriptions(to: event.topic)
        guard !interested.isEmpty else { return }
        let owner = try owner(toTellOf: event)
        for subscription in interested where event.seq > subscription.webhook.lastEventBefore {
            // What has become of a subscription is nobody's business but its owner's.
            if let owner, subscription.webhook.owner != owner { continue }
            if let filter = subscription.filter, !filter.accepts(event.payload) { continue }
            try deliver(event, to: subscription.webhook)
        }
    }

    /// Makes a delivery that nothing but its subscription's state holds back.
    ///
    /// - Parameters:
    ///   - event: What is told.
    ///   - webhook: To whom.
    ///   - isReplay: Whether somebody asked for it.
    /// - Throws: What the host refuses.
    mutating func deliver(_ event: Event, to webhook: Webhook, isReplay: Bool = false) throws(Failures) {
        var delivery = Delivery(event, to: webhook, at: now)
        let keys = try idKeys()
        delivery.isReplay = isReplay
        delivery.eventID = Identity.event(event.seq, store: keys.store)
        delivery.messageID = Identity.message(
            try context.hmacSHA256(key: keys.message, Array("\(webhook.id).\(event.seq)".utf8)))
        delivery.nextAttemptAt = webhook.status == .active ? now : nil
        hasDelivered = true
        let isFirst = try Line.isFree(delivery.queue, context)
        let id = try context.create(delivery)
        if isFirst, webhook.status == .active { try Line.enqueue(id, of: webhook, delivery.recordID, at: nil, context) }
    }

    /// The subscriptions to a topic, paused ones included: what happens meanwhile waits for them.
    private mutating func subscriptions(to topic: String) throws(Failures) -> [Subscription] {
        if let known = subscriptions[topic] { return known }
        var found: [Subscription] = []
        for webhook in try context.findAll(Webhook.self, where: .equal("event", topic))
        where try !owners.endIfOrphaned(webhook) {
            found.append(
                Subscription(webhook: webhook, filter: webhook.filter.flatMap { EventFilter.parse($0).filter }))
        }
        subscriptions[topic] = found
        return found
    }

    private func owner(toTellOf event: Event) throws(Failures) -> String? {
        guard Topics.own.contains(event.topic) else { return nil }
        return try context.fetch(Webhook.self, event.record)?.owner ?? ""
    }

    private mutating func idKeys() throws(Failures) -> Keys {
        if let keys { return keys }
        let made = Keys(store: try context.key(Labels.event), message: try context.key(Labels.message))
        keys = made
        return made
    }
}

/// Names under which the kernel derives keys; changing one changes every id.
enum Labels {
    static let event = "event-id"
    static let message = "message-id"
}

/// What this module itself tells.
enum Topics {
    static let paused = "webhook.paused"
    static let resumed = "webhook.resumed"
    static let own: Set = [paused, resumed]
}

/// Which deliveries wait for which.
enum Line {
    /// True if nothing that is pending stands before what is about to be added.
    static func isFree(_ queue: String?, _ context: Context) throws(Failures) -> Bool {
        guard let queue else { return true }
        return try first(in: queue, context) == nil
    }

    /// The delivery that is to be sent next; the others wait until it is.
    static func first(in queue: String, _ context: Context) throws(Failures) -> Delivery? {
        try context.find(Delivery.self, where: .equal("queue", queue), limit: 1).first
    }

    /// Has a delivery sent.
    ///
    /// All of one subscription are one lane, which is as wide as ``Webhook/concurrencyMax``. With less concurrency, or
    /// in order, there are as many lanes as may be under way at once, each for some of the records.
    static func enqueue(
        _ delivery: Int64, of webhook: Webhook, _ record: Int64, at due: Timestamp?, hasPace: Bool = false,
        _ context: Context
    ) throws(Failures) {
        let arguments = JSON("[\(delivery),\(hasPace)]")
        guard webhook.isOrdered || webhook.concurrency < Webhook.concurrencyMax else {
            try context.enqueue(Jobs.deliver, arguments, key: "\(delivery)", lane: "\(webhook.id)", due: due)
            return
        }
        let lane = "\(webhook.id)/\(record.magnitude % UInt64(max(1, webhook.concurrency)))"
        try context.enqueue(Jobs.deliverInLine, arguments, key: "\(delivery)", lane: lane, due: due)
    }

    /// Takes a delivery that waits for its turn off its lane; false if it was not on one.
    static func drop(_ delivery: Int64, _ context: Context) throws(Failures) {
        for job in [Jobs.deliver, Jobs.deliverInLine] { try context.cancelJob(job, key: "\(delivery)") }
    }
}

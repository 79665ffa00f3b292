import StoaKit

/// A job: one attempt of one delivery, in two steps with the exchange between them.
@Sendable func deliver(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    let arguments = job.arguments.elements ?? []
    guard let id = arguments.first?.integer else { return .done }
    guard let reply = job.reply else {
        return try DeliveryStart(context: context, due: job.due).begin(id, hasPace: arguments.last?.bool == true)
    }
    return try DeliveryEnd(context: context, due: job.due, reply: reply).conclude(id)
}

/// The first step: finds out whether anything is to be sent now, and says what.
struct DeliveryStart {
    let context: Context
    let due: Timestamp

    func begin(_ id: Int64, hasPace: Bool) throws(Failures) -> JobRun.Next {
        guard let delivery = try context.fetch(Delivery.self, id), delivery.status == .pending else { return .done }
        guard let webhook = try context.fetch(Webhook.self, delivery.webhookID) else {
            try context.update(Delivery.self, id) { $0.end(.failed) }
            return .done
        }
        // What waits for a paused subscription has no job; resuming makes one.
        guard webhook.status == .active else { return .done }
        var owners = Owners(context)
        if try owners.endIfOrphaned(webhook) { return .done }
        if let moment = try laterMoment(webhook, hasPace: hasPace) {
            try Line.drop(id, context)
            let hasPace = webhook.heldUntil != moment
            try Line.enqueue(id, of: webhook, delivery.recordID, at: moment, hasPace: hasPace, context)
            return .done
        }
        guard let event = try event(delivery.sequence) else {
            try context.update(Delivery.self, id) { $0.end(.failed) }
            try Following.sendNext(after: delivery, of: webhook, context)
            return .done
        }
        return .exchange(try request(delivery, event, webhook))
    }

    /// When the attempt may be made, if that is not now.
    private func laterMoment(_ webhook: Webhook, hasPace: Bool) throws(Failures) -> Timestamp? {
        if let until = webhook.heldUntil, until > context.now { return until }
        guard let limit = webhook.rateLimit, !hasPace else { return nil }
        let moment = try reserve(limit, of: webhook)
        return moment > context.now ? moment : nil
    }

    /// Takes the next moment that the subscription's rate leaves free.
    private func reserve(_ limit: Int64, of webhook: Webhook) throws(Failures) -> Timestamp {
        let known = try context.find(Pace.self, where: .equal("webhook_id", webhook.id), limit: 1).first
        let now = context.now.microseconds
        let taken = max(known?.free ?? 0, now)
        var pace = known ?? Pace()
        pace.webhookID = webhook.id
        pace.free = taken + 1_000_000 / max(1, limit)
        if known == nil {
            try context.create(pace)
        } else {
            try context.update(Pace.self, pace.id) { $0.free = pace.free }
        }
        return Timestamp(microseconds: taken)
    }

    private func event(_ sequence: Int64) throws(Failures) -> Event? {
        try context.events(after: sequence - 1, until: sequence, limit: 1).first
    }

    private func request(_ delivery: Delivery, _ event: Event, _ webhook: Webhook) throws(Failures) -> HTTPRequest {
        let body = Array(delivery.body(of: event).text.utf8)
        var secrets: [Secret] = []
        for version in delivery.keys {
            secrets.append(Secret(key: try context.key(Secret.label(webhook: webhook.id, version: version))))
        }
        let seconds = context.now.seconds
        let signature = try Signature(
            body, id: delivery.messageID, seconds: seconds, secrets: secrets, by: context.hmacSHA256)
        let identity = [
            ("content-type", "application/json"),
            ("x-shopify-topic", delivery.topic),
            ("x-shopify-hmac-sha256", signature.shopify),
            ("x-shopify-shop-domain", try shopDomain()),
            ("x-shopify-api-version", delivery.apiVersion),
            ("x-shopify-webhook-id", delivery.messageID),
            ("x-shopify-event-id", delivery.eventID),
            ("x-shopify-triggered-at", event.time.preciseText),
            ("x-stoa-sequence", String(event.seq)),
            ("x-stoa-record-version", String(event.version)),
            ("webhook-id", delivery.messageID),
            ("webhook-timestamp", String(seconds)),
            ("webhook-signature", signature.standard),
        ]
        return HTTPRequest(
            "POST", delivery.address, headers: identity + CustomHeaders.read(delivery.headers ?? .null).headers,
            body: body, timeoutMilliseconds: Int(Schedule.read(webhook.retry).schedule.timeoutSeconds) * 1_000,
            channel: String(webhook.id))
    }

    private func shopDomain() throws(Failures) -> String {
        let parent = try context.setting("shop_domain")?.string ?? "myshopify.com"
        return "\(try context.store().name).\(parent)"
    }
}

/// The second step: notes what came of it, and what that means.
struct DeliveryEnd {
    let context: Context
    let due: Timestamp
    let reply: HTTPReply

    func conclude(_ id: Int64) throws(Failures) -> JobRun.Next {
        switch Verdict(reply, now: context.now) {
        case .delivered: return try finish(id)
        case .gone: return try fail(id, pausing: .gone, holdingUntil: nil)
        case .held(let moment): return try fail(id, pausing: nil, holdingUntil: moment)
        case .failed: return try fail(id, pausing: nil, holdingUntil: nil)
        }
    }

    private func finish(_ id: Int64) throws(Failures) -> JobRun.Next {
        var queue: String?
        var webhookID: Int64 = 0
        try context.update(Delivery.self, id) { delivery in
            delivery.note(Attempt(reply, at: context.now))
            (queue, webhookID) = (delivery.queue, delivery.webhookID)
            delivery.end(.delivered)
            delivery.deliveredAt = context.now
        }
        if queue != nil, let webhook = try context.fetch(Webhook.self, webhookID) {
            try Following.sendNext(in: queue, of: webhook, context)
        }
        return .done
    }

    private func fail(
        _ id: Int64, pausing reason: Webhook.PauseReason?, holdingUntil held: Timestamp?
    ) throws(Failures) -> JobRun.Next {
        guard let delivery = try context.fetch(Delivery.self, id) else { return .done }
        let webhook = try context.fetch(Webhook.self, delivery.webhookID)
        var next: Timestamp?
        if reason == nil, let webhook {
            next = Schedule.read(webhook.retry).schedule.next(
                after: Int(delivery.attemptCount) + 1, due: due, spread: UInt64(bitPattern: delivery.id))
            next = next.map { max($0, held ?? $0) }
        }
        let isPaused = webhook?.status == .paused
        try context.update(Delivery.self, id) { delivery in
            delivery.note(Attempt(reply, at: context.now))
            delivery.nextAttemptAt = isPaused ? nil : next
            if webhook == nil { delivery.end(.failed) }
        }
        guard let webhook else { return .done }
        if let held { try hold(webhook, until: held) }
        guard let next else {
            if !isPaused { try Pausing.pause(webhook, reason ?? .failing, context) }
            return .done
        }
        return isPaused ? .done : .retry(at: next)
    }

    /// Has all deliveries of the subscription wait.
    private func hold(_ webhook: Webhook, until moment: Timestamp) throws(Failures) {
        guard webhook.heldUntil.map({ $0 < moment }) ?? true else { return }
        try context.update(Webhook.self, webhook.id) { $0.heldUntil = moment }
    }
}

/// What happens to those that stand behind a delivery.
enum Following {
    /// Sends the next of the same line, if there is one.
    static func sendNext(in queue: String?, of webhook: Webhook, _ context: Context) throws(Failures) {
        guard let queue, webhook.status == .active, let next = try Line.first(in: queue, context) else { return }
        try Line.enqueue(next.id, of: webhook, next.recordID, at: nil, context)
    }

    static func sendNext(after delivery: Delivery, of webhook: Webhook, _ context: Context) throws(Failures) {
        try sendNext(in: delivery.queue, of: webhook, context)
    }
}

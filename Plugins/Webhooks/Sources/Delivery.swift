package import StoaKit

/// One event for one subscription: what is sent is fixed when it is made.
///
/// The body is the payload of the event, which nothing changes, through the selection that was in force; so it is
/// made for each attempt from the same two things and kept nowhere twice.
package struct Delivery: Record, Equatable {
    package var id: Int64 = 0
    package var webhookID: Int64 = 0
    package var topic = ""
    package var address = ""
    package var status = Status.pending
    package var messageID = ""
    package var eventID = ""
    /// The event's place among those of the store.
    package var sequence: Int64 = 0
    package var recordID: Int64 = 0
    package var recordVersion: Int64 = 0
    package var isReplay = false
    /// Attempts since it was made or last resumed.
    package var attemptCount: Int64 = 0
    package var attempts = JSON("[]")
    package var nextAttemptAt: Timestamp?
    package var deliveredAt: Timestamp?
    package var owner = ""
    package var apiVersion = ""
    package var headers: JSON?
    package var selection: JSON?
    /// The versions of the secrets that sign it, the newest first.
    package var keys: [Int64] = []
    /// The subscription's id for as long as it is pending.
    package var waiting: Int64?
    /// The line in which it stands for as long as it is pending, if the subscription wants one.
    package var queue: String?

    package enum Status: String, FieldValue, CaseIterable {
        /// Waits for its next attempt, or for the subscription to be resumed.
        case pending
        /// The receiver took it.
        case delivered
        /// It will not be tried again: its subscription or its event is gone.
        case failed
    }

    package init() {}

    /// Fixes what is sent of `event` to `webhook`.
    init(_ event: Event, to webhook: Webhook, at now: Timestamp) {
        webhookID = webhook.id
        topic = webhook.topic
        address = webhook.address
        sequence = event.seq
        recordID = event.record
        recordVersion = event.version
        owner = webhook.owner
        apiVersion = webhook.apiVersion
        headers = webhook.headers
        if !webhook.selection.isAll { selection = webhook.selection.json }
        keys = webhook.keyVersions(at: now)
        waiting = webhook.id
        if webhook.isOrdered { queue = "\(webhook.id)/\(event.record)" }
    }

    /// Takes it out of what waits.
    mutating func end(_ status: Status) {
        self.status = status
        nextAttemptAt = nil
        waiting = nil
        queue = nil
    }

    /// Notes what came of an attempt; old notes make room.
    mutating func note(_ attempt: Attempt) {
        attemptCount += 1
        let notes = attempts.elements ?? []
        attempts = .array(notes.suffix(Attempt.keptMax - 1) + [attempt.json])
    }

    func body(of event: Event) -> JSON {
        guard let selection else { return event.payload }
        return Selection(json: selection).applied(to: event.payload)
    }
}

/// One attempt, for the log.
///
/// Of the reply only its status and size are kept: whoever makes an address point to somebody else's machine learns
/// nothing of what that machine says (reliability I6).
package struct Attempt: Equatable, Sendable {
    /// Notes of one delivery.
    static let keptMax = 40

    let time: Timestamp
    let reply: HTTPReplyFacts

    package init(_ reply: HTTPReply, at time: Timestamp) {
        self.time = time
        self.reply = HTTPReplyFacts(
            status: reply.status, bytes: reply.body.count, milliseconds: reply.durationMilliseconds, error: reply.error)
    }

    struct HTTPReplyFacts: Equatable, Sendable {
        let status: Int
        let bytes: Int
        let milliseconds: Int
        let error: String
    }

    package var json: JSON {
        .object([
            ("at", .string(time.text)), ("status", reply.status == 0 ? .null : JSON(String(reply.status))),
            ("milliseconds", JSON(String(reply.milliseconds))), ("response_bytes", JSON(String(reply.bytes))),
            ("error", reply.error.isEmpty ? .null : .string(String(reply.error.prefix(200)))),
        ])
    }
}

extension Selection {
    var json: JSON {
        .object([
            ("fields", .array(fields.map(JSON.string))),
            ("metafield_namespaces", .array(metafieldNamespaces.map(JSON.string))),
        ])
    }

    init(json: JSON) {
        self.init(
            fields: json["fields"].flatMap(Self.names) ?? [],
            metafieldNamespaces: json["metafield_namespaces"].flatMap(Self.names) ?? [])
    }
}

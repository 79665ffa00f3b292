package import StoaKit

/// Tells apps over HTTP what has happened.
package enum Webhooks: Module {
    package static let id = "webhooks"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_webhooks", "Reads the caller's own webhook subscriptions and their deliveries.")
        Scope("write_webhooks", "Creates, changes and deletes the caller's own webhook subscriptions.")
        Topic(
            Topics.paused, "Deliveries of a webhook subscription have stopped.",
            names: ["webhooks/paused", "webhook/paused"], scope: "read_webhooks")
        Topic(
            Topics.resumed, "Deliveries of a webhook subscription go on.",
            names: ["webhooks/resumed", "webhook/resumed"], scope: "read_webhooks")

        Resource(
            "webhook", plural: "webhooks", "Which events an app is sent, and where.", of: Webhook.self,
            typeName: "WebhookSubscription", scopes: .readWrite("webhooks"), hasEvents: false
        ) {
            Field("address", "Where deliveries go: an https URL.", \.address, .text(...2048), .required)
            Field("topic", "What is told, in the spelling that deliveries carry.", \.topic, .text(...255), .required)
            Field("created_at", "When it was made.", \.createdAt, .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("format", "The format of bodies.", .oneOf("json"), .initial("json"))
            Field("fields", "Fields that are sent; none means all.", \.fields)
            Field(
                "metafield_namespaces", "Namespaces of the metafields that are sent; none means all.",
                \.metafieldNamespaces)
            Field("api_version", "The API version that deliveries name.", \.apiVersion, .text(...16))
            Field("private_metafield_namespaces", "Always empty.", .json, .readOnly, .initial([String]()))
            Field("status", "Whether deliveries are sent or wait.", \.status, .readOnly)
            Field("pause_reason", "Why they wait.", \.pauseReason, .readOnly)
            Field("paused_at", "Since when they wait.", \.pausedAt, .readOnly)
            Field("held_until", "Before this the receiver wants nothing.", \.heldUntil, .readOnly)
            Field("ordered", "Whether the events of one record are sent one after the other.", \.isOrdered)
            Field("filter", "Which payloads are sent, as in status:shipped.", \.filter, .text(...filterCharactersMax))
            Field("headers", "Further headers, by name.", \.headers)
            Field("retry", "max_attempts, delays in seconds and timeout_seconds.", \.retry)
            Field(
                "max_concurrency", "The most deliveries under way at once.", \.concurrency,
                .between(1...Webhook.concurrencyMax))
            Field("rate_limit", "The most attempts a second.", \.rateLimit, .between(1...1_000))
            Field("secret_version", "Which of its secrets signs.", \.secretVersion, .readOnly)
            Field(
                "previous_secret_until", "Until when the secret before signs too.", \.previousSecretUntil, .readOnly)
            Field("owner", "Who made it.", \.owner, .owner, .hidden)
            Field("event", "The topic's internal name.", \.event, .indexed, .hidden)
            Field("last_event_before", "Later events are sent.", \.lastEventBefore, .hidden)

            Filter("address")
            Filter("topic")
            Filter("status")
        }

        Resource(
            "webhook_delivery", plural: "webhook_deliveries", "One event for one subscription, and what came of it.",
            of: Delivery.self, scopes: .readWrite("webhooks"), verbs: [.list, .count, .get], hasEvents: false
        ) {
            Field("webhook_id", "The subscription.", \.webhookID)
            Field("topic", "What is told, as the subscription spelled it then.", \.topic)
            Field("address", "Where it goes.", \.address)
            Field("status", "What has become of it.", \.status)
            Field("message_id", "The same at every attempt and replay.", \.messageID)
            Field("event_id", "The same for every subscription.", \.eventID)
            Field("sequence", "The event's place among those of the store.", \.sequence)
            Field("record_id", "The record that it is about.", \.recordID)
            Field("record_version", "The version of that record.", \.recordVersion)
            Field("replay", "Whether somebody asked for it again.", \.isReplay)
            Field("attempt_count", "Attempts since it was made or resumed.", \.attemptCount)
            Field("attempts", "The last attempts: when, what status, how long.", \.attempts)
            Field("next_attempt_at", "When the next is due; null if it waits for the subscription.", \.nextAttemptAt)
            Field("delivered_at", "When the receiver took it.", \.deliveredAt)
            Field("created_at", "When it was made.", .createdAt)
            Field("owner", "Whose subscription it is.", \.owner, .owner, .hidden)
            Field("api_version", "The API version that it names.", \.apiVersion, .hidden)
            Field("headers", "Further headers, as they were then.", \.headers, .hidden)
            Field("selection", "What of the payload is sent.", \.selection, .hidden)
            Field("keys", "Which secrets sign it.", \.keys, .hidden)
            Field("waiting", "The subscription for as long as it is pending.", \.waiting, .indexed, .hidden)
            Field("queue", "The line in which it stands.", \.queue, .indexed, .hidden)

            Filter("webhook_id")
            Filter("status", .oneOf)
            Filter("topic")
        }

        Resource(
            "webhook_pace", plural: "webhook_paces", "The next free moment of a subscription with a rate.",
            of: Pace.self, scopes: .readWrite("webhooks"), verbs: [], hasEvents: false
        ) {
            Field("webhook_id", "The subscription.", \.webhookID, .indexed)
            Field("free", "Microseconds since 1970.", \.free)
        }

        Prepare(prepareWebhook)
        Prepare(on: .delete, releaseWebhook)
        Listener("fan_out", "Makes a delivery for each subscription to an event.", fanOut)
        work
        routes
        Service("webhooks.replay/1", scope: "write_webhooks", replayService)
    }

    @DeclarationBuilder private static var work: [any Declaration] {
        Job(
            Jobs.deliver, "Sends one delivery.", width: Int(Webhook.concurrencyMax), delays: Schedule.standardDelays,
            deliver)
        Job(
            Jobs.deliverInLine, "Sends one delivery, one of a lane at a time.", delays: Schedule.standardDelays,
            deliver)
        Job(Jobs.resume, "Sends what has waited for a subscription.", delays: [1, 10, 60], resume)
        Job(Jobs.replay, "Sends past events again.", delays: [1, 10, 60], replay)
        Job(Jobs.forget, "Lets go of what a deleted subscription was not sent.", delays: [1, 10, 60], forget)
        Job(Jobs.sweep, "Deletes old deliveries.", delays: [60, 600], sweep)
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route(
            "GET", "webhooks/{id}/secret", "Shows the secret that signs deliveries.", scope: "read_webhooks",
            secretRoute
        ).answers("secret", secretShape)
        Route(
            "POST", "webhooks/{id}/secret/rotate", "Makes a new secret; the old one signs too for a while.",
            scope: "write_webhooks", writes: true, rotateSecretRoute
        ).takes("secret", .optional("overlap_hours", "How long the old one signs too.", .int(0...overlapHours.most)))
            .answers("secret", secretShape)
        Route(
            "POST", "webhooks/{id}/pause", "Stops deliveries; they wait.", scope: "write_webhooks", writes: true,
            pauseRoute
        ).answers(Webhook.self)
        Route(
            "POST", "webhooks/{id}/resume", "Goes on with deliveries, those that waited first.",
            scope: "write_webhooks", writes: true, resumeRoute
        ).answers(Webhook.self)
        Route(
            "POST", "webhooks/{id}/replay", "Sends past events again: one, a range, or all since a time.",
            scope: "write_webhooks", writes: true, replayRoute
        ).takes(
            "replay", .optional("since", "All since then; else since the subscription was made.", .time),
            .optional("event_id", "One event, by its id.", .text),
            .optional("sequence", "One event, by its number.", .int.example(.number(1))),
            .optional("from_sequence", "A range: the first of them.", .int),
            .optional("until_sequence", "A range: the last of them.", .int)
        ).answers("replay", replayShape)
        Route(
            "POST", "webhook_deliveries/{id}/replay", "Sends the event of a delivery again.", scope: "write_webhooks",
            writes: true, replayDeliveryRoute
        ).answers("replay", replayShape)
        Route(
            "GET", "webhook_deliveries/{id}/body", "Shows what is sent.", scope: "read_webhooks", bodyRoute)
    }

    private static let secretShape = Shape.object(
        .required("secret", "What signs deliveries.", .text), .required("version", "How many there were.", .int),
        .required("previous_secret", "What signs them too.", .text.orNull),
        .required("previous_secret_until", "How long it does.", .time.orNull))

    private static let replayShape = Shape.object(.required("webhook_id", "The subscription.", .int))
}

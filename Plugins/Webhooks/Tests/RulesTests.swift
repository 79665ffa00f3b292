import StoaKit
import Testing
import Webhooks

private func make(_ change: (inout Webhook) -> Void = { _ in }) -> Webhook {
    var webhook = Webhook()
    webhook.topic = "products/create"
    webhook.address = "https://example.com/hook"
    change(&webhook)
    return webhook
}

private let topics = ["products/create": "product.created", "product/created": "product.created"]

private func prepared(
    _ webhook: Webhook, over before: Webhook? = nil, can: Bool = true, isTaken: Bool = false
) throws(Failures) -> Webhook {
    var draft = webhook
    try prepare(
        &draft, before: before,
        in: Surroundings(
            topic: { (name) throws(Failures) in
                topics[name].map { Context.TopicInfo(topic: $0, scope: "read_products") }
            }, can: { _ in can }, isTaken: { (_) throws(Failures) in isTaken }))
    return draft
}

@Suite struct RulesTests {
    @Test(arguments: ["products/create", "product/created", " product/created "])
    func `every spelling leads to the one event and stays`(topic: String) throws {
        let webhook = try prepared(make { $0.topic = topic })
        #expect(webhook.event == "product.created")
        #expect(topics[webhook.topic] != nil)
    }

    struct Refusal: Sendable {
        let name: String
        let change: @Sendable (inout Webhook) -> Void
        let field: String
        let message: String
    }

    @Test(arguments: [
        Refusal(
            name: "topic", change: { $0.topic = "products/explode" }, field: "topic",
            message: "is not a topic of this store"),
        Refusal(
            name: "http", change: { $0.address = "http://example.com" }, field: "address",
            message: "protocol http:// is not supported"),
        Refusal(
            name: "version", change: { $0.apiVersion = "latest" }, field: "api_version", message: "is invalid"),
        Refusal(
            name: "field", change: { $0.fields = JSON(#"[""]"#) }, field: "fields",
            message: "must be at most 100 names of at most 255 bytes"),
        Refusal(
            name: "namespaces", change: { $0.metafieldNamespaces = .array(Array(repeating: .string("a"), count: 101)) },
            field: "metafield_namespaces", message: "must be at most 100 names of at most 255 bytes"),
        Refusal(
            name: "no list", change: { $0.fields = JSON(#""title""#) }, field: "fields",
            message: "must be a list of texts"),
        Refusal(
            name: "no texts", change: { $0.metafieldNamespaces = JSON("[\"a\",1]") }, field: "metafield_namespaces",
            message: "must be a list of texts"),
        Refusal(name: "filter", change: { $0.filter = "a:" }, field: "filter", message: "ends too early"),
        Refusal(
            name: "headers", change: { $0.headers = JSON(#"{"Host":"a"}"#) }, field: "headers",
            message: "must not contain host"),
        Refusal(
            name: "retry", change: { $0.retry = JSON(#"{"max_attempts":99}"#) }, field: "retry",
            message: "must have max_attempts from 1 to 20"),
    ])
    func `what cannot work is refused`(refusal: Refusal) {
        #expect(throws: Failures.invalid(refusal.field, refusal.message)) { try prepared(make(refusal.change)) }
    }

    @Test func `all that is wrong is told at once`() {
        let failures = #expect(throws: Failures.self) {
            try prepared(
                make {
                    $0.topic = "x"
                    $0.address = "x"
                    $0.filter = "("
                })
        }
        #expect(failures?.issues.map(\.field) == ["topic", "address", "filter"])
    }

    @Test func `a topic needs its own scope`() {
        let failures = #expect(throws: Failures.self) { try prepared(make(), can: false) }
        #expect(failures?.code == .forbidden)
        #expect(failures?.issues.first?.message == "needs the scope read_products")
    }

    @Test func `the same topic and address is refused once it is there`() throws {
        #expect(throws: Failures.invalid("address", "for this topic has already been taken")) {
            try prepared(make(), isTaken: true)
        }
        // A change of something else does not look again.
        #expect(try prepared(make(), over: make(), isTaken: true).topic == "products/create")
    }

    @Test func `what was fine when it was written can still be paused`() throws {
        let stored = make {
            $0.address = "http://127.0.0.1/hook"
            $0.topic = "gone/create"
        }
        #expect(try prepared(stored, over: stored, can: false).topic == "gone/create")
    }
}

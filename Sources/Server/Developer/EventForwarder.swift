import NIOPosix
import StoaAuth
import StoaCore
import StoaEgress
import StoaREST
import StoaRecords

/// Sends events to a program that is being developed, signed as deliveries are.
struct EventForwarder {
    /// What the receiver checks signatures with.
    let secret: String
    private let key: [UInt8]
    private let target: String
    private let store: String
    private let registry: Registry
    private let egress: Egress

    init(target: String, store: String, registry: Registry) throws {
        do {
            _ = try EgressURL(target, allowsHTTP: true)
        } catch {
            throw CommandFailure("\(target) is no address to forward to: it \(Self.clause(error))")
        }
        var settings = EgressConfiguration()
        settings.isDevelopment = true
        do {
            egress = try Egress(settings, eventLoops: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        } catch {
            throw CommandFailure("requests cannot be sent: \(error)")
        }
        key = Crypto.randomBytes(24)
        secret = "whsec_\(TextForm.base64(key))"
        self.target = target
        self.store = store
        self.registry = registry
    }

    private static func clause(_ problem: URLProblem) -> String {
        problem == .scheme ? "must begin with http:// or https://" : "\(problem)"
    }

    /// Sends one event; returns what came of it in a line.
    func send(_ event: Event) async -> String {
        let topic = registry.topic(named: event.topic)?.aliases.first ?? event.topic
        var request = EgressRequest(.post, target, channel: "listen")
        request.body = event.payload
        request.isRepeatable = true
        let id = "evt_\(event.seq)"
        // When it is sent, not when it happened: receivers refuse what is minutes old as a repetition by somebody else.
        let seconds = Clock.system.wallMicroseconds() / 1_000_000
        let standard = Crypto.hmacSHA256(key: key, data: Array("\(id).\(seconds).".utf8) + event.payload)
        let plain = Crypto.hmacSHA256(key: Array(secret.utf8), data: event.payload)
        request.headers = [
            EgressHeader("Content-Type", "application/json"), EgressHeader("X-Shopify-Topic", topic),
            EgressHeader("X-Shopify-Shop-Domain", "\(store).myshopify.com"),
            EgressHeader("X-Shopify-API-Version", "\(Dialect.servedVersion)"),
            EgressHeader("X-Shopify-Hmac-Sha256", TextForm.base64(plain)), EgressHeader("X-Shopify-Webhook-Id", id),
            EgressHeader("X-Shopify-Event-Id", id),
            EgressHeader("X-Shopify-Triggered-At", "\(Timestamp(microseconds: event.at))"),
            EgressHeader("webhook-id", id), EgressHeader("webhook-timestamp", "\(seconds)"),
            EgressHeader("webhook-signature", "v1,\(TextForm.base64(standard))"),
        ]
        let start = ContinuousClock.now
        let result = await withCheckedContinuation { continuation in
            egress.send(request) { continuation.resume(returning: $0) }
        }
        let time = (ContinuousClock.now - start).formatted
        switch result {
        case .success(let response): return "\(event.seq)  \(topic)  \(event.record)  \(response.status)  \(time)"
        case .failure(let error): return "\(event.seq)  \(topic)  \(event.record)  FAILED  \(time)  \(error)"
        }
    }
}

extension Duration {
    fileprivate var formatted: String {
        "\(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000) ms"
    }
}

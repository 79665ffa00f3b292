import NIOPosix
import StoaCore
import StoaEgress
import Synchronization

/// Resolves names as a test says, and remembers which it was asked for.
final class TestResolver: HostResolver {
    private let answer: @Sendable (_ host: String, _ call: Int) -> [String]
    private let calls = Mutex<[String]>([])

    var hosts: [String] { calls.withLock { $0 } }

    /// `call` counts from 1.
    init(_ answer: @escaping @Sendable (_ host: String, _ call: Int) -> [String] = { _, _ in ["127.0.0.1"] }) {
        self.answer = answer
    }

    func addresses(of host: String) -> [NetworkAddress] {
        let call = calls.withLock { calls in
            calls.append(host)
            return calls.count
        }
        return answer(host, call).compactMap { NetworkAddress($0) }
    }
}

extension EgressConfiguration {
    /// Development, with names that all lead to 127.0.0.1 unless a resolver says otherwise.
    ///
    /// Its times are long, so that a machine which is busy with other things changes no outcome.
    static func test(resolver: any HostResolver = TestResolver()) -> EgressConfiguration {
        var configuration = EgressConfiguration()
        configuration.isDevelopment = true
        configuration.resolver = resolver
        configuration.idleTimeout = .seconds(600)
        configuration.connectionLifetime = .seconds(600)
        return configuration
    }
}

extension EgressRequest {
    /// One that outlasts any pause of a busy machine; for tests that are about something else than time.
    static func patient(_ method: Method, _ url: String, channel: String) -> EgressRequest {
        var request = EgressRequest(method, url, channel: channel)
        request.timeout = .seconds(600)
        return request
    }
}

extension Egress {
    static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    /// Gives a test its egress, and stops it.
    static func with<Outcome>(
        _ configuration: EgressConfiguration = .test(), on eventLoops: MultiThreadedEventLoopGroup = eventLoops,
        _ body: (Egress) async throws -> Outcome
    ) async throws -> Outcome {
        let egress = try Egress(configuration, eventLoops: eventLoops)
        do {
            let outcome = try await body(egress)
            await egress.stop()
            return outcome
        } catch {
            await egress.stop()
            throw error
        }
    }

    func send(_ request: EgressRequest) async -> Result<EgressResponse, EgressError> {
        await withCheckedContinuation { continuation in
            send(request) { continuation.resume(returning: $0) }
        }
    }

    func get(_ url: String, channel: String = "a") async -> Result<EgressResponse, EgressError> {
        await send(EgressRequest.patient(.get, url, channel: channel))
    }
}

extension Result<EgressResponse, EgressError> {
    var error: EgressError? {
        guard case .failure(let error) = self else { return nil }
        return error
    }

    var status: Int? { try? get().status }
}

let okay = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

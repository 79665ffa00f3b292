import Foundation
import StoaCore
import StoaRecords

/// A store on disk whose writes run as a server runs them: on worker threads, in its own transactions.
final class Shop {
    private let stores: StoreSet
    private let folder: String
    private var identity: StoreIdentity

    init(_ registry: Registry, disabled: Set<String> = [], clock: Clock = .system) throws {
        folder = NSTemporaryDirectory() + "stoa-shop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        stores = StoreSet(
            directory: folder, schema: StoreSchema(registry, secret: Secret([1])), clock: clock, log: .none)
        guard let currency = Currency(code: "USD") else { throw TestFailure(description: "USD is a currency") }
        identity = StoreIdentity(id: 1, name: "shop", currency: currency)
        identity.disabledModules = disabled
    }

    deinit {
        stores.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Calls a module's route; the body of its answer.
    func post(_ path: String, _ body: String = "{}", scopes: Scopes = .admin) async throws -> String {
        let parts = path.split(separator: "/")
        guard let (route, parameters) = stores.registry.routes.lazy.compactMap({ $0.matched(by: parts) }).first else {
            throw TestFailure(description: "no route \(path)")
        }
        return try await write(scopes) { (transaction) throws(Failure) in
            let bytes = Array(body.utf8)
            var failure: Failure?
            let call = bytes.withUnsafeBytes { body in
                let call = RouteCall(method: "POST", query: "", parameters: parameters, body: body)
                do throws(Failure) { try transaction.run(route, call) } catch { failure = error }
                return call
            }
            if let failure { throw failure }
            return WriteReply(
                response: HTTPResponse(status: call.status, body: call.json?.value ?? call.bytes), target: "")
        }
    }

    /// Creates a record as a client does; its rendering.
    func create(_ resource: String, _ body: String) async throws -> String {
        guard let resource = stores.registry.resource(named: resource) else {
            throw TestFailure(description: "no resource \(resource)")
        }
        return try await write(.admin) { (transaction) throws(Failure) in
            let object = try transaction.parse(Array(body.utf8))
            let result = try transaction.create(resource, within: RecordGuard(), from: object)
            return WriteReply(response: HTTPResponse(status: 201, body: result.document), target: "")
        }
    }

    /// How many records there are.
    func count(_ resource: String) throws -> Int64 {
        guard let resource = stores.registry.resource(named: resource) else { return -1 }
        return try stores.makeReaders().reader(identity).count(resource, ListQuery())
    }

    /// Runs what is left to do in the store; `exchange` answers what its jobs send.
    func makeRunner(
        clock: TestClock = TestClock(), exchange: @escaping @Sendable (HTTPExchange) -> HTTPReply = { _ in .nothing }
    ) -> JobRunner {
        let identity = identity
        return JobRunner(
            set: stores,
            environment: JobRunner.Environment(
                identity: { $0 == identity.id ? JobRunner.StoreState(identity: identity) : nil },
                stores: { [identity.id] }, exchange: { $1(exchange($0)) }),
            clock: clock.clock, log: .none)
    }

    /// What is left in the queue.
    func jobs() throws -> [JobDesk.Entry] {
        try JobDesk(path: "\(folder)/\(identity.id).db").entries(deadOnly: false, limit: 100)
    }

    private func write(
        _ scopes: Scopes, _ perform: @escaping @Sendable (Transaction) throws(Failure) -> WriteReply
    ) async throws -> String {
        let actor = Actor(kind: .key, id: 1, publicID: "test", scopes: scopes)
        let response = try await withCheckedThrowingContinuation { continuation in
            stores.submit(
                WriteWork(
                    store: identity, actor: actor, requestID: "request", method: "POST", route: "test",
                    deadlineMicroseconds: .max, idempotency: nil, perform: perform,
                    complete: { result, _ in continuation.resume(with: result.mapError { $0 as any Error }) }))
        }
        return String(decoding: response.body, as: UTF8.self)
    }
}

extension HTTPReply {
    /// No answer.
    static let nothing = HTTPReply(status: 0, durationMilliseconds: 1)
}

extension ModuleRoute {
    /// The route with the parameters of a path, if it is one of its own.
    fileprivate func matched(by parts: [Substring]) -> (ModuleRoute, [(name: String, value: String)])? {
        let pattern = path.split(separator: "/")
        guard pattern.count == parts.count else { return nil }
        var parameters: [(name: String, value: String)] = []
        for (wanted, given) in zip(pattern, parts) {
            if wanted.hasPrefix("{") {
                parameters.append(
                    (String(wanted.dropFirst().dropLast()), given.removingPercentEncoding ?? String(given)))
            } else if wanted != given {
                return nil
            }
        }
        return (self, parameters)
    }
}

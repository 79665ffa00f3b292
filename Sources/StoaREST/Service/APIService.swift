package import StoaAuth
package import StoaCore
internal import StoaJSON
package import StoaRecords
internal import StoaStorage
internal import Synchronization

/// Serves all dialects over one registry: finds out who asks for what, checks it, and answers or queues it.
///
/// Reads are answered on the event loop; writes go to their store's writer and are answered when they are on disk.
package final class APIService: Responder {
    package let operations: [Operation]
    let stores: StoreSet
    let registry: Registry
    let configuration: APIConfiguration
    let clock: Clock
    let log: KernelLog
    let cursors: CursorCodec
    let secret: ServerSecret
    private let platform: Platform
    let router: Router
    private let pages: SystemPages
    let graphQLDesk: GraphQLDesk
    private let limiter = RateLimiter()
    /// Files that are being stored.
    let uploads = Atomic<Int>(0)
    private let metrics: OperationMetrics
    let loops: [LoopState]
    private let keyUses: KeyUseLog

    package init(
        platform: Platform, secret: ServerSecret, stores: StoreSet, configuration: APIConfiguration, pages: SystemPages,
        metrics: MetricsRegistry, keyUses: KeyUseLog, clock: Clock, log: KernelLog, loopCount: Int
    ) throws {
        self.platform = platform
        self.stores = stores
        self.configuration = configuration
        self.pages = pages
        self.clock = clock
        self.log = log
        self.keyUses = keyUses
        registry = stores.registry
        operations = Operations.all(of: stores.registry)
        router = Router(operations)
        cursors = CursorCodec(secret: secret.key)
        graphQLDesk = GraphQLDesk(registry: stores.registry)
        // Here, where whoever changed the modules sees what is wrong with their types.
        do { _ = try graphQLDesk.schema(without: []) } catch { throw RegistryError(module: "", error.message) }
        self.secret = secret
        self.metrics = OperationMetrics(operations, registry: metrics)
        var loops: [LoopState] = []
        for _ in 0..<loopCount {
            loops.append(LoopState(principals: try PrincipalCache(platform: platform), readers: stores.makeReaders()))
        }
        self.loops = loops
        stores.exportQueries.set { [cursors] query, target, store, localTime throws(Failure) in
            try ExportParameters(query, of: target, store: store, localTime: localTime, cursors: cursors).list.query
        }
    }

    package func respond(to request: HTTPRequest, loop: Int, sink: any ResponseSink) -> HTTPResponse? {
        let now = clock.now
        let requestID = Crypto.randomUUID()
        var exchange = Exchange(
            request: request, requestID: requestID, now: now, dialect: .shopify,
            head: ResponseHead(requestID: requestID))
        do {
            return try answer(&exchange, loops[loop], sink)
        } catch {
            return finish(exchange, failure: error)
        }
    }

    private func answer(
        _ exchange: inout Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> HTTPResponse? {
        // A target that cannot be read still has an API, whose error shape its client expects.
        exchange.dialect = Dialect.likely(for: exchange.request.target)
        if exchange.request.target == "*" { return finish(exchange, HTTPResponse(status: 200)) }
        let target = try RequestTarget(exchange.request.target)
        let host = loop.hostName(exchange.request.host)
        let match = DialectMatcher.match(Array(target.segments), isAPIHost: host.isAPI)
        switch match.base {
        case .system:
            let response = pages.response(
                to: String(target.path), method: exchange.request.method, requestID: exchange.requestID)
            return finish(exchange, response)
        case .retired(let version):
            exchange.dialect = .storeicu
            throw Failure(.gone, "API \(version) is past its end of life: use /v3.")
        case .dialect(let dialect):
            exchange.dialect = dialect
        }
        exchange.head.addAPIHeaders()
        exchange.target = target
        exchange.isGraphQL = match.isGraphQL
        if exchange.request.method == .options {
            return finish(exchange, try match.isGraphQL ? graphQLOptions(exchange) : options(match.segments, exchange))
        }
        let session = try signIn(&exchange, loop)
        exchange.session = session
        try checkStore(session, host, match.storePrefix)
        if match.isGraphQL { return try graphQL(&exchange, loop, sink) }
        let found = try route(&exchange, match.segments, session)
        return try perform(found, &exchange, loop, sink)
    }

    private func perform(
        _ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> HTTPResponse? {
        switch found.operation.action {
        case .list: return finish(exchange, try list(found, &exchange, loop))
        case .count: return finish(exchange, try count(found, &exchange, loop))
        case .get: return finish(exchange, try get(found, &exchange, loop))
        case .bulk(let bulk): return try perform(bulk, found, &exchange, loop, sink)
        case .create, .update, .delete, .route:
            stores.submit(try work(found, exchange, loop, sink), hashing: passwords(in: exchange, for: found.operation))
            return nil
        }
    }

    // MARK: Who

    private func signIn(_ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> Session {
        let request = exchange.request
        guard let token = try Credential.token(of: request) else { throw try refusedSignIn(&exchange) }
        guard request.isSecure || configuration.allowsPlainHTTP || HostName.isLoopback(request.remoteAddress) else {
            throw Failure(.forbidden(scope: ""), "Tokens are accepted over TLS only.")
        }
        let authentication: Authentication
        do {
            authentication = try loop.principals.authenticate(token, at: exchange.now.wallMicroseconds)
        } catch {
            log.error("The platform database cannot be read", ["error": "\(error)", "request_id": exchange.requestID])
            throw Failure(.unavailable)
        }
        guard let principal = authentication.principal,
            let session = loop.session(of: principal, operations: operations, registry: registry)
        else { throw try refusedSignIn(&exchange) }
        let decision = countCall(of: principal, exchange)
        exchange.head.add(decision)
        guard decision.isAllowed else { throw .tooManyRequests(retryAfterSeconds: decision.retryAfterSeconds) }
        keyUses.note(principal.keyID, at: exchange.now.wallMicroseconds, dayCount: decision.dayCount)
        return session
    }

    /// Counts a call in the bucket that its key has in its dialect, and in the one that all calls to the store share, so
    /// that neither a second dialect nor further keys multiply what a store may be asked (conflict row C-11).
    private func countCall(of principal: Principal, _ exchange: Exchange) -> RateDecision {
        let store = UInt64(bitPattern: principal.storeID)
        let bucket =
            exchange.isGraphQL
            ? pointBucket(of: principal)
            : RateLimiter.Bucket(
                key: .init(
                    store: store, credential: UInt64(bitPattern: principal.keyID), kind: exchange.dialect.rateKind),
                policy: exchange.dialect.policy(of: principal), counted: principal.dayCount)
        guard principal.isSlowedDown else { return limiter.take(bucket, at: exchange.now) }
        let shared = RateLimiter.Bucket(
            key: .init(store: store, credential: 0, kind: Dialect.storeRateKind), policy: configuration.storeCalls)
        return limiter.take(bucket, within: shared, at: exchange.now)
    }

    /// Takes the further points of a query from its key's bucket.
    func countPoints(of principal: Principal, _ points: Int, _ exchange: Exchange) -> RateDecision {
        limiter.take(pointBucket(of: principal), cost: points, at: exchange.now)
    }

    private func pointBucket(of principal: Principal) -> RateLimiter.Bucket {
        RateLimiter.Bucket(
            key: .init(
                store: UInt64(bitPattern: principal.storeID), credential: UInt64(bitPattern: principal.keyID),
                kind: Dialect.pointRateKind),
            policy: principal.isSlowedDown ? .points : .unlimited)
    }

    /// Guessing is slowed down by address; honest mistakes never get there.
    private func refusedSignIn(_ exchange: inout Exchange) throws(Failure) -> Failure {
        var hasher = Hasher()
        hasher.combine(exchange.request.remoteAddress)
        let key = RateLimiter.Key(store: 0, credential: UInt64(bitPattern: Int64(hasher.finalize())), kind: 255)
        let decision = limiter.take(key, configuration.failedSignIns, at: exchange.now)
        guard decision.isAllowed else { throw .tooManyRequests(retryAfterSeconds: decision.retryAfterSeconds) }
        return Failure(.unauthenticated)
    }

    /// The credential decides the store; a path prefix or a host that names one must agree (conflict row C-03).
    private func checkStore(_ session: Session, _ host: HostName, _ prefix: Substring?) throws(Failure) {
        if let prefix, prefix != session.store.name { throw Failure(.notFound) }
        guard let label = host.label, label != session.store.name, !host.isAPI else { return }
        let other: Store?
        do { other = try platform.store(named: label) } catch { throw Failure(.unavailable) }
        if other != nil { throw Failure(.notFound) }
    }

    // MARK: What

    private func route(
        _ exchange: inout Exchange, _ segments: ArraySlice<Substring>, _ session: Session
    ) throws(Failure) -> Router.Match {
        switch router.match(exchange.request.method, segments) {
        case .none: throw Failure(.notFound)
        case .otherMethods(let methods):
            exchange.head.add("Allow: ", Self.names(of: methods))
            throw Failure(.methodNotAllowed)
        case .found(let match):
            exchange.operation = match.operation.index
            switch session.access(to: match.operation) {
            case .allowed: return match
            case .hidden: throw Failure(.notFound)
            case .forbidden(let scope): throw .forbidden(scope: scope)
            }
        }
    }

    /// OPTIONS names the methods, to anyone.
    ///
    /// The admin APIs are not for browsers of other origins, so no CORS headers are sent: their tokens must never lie
    /// in a page.
    private func options(_ segments: ArraySlice<Substring>, _ exchange: Exchange) throws(Failure) -> HTTPResponse {
        guard case .otherMethods(let methods) = router.match(.options, segments) else { throw Failure(.notFound) }
        var head = exchange.head
        head.add("Allow: ", Self.names(of: methods) + ", OPTIONS")
        return HTTPResponse(status: 204, headerLines: head.lines)
    }

    private static func names(of methods: [HTTPMethod]) -> String {
        let names = methods.map { "\($0)".uppercased() } + (methods.contains(.get) ? ["HEAD"] : [])
        return names.joined(separator: ", ")
    }

    // MARK: Answers

    func finish(_ exchange: Exchange, _ response: HTTPResponse) -> HTTPResponse {
        metrics.record(
            exchange.operation, isGraphQL: exchange.isGraphQL, status: response.status,
            microseconds: clock.monotonicMicroseconds() - exchange.now.monotonicMicroseconds)
        return response
    }

    func finish(_ exchange: Exchange, failure: Failure) -> HTTPResponse {
        var head = exchange.head
        head.addJSON()
        if let seconds = failure.retryAfterSeconds { head.add("Retry-After: ", seconds) }
        if failure.status >= 500 {
            // With what the audit trail would say: a write whose queue was full has no other trace.
            log.warning(
                "A request failed",
                [
                    "request_id": exchange.requestID, "status": "\(failure.status)",
                    "store": exchange.session?.store.name ?? "", "actor": exchange.session?.actor.publicID ?? "",
                    "route": exchange.operation.map { "\(exchange.request.method) \(operations[$0].pattern)" }
                        ?? (exchange.isGraphQL ? "graphql" : ""),
                ])
        }
        let body =
            exchange.isGraphQL
            ? failure.graphQLBody(requestID: exchange.requestID)
            : exchange.dialect.errorBody(failure, requestID: exchange.requestID)
        return finish(exchange, HTTPResponse(status: failure.status, headerLines: head.lines, body: body))
    }
}

/// One request on its way through the service.
struct Exchange {
    let request: HTTPRequest
    let requestID: String
    let now: Clock.Moment
    var dialect: Dialect
    var head: ResponseHead
    var target: RequestTarget?
    var session: Session?
    /// It is the GraphQL endpoint that was asked.
    var isGraphQL = false
    /// Index of the operation, once it is known.
    var operation: Int?
}

extension Principal {
    fileprivate var isSlowedDown: Bool { hasRateLimit && tier != .unlimited }
}

extension Dialect {
    /// Each dialect family has a bucket of its own (conflict row C-11).
    var rateKind: UInt8 { name == .storeicu ? 1 : 0 }
    /// The bucket of a store's calls in all dialects.
    static let storeRateKind: UInt8 = 2
    /// The bucket of GraphQL's points, whose base path makes no difference.
    static let pointRateKind: UInt8 = 3

    func policy(of principal: Principal) -> RatePolicy {
        guard principal.hasRateLimit else { return .unlimited }
        switch (name, principal.tier) {
        case (_, .unlimited): return .unlimited
        case (.storeicu, .standard): return .standard
        case (.storeicu, .gold): return .gold
        case (.storeicu, .platinum): return .platinum
        default: return .shopify
        }
    }
}

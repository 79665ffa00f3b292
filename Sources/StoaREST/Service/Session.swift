internal import StoaAuth
internal import StoaCore
internal import StoaRecords

/// A principal with everything derived from it that requests need; made once and kept while the credential is cached.
final class Session: Sendable {
    let principal: Principal
    let store: StoreIdentity
    let actor: Actor
    /// By operation index: the credential's scopes allow it and its module is on in the store.
    private let access: [Access]

    enum Access: Sendable {
        case allowed
        /// A scope is missing.
        case forbidden(String)
        /// The module is switched off here: the route does not exist.
        case hidden
    }

    init?(principal: Principal, operations: [Operation], registry: Registry) {
        guard let currency = Currency(code: principal.currency) else { return nil }
        self.principal = principal
        store = StoreIdentity(
            id: principal.storeID, name: principal.storeName, currency: currency,
            firstTimeZone: principal.timeZone, disabledModules: principal.disabledModules,
            testClock: principal.testClock)
        actor = Actor(kind: .key, id: principal.keyID, publicID: principal.publicID, scopes: principal.scopes)
        access = operations.map { operation in
            let modules = [operation.module] + (operation.holder.map { [registry.resources[$0.resource].module] } ?? [])
            guard modules.allSatisfy(principal.isEnabled) else { return .hidden }
            let needed = [operation.scope] + (operation.holderScope.map { [$0] } ?? [])
            return needed.first { !principal.scopes.allows($0) }.map(Access.forbidden) ?? .allowed
        }
    }

    func access(to operation: Operation) -> Access { access[operation.index] }

    /// The words of kinds whose attachments are not for this credential, with the scope that it lacks; empty where the
    /// module of the kind is off, since nothing of it is there.
    func closedKinds(
        of attachment: Attachment, isView: Bool, writing: Bool, _ registry: Registry
    ) -> [String: String] {
        var closed: [String: String] = [:]
        for (word, target) in attachment.targets {
            let resource = registry.resources[target]
            let scope = writing ? resource.declaration.writeScope : resource.declaration.readScope
            if !principal.isEnabled(module: resource.module) { closed[word] = "" }
            if !principal.scopes.allows(scope) { closed[word] = scope }
        }
        // The view of events is about resources to which nothing can be attached, too: the topics say who may know.
        for topic in isView ? registry.topics : [] {
            let word = String(topic.name.prefix { $0 != "." })
            guard attachment.targets[word] == nil else { continue }
            if !principal.isEnabled(module: topic.module) { closed[word] = "" }
            if !principal.scopes.allows(topic.scope) { closed[word] = topic.scope }
        }
        return closed
    }

    func isEnabled(_ module: String) -> Bool { principal.isEnabled(module: module) }
}

/// What one event loop keeps to itself: caches and connections that need no locks because a loop is one thread.
///
/// Invariant: used only on the event loop whose index it was made for.
final class LoopState: @unchecked Sendable {
    let principals: PrincipalCache
    let readers: StoreReaders
    let projection = FieldProjection()
    private var sessions: [ObjectIdentifier: Session] = [:]
    private static let sessionsMax = 10_000
    private var lastHost: (header: String?, name: HostName) = (nil, HostName(nil))

    init(principals: PrincipalCache, readers: StoreReaders) {
        self.principals = principals
        self.readers = readers
    }

    /// The parsed Host header; nearly all requests of a loop carry the same few.
    func hostName(_ header: String?) -> HostName {
        if lastHost.header == header { return lastHost.name }
        lastHost = (header, HostName(header))
        return lastHost.name
    }

    /// The session of a principal.
    ///
    /// Sessions hold their principal, so its identity is not reused while one is kept.
    func session(of principal: Principal, operations: [Operation], registry: Registry) -> Session? {
        let key = ObjectIdentifier(principal)
        if let session = sessions[key] { return session }
        if sessions.count >= Self.sessionsMax { sessions.removeAll() }
        let session = Session(principal: principal, operations: operations, registry: registry)
        sessions[key] = session
        return session
    }
}

public import StoaCore

/// Which kinds of change a hook wants; the raw values are STOA_ON_* of declare.h.
public struct ChangeKinds: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let created = ChangeKinds(rawValue: 1)
    public static let updated = ChangeKinds(rawValue: 2)
    public static let deleted = ChangeKinds(rawValue: 4)
}

/// A module's code that runs inside a write transaction, before anything is stored.
public struct Hook: Sendable {
    public enum Kind: UInt32, Sendable {
        /// Completes and corrects drafts; only for a module's own resources.
        case prepare
        /// May only refuse. All of them run, so that a client sees every issue at once.
        case validate
    }

    public let module: String
    public let resource: String
    public let kind: Kind
    public let changes: ChangeKinds
    public let priority: Int32
    /// Returns a stoa_rc; issues are on the context.
    public let run: @Sendable (CallContext, [Change]) -> Int32

    public init(
        module: String, resource: String, kind: Kind, changes: ChangeKinds, priority: Int32,
        run: @escaping @Sendable (CallContext, [Change]) -> Int32
    ) {
        self.module = module
        self.resource = resource
        self.kind = kind
        self.changes = changes
        self.priority = priority
        self.run = run
    }
}

/// A route that a module serves itself.
public struct ModuleRoute: Sendable {
    public let module: String
    public let method: HTTPMethod
    /// Relative to a dialect's base path, with {names}: "suppliers/{id}/archive".
    public let path: String
    public let scope: String
    public let title: String
    /// Runs in a write transaction.
    public let writes: Bool
    public let run: @Sendable (CallContext, RouteCall) -> Int32

    public init(
        module: String, method: HTTPMethod, path: String, scope: String, title: String, writes: Bool,
        run: @escaping @Sendable (CallContext, RouteCall) -> Int32
    ) {
        self.module = module
        self.method = method
        self.path = path
        self.scope = scope
        self.title = title
        self.writes = writes
        self.run = run
    }
}

/// Input and output of one call of a module's route.
public final class RouteCall {
    public let method: String
    public let query: String
    public let parameters: [(name: String, value: String)]
    public let body: UnsafeRawBufferPointer
    public var status: UInt16 = 200
    /// What json() was given: a name for dialects that wrap, and one JSON value.
    public var json: (name: String, value: [UInt8])?
    public var bytes: [UInt8] = []
    public var mediaType = ""

    public init(
        method: String, query: String, parameters: [(name: String, value: String)], body: UnsafeRawBufferPointer
    ) {
        self.method = method
        self.query = query
        self.parameters = parameters
        self.body = body
    }
}

/// A function that a module offers to others.
public struct Service: Sendable {
    public let module: String
    public let name: String
    public let scope: String
    /// Takes JSON and returns a stoa_rc and JSON, which lives in the context's arena.
    public let run: @Sendable (CallContext, UnsafeRawBufferPointer) -> (Int32, UnsafeRawBufferPointer)

    public init(
        module: String, name: String, scope: String,
        run: @escaping @Sendable (CallContext, UnsafeRawBufferPointer) -> (Int32, UnsafeRawBufferPointer)
    ) {
        self.module = module
        self.name = name
        self.scope = scope
        self.run = run
    }
}

/// A scope and what it lets a client do, in words.
public struct ScopeDeclaration: Sendable, Equatable {
    public let name: String
    public let title: String

    public init(_ name: String, title: String) {
        self.name = name
        self.title = title
    }
}

/// Everything one module declares.
public struct ModuleDeclaration: Sendable {
    public var id: String
    public var version: String
    public var title = ""
    public var resources: [ResourceDeclaration] = []
    public var scopes: [ScopeDeclaration] = []
    public var hooks: [Hook] = []
    public var routes: [ModuleRoute] = []
    public var services: [Service] = []
    public var topics: [String] = []
    /// Other modules' resources that it may use: name to "read" or "write".
    public var recordCapabilities: [String: String] = [:]

    public init(id: String, version: String) {
        self.id = id
        self.version = version
    }
}

/// All declarations of one generation of modules, checked, linked and frozen.
public final class Registry: Sendable {
    public let modules: [ModuleDeclaration]
    public let resources: [Resource]
    public let scopes: [ScopeDeclaration]
    public let routes: [ModuleRoute]
    public let services: [String: Service]
    /// Changes when anything that the tables or renderings depend on changes.
    public let digest: String
    private let byName: [String: Int]
    private let prepareHooks: [[Hook]]
    private let validateHooks: [[Hook]]

    /// Links `modules`, which come in dependency order. Throws the first contradiction, with both sides named.
    public init(modules: [ModuleDeclaration]) throws(RegistryError) {
        let linked = try Linker(modules: modules).link()
        self.modules = modules
        resources = linked.resources
        scopes = linked.scopes
        services = linked.services
        routes = modules.flatMap(\.routes)
        byName = Dictionary(uniqueKeysWithValues: linked.resources.map { ($0.name, $0.index) })
        let hooks = modules.flatMap(\.hooks).sorted { ($0.priority, $0.module) < ($1.priority, $1.module) }
        prepareHooks = linked.resources.map { r in hooks.filter { $0.resource == r.name && $0.kind == .prepare } }
        validateHooks = linked.resources.map { r in hooks.filter { $0.resource == r.name && $0.kind == .validate } }
        digest = Registry.digest(of: linked.resources)
    }

    public func resource(named name: String) -> Resource? {
        byName[name].map { resources[$0] }
    }

    /// Hooks of a root resource, in the order in which they run.
    func hooks(of resource: Resource, kind: Hook.Kind) -> [Hook] {
        kind == .prepare ? prepareHooks[resource.index] : validateHooks[resource.index]
    }

    private static func digest(of resources: [Resource]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for resource in resources {
            for byte in String(describing: resource.declaration).utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        return String(hash, radix: 16)
    }
}

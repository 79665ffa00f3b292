internal import StoaCore

/// Which kinds of change a hook wants; the raw values are STOA_ON_* of declare.h.
package struct ChangeKinds: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let created = ChangeKinds(rawValue: 1)
    package static let updated = ChangeKinds(rawValue: 2)
    package static let deleted = ChangeKinds(rawValue: 4)
}

/// A module's code that runs inside a write transaction, before or after the records are stored.
package struct Hook: Sendable {
    package enum Kind: UInt32, Sendable {
        /// Completes and corrects drafts; only for a module's own resources.
        case prepare
        /// May only refuse. All of them run, so that a client sees every issue at once.
        case validate
        /// Goes on with other records once these are stored.
        case follow

        var phase: CallContext.Phase {
            switch self {
            case .prepare: .preparing
            case .validate: .validating
            case .follow: .writing
            }
        }
    }

    package let module: String
    package let resource: String
    package let kind: Kind
    package let changes: ChangeKinds
    package let priority: Int32
    /// Returns a stoa_rc; issues are on the context.
    package let run: @Sendable (CallContext, [Change]) -> Int32

    package init(
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

/// Input and output of one call of a module's route.
package final class RouteCall {
    package let method: String
    package let query: String
    package let parameters: [(name: String, value: String)]
    package let body: UnsafeRawBufferPointer
    package var status: UInt16 = 200
    /// What json() was given: a name for dialects that wrap, and one JSON value.
    package var json: (name: String, value: [UInt8])?
    /// It is a record, by its resource's name.
    package var isRecord = false
    /// What page() was given: the records to be shown as a list.
    package var page: PageRequest?
    package var bytes: [UInt8] = []
    package var mediaType = ""
    package var headers: [String: String] = [:]

    package init(
        method: String, query: String, parameters: [(name: String, value: String)], body: UnsafeRawBufferPointer
    ) {
        self.method = method
        self.query = query
        self.parameters = parameters
        self.body = body
    }
}

/// The records that a module's route answers with, page by page.
package struct PageRequest: Sendable {
    package let resource: Resource
    package let conditions: [ListQuery.Condition]
    package var order = ListQuery.Order.newestFirst
}

/// A member of request bodies that a module reads beside the fields of their resource.
package struct InputDeclaration: Sendable, Equatable {
    package let name: String
    package let title: String
    /// Whose bodies; empty means those of all attachable resources.
    package let resource: String
    package private(set) var module = ""

    package init(_ name: String, title: String, resource: String) {
        self.name = name
        self.title = title
        self.resource = resource
    }

    func of(_ module: String) -> InputDeclaration {
        var input = self
        input.module = module
        return input
    }

    func isRead(_ resource: Resource) -> Bool {
        self.resource.isEmpty ? resource.declaration.attachedAs != nil : self.resource == resource.name
    }
}

/// A function that a module offers to others.
package struct Service: Sendable {
    package let module: String
    package let name: String
    package let scope: String
    /// Takes JSON and returns a stoa_rc and JSON, which lives in the context's arena.
    package let run: @Sendable (CallContext, UnsafeRawBufferPointer) -> (Int32, UnsafeRawBufferPointer)

    package init(
        module: String, name: String, scope: String,
        run: @escaping @Sendable (CallContext, UnsafeRawBufferPointer) -> (Int32, UnsafeRawBufferPointer)
    ) {
        self.module = module
        self.name = name
        self.scope = scope
        self.run = run
    }
}

/// A field of GraphQL's Query or Mutation that a module answers itself: a service that clients call by its name,
/// `Mutation.notesSet`.
package struct RootField: Sendable {
    package let service: Service
    package var module: String { service.module }
    package var name: String { service.name }
    package var scope: String { service.scope }

    package init(_ service: Service) {
        self.service = service
    }

    package static let mutationPrefix = "Mutation."
    package var writes: Bool { name.hasPrefix(Self.mutationPrefix) }
}

/// A scope and what it lets a client do, in words.
package struct ScopeDeclaration: Sendable, Equatable {
    package let name: String
    package let title: String

    package init(_ name: String, title: String) {
        self.name = name
        self.title = title
    }
}

/// Everything one module declares.
package struct ModuleDeclaration: Sendable {
    package var id: String
    package var version: String
    package var title = ""
    package var resources: [ResourceDeclaration] = []
    package var scopes: [ScopeDeclaration] = []
    package var hooks: [Hook] = []
    package var routes: [ModuleRoute] = []
    package var services: [Service] = []
    package var topics: [Topic] = []
    package var jobs: [JobDeclaration] = []
    package var listeners: [Listener] = []
    package var inputs: [InputDeclaration] = []
    package var rootFields: [RootField] = []
    /// In GraphQL's schema definition language; empty means none.
    package var graphQLTypes = ""
    /// Other modules' resources that it may use: name to "read" or "write".
    package var recordCapabilities: [String: String] = [:]

    package init(id: String, version: String) {
        self.id = id
        self.version = version
    }
}

/// All declarations of one generation of modules, checked, linked and frozen.
package final class Registry: Sendable {
    package let modules: [ModuleDeclaration]
    package let resources: [Resource]
    package let scopes: [ScopeDeclaration]
    package let routes: [ModuleRoute]
    package let services: [String: Service]
    /// All topics, derived and declared, in the order of their modules.
    package let topics: [Topic]
    package let jobs: [String: JobDeclaration]
    /// By module, the jobs that are for when it comes back to a store.
    let returnJobs: [String: [JobDeclaration]]
    package let listeners: [Listener]
    /// Changes when anything that the tables or renderings depend on changes.
    package let digest: String
    /// Where a store says which time zone its clocks go by.
    let zoneField: (resource: Int, field: Int)?
    /// Members of each resource's bodies that modules read.
    private let inputs: [[InputDeclaration]]
    private let byName: [String: Int]
    /// Every name of every topic.
    private let topicsByName: [String: Topic]
    private let prepareHooks: [[Hook]]
    private let validateHooks: [[Hook]]
    private let followHooks: [[Hook]]

    /// Links `modules`, which come in dependency order.
    ///
    /// Throws the first contradiction, with both sides named.
    package init(modules: [ModuleDeclaration]) throws(RegistryError) {
        let linked = try Linker(modules: modules).link()
        self.modules = modules
        resources = linked.resources
        zoneField = linked.zoneField
        scopes = linked.scopes
        services = linked.services
        topics = linked.topics
        topicsByName = linked.topicsByName
        jobs = linked.jobs
        returnJobs = Dictionary(grouping: modules.flatMap(\.jobs).filter(\.runsOnReturn), by: \.module)
        listeners = modules.flatMap(\.listeners)
        routes = modules.flatMap(\.routes)
        byName = Dictionary(uniqueKeysWithValues: linked.resources.map { ($0.name, $0.index) })
        let hooks = modules.flatMap(\.hooks).sorted { ($0.priority, $0.module) < ($1.priority, $1.module) }
        prepareHooks = linked.resources.map { r in hooks.filter { $0.resource == r.name && $0.kind == .prepare } }
        validateHooks = linked.resources.map { r in hooks.filter { $0.resource == r.name && $0.kind == .validate } }
        let declared = modules.flatMap { module in module.inputs.map { $0.of(module.id) } }
        inputs = linked.resources.map { resource in declared.filter { $0.isRead(resource) } }
        followHooks = linked.resources.map { r in hooks.filter { $0.resource == r.name && $0.kind == .follow } }
        digest = Registry.digest(of: linked.resources, listeners: listeners)
    }

    package func resource(named name: String) -> Resource? {
        byName[name].map { resources[$0] }
    }

    /// The topic with this name, its own or a dialect's.
    package func topic(named name: String) -> Topic? { topicsByName[name] }

    /// What runs the rows of the queue with this name: a job, or a listener that is told again of what was put aside.
    func job(named name: String) -> JobDeclaration? {
        jobs[name] ?? listeners.first { $0.name == name }?.retelling
    }

    /// Hooks of a root resource, in the order in which they run.
    func hooks(of resource: Resource, kind: Hook.Kind) -> [Hook] {
        switch kind {
        case .prepare: prepareHooks[resource.index]
        case .validate: validateHooks[resource.index]
        case .follow: followHooks[resource.index]
        }
    }

    /// The members of a resource's bodies that modules read beside its fields.
    package func inputs(of resource: Resource) -> [InputDeclaration] { inputs[resource.index] }

    /// The number of a document that was made under no schema, so that every reader makes its own.
    static let noRendering: Int64 = -1

    /// Changes when anything that the documents of a resource depend on changes.
    func rendering(of resource: Resource) -> Int64 {
        let tree = resources.filter { $0.root == resource.root }
        return Int64(UInt64(Registry.digest(of: tree), radix: 16).map { $0 & 0x7fff_ffff } ?? 0)
    }

    /// To be raised when the kernel's own tables, or the way in which it renders records, change.
    private static let kernelRevision = 6

    private static func digest(of resources: [Resource], listeners: [Listener] = []) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            // No text contains a zero, so that "ab" and "c" differ from "a" and "bc".
            for byte in text.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        add("\(kernelRevision)")
        for resource in resources.map(\.declaration) {
            for text in [resource.name, resource.parent, resource.typeName] { add(text) }
            for field in resource.fields {
                for text in [field.name, field.target] + field.within { add(text) }
                add("\(field.type.rawValue) \(field.flags.rawValue)")
            }
            for filter in resource.filters { add("\(filter.field) \(filter.kind.rawValue)") }
            // A store that lacks it is not what it should be.
            if !resource.seed.isEmpty { add(resource.seed) }
        }
        for listener in listeners { add(listener.name) }
        return String(hash, radix: 16)
    }
}

public import CStoaABI

/// What a module's list comes to: facts for the kernel, and the code behind them.
public struct DeclarationList {
    var resources: [ResourceFacts] = []
    var scopes: [Scope] = []
    var topics: [Topic] = []
    var hooks: [HookFacts] = []
    var routes: [Route] = []
    var services: [Service] = []
    var jobs: [Job] = []
    var listeners: [Listener] = []
    var inputs: [Input] = []
    var rootFields: [RootField] = []
    var graphQLTypes: [String] = []
    var schemas: [ObjectIdentifier: Schema] = [:]
    /// What the author got wrong; a module with problems does not start.
    var problems: [String] = []

    init() {}

    init(of declarations: [any Declaration]) {
        for declaration in declarations {
            declaration.add(to: &self)
        }
        for schema in schemas.values {
            problems += schema.bindChildren(to: self)
        }
        for resource in resources {
            problems += resource.problems(in: self)
        }
        problems += hooks.compactMap { $0.problem(in: self) }
    }

    mutating func add(_ schema: Schema) {
        if schemas.updateValue(schema, forKey: schema.layout.record) != nil {
            problems.append("\(schema.resource): its record is that of another resource too")
        }
    }

    /// The resource that holds records of `child` in a field.
    func parent(of child: ObjectIdentifier) -> ResourceFacts? {
        resources.first { $0.childRecords.contains(child) }
    }
}

/// What the kernel is told about a resource.
struct ResourceFacts {
    let name: String
    let plural: String
    let title: String
    let typeName: String
    let scopes: Scopes?
    let verbs: Verbs?
    let nested: Verbs
    let hasEvents: Bool
    let inputNames: [String]
    let attachedAs: AttachedName?
    let seed: [JSON]
    let record: ObjectIdentifier
    let fields: [FieldFacts]
    /// Per field, the record type of its children.
    let childRecords: [ObjectIdentifier?]
    let filters: [Filter]
    let facets: [Facet]

    func problems(in list: DeclarationList) -> [String] {
        let names = Set(fields.map(\.name))
        var problems = filters.filter { !names.contains($0.field) }
            .map { "\(name): filter \($0.parameter) has no field" }
        problems += facets.filter { !names.contains($0.field) }.map { "\(name): facet \($0.name) has no field" }
        if names.count != fields.count {
            problems.append("\(name): two fields share a name")
        }
        if scopes(in: list) == nil {
            problems.append("\(name): has no scopes")
        }
        return problems
    }

    /// Its own scopes, else those of the nearest resource around it.
    func scopes(in list: DeclarationList) -> Scopes? {
        var holder: ResourceFacts? = self
        // No deeper than there are resources, in case two hold each other.
        for _ in list.resources {
            guard let current = holder, current.scopes == nil else { break }
            holder = list.parent(of: current.record)
        }
        return holder?.scopes
    }
}

/// What the kernel is told about a rule, and how to run it.
struct HookFacts {
    /// The record that the rule is about.
    let record: ObjectIdentifier
    let recordName: String
    let kind: UInt32
    let operations: Operations
    let priority: Int32
    let body: HookBody

    func problem(in list: DeclarationList) -> String? {
        list.schemas[record] == nil ? "a rule on \(recordName), which no resource or view declares" : nil
    }
}

/// Runs a rule on one change, whose records the schema reads and writes.
@usableFromInline
typealias HookBody = @Sendable (Schema, stoa_change, Context) throws(Failures) -> Void

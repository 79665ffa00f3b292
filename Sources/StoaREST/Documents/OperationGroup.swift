internal import StoaRecords

/// Operations that readers look for in one place: those of a resource, with the module routes below its path, or else
/// the routes that a module serves elsewhere.
struct OperationGroup {
    /// Unique among groups: a resource's plural, or "routes of <module>", which no plural can be.
    let name: String
    let summary: String
    let module: String
    let resource: Resource?
    private(set) var operations: [Operation] = []

    /// Every resource in the registry's sequence, then the modules whose routes are below none of them.
    static func all(_ registry: Registry, _ operations: [Operation]) -> [OperationGroup] {
        var groups = registry.resources.map { resource in
            OperationGroup(
                name: Words.plain(resource.plural), summary: resource.declaration.title, module: resource.module,
                resource: resource)
        }
        for operation in operations {
            if let resource = operation.resource ?? resource(above: operation, in: registry) {
                groups[resource].operations.append(operation)
            } else if let index = groups.firstIndex(where: { $0.resource == nil && $0.module == operation.module }) {
                groups[index].operations.append(operation)
            } else {
                groups.append(
                    OperationGroup(
                        name: "routes of \(operation.module)", summary: "", module: operation.module, resource: nil,
                        operations: [operation]))
            }
        }
        return groups
    }

    private static func resource(above operation: Operation, in registry: Registry) -> Int? {
        guard case .literal(let first)? = operation.path.first else { return nil }
        return registry.resources.firstIndex { $0.plural == first }
    }

    private init(
        name: String, summary: String, module: String, resource: Resource?, operations: [Operation] = []
    ) {
        self.name = name
        self.summary = summary
        self.module = module
        self.resource = resource
        self.operations = operations
    }
}

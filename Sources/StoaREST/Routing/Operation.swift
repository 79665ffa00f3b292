package import StoaCore
package import StoaRecords

/// One thing that clients can do, derived from the registry: the router, the OpenAPI documents, the reference page and
/// the generated tests all read this list and nothing else.
package struct Operation: Sendable {
    package enum Action: Sendable, Equatable {
        case list, count, get, create, update, delete
        /// A module's own route, by its index in the registry.
        case route(Int)
    }

    package enum Segment: Sendable, Equatable {
        case literal(String)
        case parameter(String)
    }

    package let index: Int
    package let action: Action
    package let method: HTTPMethod
    /// Relative to a dialect's base path, without `.json`.
    package let path: [Segment]
    /// Index of the resource in the registry; nil for module routes.
    package let resource: Int?
    /// The path names the parent.
    package let isNested: Bool
    package let scope: String
    package let module: String
    package let title: String

    /// `suppliers/{id}`, for people, metrics and the audit trail.
    package let pattern: String

    init(
        index: Int, action: Action, method: HTTPMethod, path: [Segment], resource: Int?, isNested: Bool, scope: String,
        module: String, title: String
    ) {
        self.index = index
        self.action = action
        self.method = method
        self.path = path
        self.resource = resource
        self.isNested = isNested
        self.scope = scope
        self.module = module
        self.title = title
        pattern = path.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter(let name): "{\(name)}"
            }
        }.joined(separator: "/")
    }

    package var writes: Bool { method.isWrite }
}

/// Derives operations from a registry.
package enum Operations {
    package static func all(of registry: Registry) -> [Operation] {
        var operations: [Operation] = []
        for resource in registry.resources {
            let flat = [Operation.Segment.literal(resource.plural)]
            add(resource.declaration.verbs, of: resource, below: flat, nested: false, to: &operations)
            guard let parentIndex = resource.parent else { continue }
            let parent = registry.resources[parentIndex]
            let nested: [Operation.Segment] = [
                .literal(parent.plural), .parameter("\(parent.name)_id"), .literal(resource.plural),
            ]
            add(resource.declaration.nestedVerbs, of: resource, below: nested, nested: true, to: &operations)
        }
        for (index, route) in registry.routes.enumerated() {
            operations.append(
                Operation(
                    index: operations.count, action: .route(index), method: route.method, path: segments(route.path),
                    resource: nil, isNested: false, scope: route.scope, module: route.module, title: route.title))
        }
        return operations
    }

    private static func segments(_ path: String) -> [Operation.Segment] {
        path.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    private static func add(
        _ verbs: Verbs, of resource: Resource, below base: [Operation.Segment], nested: Bool,
        to operations: inout [Operation]
    ) {
        let name = resource.name.split(separator: "_").joined(separator: " ")
        let plural = resource.plural.split(separator: "_").joined(separator: " ")
        let one = base + [.parameter("id")]
        let table: [(Verbs, Operation.Action, HTTPMethod, [Operation.Segment], String)] = [
            (.list, .list, .get, base, "Lists \(plural)"),
            (.count, .count, .get, base + [.literal("count")], "Counts \(plural)"),
            (.get, .get, .get, one, "Gets one \(name)"),
            (.create, .create, .post, base, "Creates a \(name)"),
            (.update, .update, .put, one, "Changes the fields sent of a \(name)"),
            (.delete, .delete, .delete, one, "Deletes a \(name)"),
        ]
        for (verb, action, method, path, title) in table where verbs.contains(verb) {
            operations.append(
                Operation(
                    index: operations.count, action: action, method: method, path: path, resource: resource.index,
                    isNested: nested,
                    scope: method.isWrite ? resource.declaration.writeScope : resource.declaration.readScope,
                    module: resource.module, title: title))
        }
    }
}

internal import StoaCore
package import StoaRecords

/// Derives operations from a registry.
package enum Operations {
    package static func all(of registry: Registry) -> [Operation] {
        var operations: [Operation] = []
        for resource in registry.resources {
            let path = resource.declaration.path.isEmpty ? resource.plural : resource.declaration.path
            let flat = Place(name: resource.name, plural: resource.plural, path: segments(path))
            add(resource.declaration.verbs, of: resource, at: flat, to: &operations)
            for facet in resource.declaration.facets {
                let own = Place(
                    name: facet.name, plural: facet.plural, path: [.literal(facet.plural)], facet: facet)
                add(facet.verbs, of: resource, at: own, to: &operations)
            }
            for holder in holders(of: resource, registry) {
                let above = registry.resources[holder.resource]
                var below = Place(name: resource.name, plural: resource.plural, path: [], holder: holder)
                let names = holder.kind.flatMap { _ in above.declaration.attachedAs }
                below.path = [
                    .literal(holder.facet?.plural ?? names?.plural ?? above.plural),
                    .parameter("\(holder.facet?.name ?? names?.name ?? above.name)_id"), .literal(resource.plural),
                ]
                if names != nil { below.scopes = (above.declaration.readScope, above.declaration.writeScope) }
                add(resource.declaration.nestedVerbs, of: resource, at: below, to: &operations)
            }
        }
        addBulk(registry, to: &operations)
        for (index, route) in registry.routes.enumerated() {
            operations.append(
                Operation(
                    index: operations.count, action: .route(index), method: route.method, path: segments(route.path),
                    resource: nil, scope: route.scope, module: route.module, title: route.title))
        }
        return operations
    }

    /// Where a resource is served.
    private struct Place {
        let name: String
        let plural: String
        var path: [Operation.Segment]
        var holder: Operation.Holder?
        var facet: Facet?
        /// Of what an attachment is attached to.
        var scopes: (read: String, write: String)?
    }

    /// The parent, and what the fields that say so link to, as itself and as each of its facets.
    private static func holders(of resource: Resource, _ registry: Registry) -> [Operation.Holder] {
        let parent = resource.parent.map { Operation.Holder(resource: $0, field: nil) }
        let links = resource.relations.allLinks.filter { resource.fields[$0.field].flags.contains(.below) }
        return (parent.map { [$0] } ?? [])
            + links.flatMap { link in
                ([nil] + registry.resources[link.target].declaration.facets.map(Optional.some)).map { facet in
                    Operation.Holder(resource: link.target, field: link.field, kind: link.kind, facet: facet)
                }
            }
    }

    /// Import and export of what is created and listed one by one, in the scopes that these take; and what becomes of an
    /// operation, for whoever has begun it.
    private static func addBulk(_ registry: Registry, to operations: inout [Operation]) {
        func add(
            _ action: Operation.Bulk, _ method: HTTPMethod, _ path: String, _ target: BulkTarget, scope: String,
            _ title: String
        ) {
            operations.append(
                Operation(
                    index: operations.count, action: .bulk(action), method: method, path: segments("bulk/\(path)"),
                    resource: target.resource.index, facet: target.facet, scope: scope, module: target.resource.module,
                    title: title))
        }
        for target in BulkTarget.all(in: registry) {
            let (plural, declaration) = (target.plural, target.resource.declaration)
            let words = plural.split(separator: "_").joined(separator: " ")
            if target.isImported {
                add(.import, .post, "\(plural)/import", target, scope: declaration.writeScope, "Imports \(words)")
            }
            if target.isExported {
                add(.export, .post, "\(plural)/export", target, scope: declaration.readScope, "Exports \(words)")
            }
        }
        guard let resource = registry.resource(named: BulkOperation.resourceName) else { return }
        let target = BulkTarget(resource: resource, facet: nil)
        let scope = resource.declaration.readScope
        add(
            .result, .get, "operations/{id}/result", target, scope: scope,
            "Gets what a bulk operation has exported, or why records were refused")
        add(.cancel, .post, "operations/{id}/cancel", target, scope: scope, "Ends a bulk operation before its time")
    }

    private static func segments(_ path: String) -> [Operation.Segment] {
        path.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    private static func add(
        _ verbs: Verbs, of resource: Resource, at place: Place, to operations: inout [Operation]
    ) {
        let name = place.name.split(separator: "_").joined(separator: " ")
        let plural = place.plural.split(separator: "_").joined(separator: " ")
        let one = place.path + [.parameter(resource.relations.key?.name ?? "id")]
        let table: [(Verbs, Operation.Action, HTTPMethod, [Operation.Segment], String)] = [
            (.list, .list, .get, place.path, "Lists \(plural)"),
            (.count, .count, .get, place.path + [.literal("count")], "Counts \(plural)"),
            (.get, .get, .get, one, "Gets one \(name)"),
            (.create, .create, .post, place.path, "Creates a \(name)"),
            (.update, .update, .put, one, "Changes the fields sent of a \(name)"),
            (.delete, .delete, .delete, one, "Deletes a \(name)"),
        ]
        for (verb, action, method, path, title) in table where verbs.contains(verb) {
            operations.append(
                Operation(
                    index: operations.count, action: action, method: method, path: path, resource: resource.index,
                    holder: place.holder, facet: place.facet,
                    scope: method.isWrite ? resource.declaration.writeScope : resource.declaration.readScope,
                    holderScope: method.isWrite ? place.scopes?.write : place.scopes?.read, module: resource.module,
                    title: title))
        }
    }
}

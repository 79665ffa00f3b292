/// Which records may be orphans: still in their tables though what they link to is deleted.
///
/// Nobody sees them, and a job deletes them. Such are the records of roots that no other record shows; a child that went
/// later would be seen in its root until then.
final class OrphanConditions: Sendable {
    /// By resource: a root whose records may be left for later.
    private let mayBeLeft: [Bool]
    /// By resource: SQL that is true of an orphan's row, and nil where there are none.
    private let conditions: [String?]

    init(_ resources: [Resource]) {
        let finder = OrphanFinder(resources)
        let mayBeLeft = resources.map { finder.mayBeLeft($0, path: []) }
        self.mayBeLeft = mayBeLeft
        conditions = resources.map { OrphanFinder.condition($0, resources, mayBeLeft) }
    }

    func mayBeLeft(_ resource: Resource) -> Bool { mayBeLeft[resource.index] }

    /// SQL for the row of the resource's table in an outer query.
    func condition(_ index: Int) -> String? { conditions[index] }

    /// A query of the resource may meet orphans, among its records or among those that lead to them.
    func concern(_ query: ListQuery, of resource: Resource) -> Bool {
        if conditions[resource.index] != nil { return true }
        return query.conditions.contains {
            guard case .through(let filter, _, _) = $0 else { return false }
            return conditions[filter.via] != nil
        }
    }
}

private struct OrphanFinder {
    private let resources: [Resource]
    private let children: [Int: [Resource]]

    init(_ resources: [Resource]) {
        self.resources = resources
        children = Dictionary(grouping: resources.filter { !$0.isRoot }, by: \.root)
    }

    /// A circle of links has no end at which a search for orphans could begin.
    func mayBeLeft(_ resource: Resource, path: Set<Int>) -> Bool {
        guard resource.isRoot, resource.declaration.view == nil, !path.contains(resource.index) else { return false }
        let path = path.union([resource.index])
        let tree = [resource] + (children[resource.index] ?? [])
        return tree.flatMap(\.relations.referrers).allSatisfy { mayBeLeft(resources[$0.resource], path: path) }
    }

    /// An orphan links to a departed record or to another orphan, or is part of one.
    static func condition(_ resource: Resource, _ resources: [Resource], _ mayBeLeft: [Bool]) -> String? {
        let table = TableLayout.table(resource.name)
        func within(_ index: Int, _ column: String) -> String? {
            condition(resources[index], resources, mayBeLeft).map {
                let other = TableLayout.table(resources[index].name)
                return "EXISTS(SELECT 1 FROM \(other) WHERE \(other).id=\(table).\(column) AND (\($0)))"
            }
        }
        if let parent = resource.parent { return within(parent, "parent") }
        guard mayBeLeft[resource.index], !resource.relations.allLinks.isEmpty else { return nil }
        let terms = resource.relations.allLinks.map { link in
            let column = TableLayout.columnRead(resource.fields[link.field])
            let name = resources[link.target].name
            let departed =
                "EXISTS(SELECT 1 FROM departed WHERE departed.id=\(table).\(column) AND departed.resource='\(name)')"
            let gone = within(link.target, column).map { "(\(departed) OR \($0))" } ?? departed
            guard let kind = link.kind else { return gone }
            return "\(table).\(TableLayout.column(resource.fields[kind.field]))='\(kind.word)' AND \(gone)"
        }
        return terms.joined(separator: " OR ")
    }
}

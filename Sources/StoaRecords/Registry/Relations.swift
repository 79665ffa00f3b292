/// A field whose value is the id of a record of another resource.
package struct Link: Sendable, Equatable {
    /// The resource that has the field.
    package let resource: Int
    /// The index of the field in it.
    package let field: Int
    /// The resource whose records it names.
    package let target: Int
}

/// A parameter of a resource's lists that another resource declares: it selects what records of that one link to.
package struct ThroughFilter: Sendable, Equatable {
    /// The parameter, and the field of the other resource that it is compared with.
    package let filter: Filter
    /// The other resource's name and what it links with.
    package let resource: String
    package let link: Field
    package let field: Field
    /// The links are unique within the field, so that one index serves both in the sequence of the ids.
    package let isOrdered: Bool
}

/// How one resource refers to others, and they to it.
package struct Relations: Sendable {
    /// Its own fields that name records of others.
    package var links: [Link] = []
    /// Fields of others that name its records.
    package var referrers: [Link] = []
    /// Parameters that its lists take from others.
    package var through: [ThroughFilter] = []
}

extension Linker {
    /// Resolves the linked fields of all resources; `names` says where a resource is declared.
    static func relations(
        _ declared: [(module: String, declaration: ResourceDeclaration)], _ names: [String: Int]
    ) throws(RegistryError) -> [Relations] {
        var relations = declared.map { _ in Relations() }
        for (index, entry) in declared.enumerated() {
            for (place, field) in entry.declaration.fields.enumerated() where field.flags.contains(.linked) {
                guard let target = names[field.target] else {
                    throw RegistryError(
                        module: entry.module,
                        "links \"\(entry.declaration.name).\(field.name)\" to the resource \"\(field.target)\", which no loaded module declares: install the module that does"
                    )
                }
                let link = Link(resource: index, field: place, target: target)
                relations[index].links.append(link)
                relations[target].referrers.append(link)
            }
            for filter in entry.declaration.filters where filter.kind == .through {
                let through = try throughFilter(filter, entry)
                guard let target = names[through.link.target] else { continue }
                relations[target].through.append(through)
            }
        }
        return relations
    }

    private static func throughFilter(
        _ filter: Filter, _ entry: (module: String, declaration: ResourceDeclaration)
    ) throws(RegistryError) -> ThroughFilter {
        let fields = entry.declaration.fields
        guard let link = fields.first(where: { $0.name == filter.words.first && $0.flags.contains(.linked) }),
            let field = fields.first(where: { $0.name == filter.field && $0.isStored }),
            link.within == [field.name] || field.within == [link.name]
        else {
            throw RegistryError(
                module: entry.module,
                "resource \"\(entry.declaration.name)\" offers the filter \"\(filter.parameter)\" through \"\(filter.words.first ?? "")\": that takes a linked field and a stored one, of which one is unique within the other"
            )
        }
        return ThroughFilter(
            filter: filter, resource: entry.declaration.name, link: link, field: field,
            isOrdered: link.within == [field.name])
    }
}

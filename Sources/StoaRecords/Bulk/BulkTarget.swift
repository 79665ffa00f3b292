/// What a bulk operation is about: the records of a resource, or those of one of its facets.
package struct BulkTarget: Sendable {
    package let resource: Resource
    package let facet: Facet?

    package var name: String { facet?.name ?? resource.name }
    package var plural: String { facet?.plural ?? resource.plural }
    package var verbs: Verbs { facet?.verbs ?? resource.declaration.verbs }

    /// All that can be imported or exported; none where the kernel keeps no operations.
    ///
    /// Attachments are left out: what a credential may see of them depends on what each is attached to.
    package static func all(in registry: Registry) -> [BulkTarget] {
        guard registry.resource(named: BulkOperation.resourceName) != nil else { return [] }
        return registry.resources.flatMap { resource in
            ([nil] + resource.declaration.facets.map(Optional.some)).map { BulkTarget(resource: resource, facet: $0) }
        }.filter { $0.isExported || $0.isImported }
    }

    package init(resource: Resource, facet: Facet?) {
        self.resource = resource
        self.facet = facet
    }

    init?(named name: String, in registry: Registry) {
        guard let target = BulkTarget.all(in: registry).first(where: { $0.name == name }) else { return nil }
        self = target
    }

    /// Files are kept as they are sent, so what is sealed would lie open in them.
    private var isOpen: Bool {
        resource.relations.attachment == nil && resource.name != BulkOperation.resourceName && !resource.isSealed
    }

    /// There is a list to export.
    package var isExported: Bool { isOpen && verbs.contains(.list) }
    /// Each record can be written as its own request would write it.
    package var isImported: Bool { isOpen && verbs.contains(.create) && resource.isRoot }

    /// What a record must be for the credential's requests to see it.
    func guardian(for credential: String) -> RecordGuard {
        var guardian = RecordGuard()
        if let facet, let field = resource.field(named: facet.field) {
            guardian.fields.append(.init(field: field, value: .text(facet.value)))
        }
        if let field = resource.ownerField { guardian.fields.append(.init(field: field, value: .text(credential))) }
        return guardian
    }
}

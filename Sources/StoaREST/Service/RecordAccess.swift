internal import StoaCore
internal import StoaRecords

/// What one credential may see of a resource's records, and change of them.
struct RecordAccess {
    let session: Session
    let registry: Registry

    /// Adds what this credential may see at all: its own records, and what is attached to records that it may see.
    func restrict(_ guardian: inout RecordGuard, of resource: Resource, writing: Bool) {
        if let field = resource.ownerField {
            guardian.fields.append(.init(field: field, value: .text(session.actor.publicID)))
        }
        if let attachment = resource.relations.attachment {
            let isView = resource.declaration.view != nil
            let closed = session.closedKinds(of: attachment, isView: isView, writing: writing, registry)
            guardian.closed = RecordGuard.Closed(field: attachment.kind, scopes: closed)
        }
    }

    func guardian(of resource: Resource, writing: Bool) -> RecordGuard {
        var guardian = RecordGuard()
        restrict(&guardian, of: resource, writing: writing)
        return guardian
    }

    /// Refuses who lacks the scope that the resource needs.
    func check(_ resource: Resource, writing: Bool) throws(Failure) {
        let scope = writing ? resource.declaration.writeScope : resource.declaration.readScope
        guard session.actor.scopes.allows(scope) else { throw .forbidden(scope: scope) }
    }
}

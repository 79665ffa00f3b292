internal import StoaCore

/// What is done once a change is stored, in the same transaction.
extension Transaction {
    /// A change that follows from a change that follows … : deeper than this is a circle.
    private static let followDepthMax = 8

    /// Something is done once the change is stored, so that a refusal then has to undo it.
    func hasFollowers(_ change: Change) -> Bool {
        let hooks = context.registry.hooks(of: change.draft.resource, kind: .follow)
        return hooks.contains { $0.changes.contains(change.kind) && !context.store.disabledModules.contains($0.module) }
            || hasReferrers(change.kind == .deleted ? [change.draft] : droppedChildren(of: change.draft))
    }

    /// Deletes what was linked to records that are gone, and lets modules go on; returns the rendering of the record if
    /// that has changed it again.
    func follow(_ change: Change) throws(WriteError) -> [UInt8]? {
        guard followDepth < Self.followDepthMax else {
            throw .refused(
                Failure(.internal, "changes of \(change.draft.resource.name) follow from each other without end"))
        }
        followDepth += 1
        defer { followDepth -= 1 }
        let isEditable = change.draft.isEditable
        change.draft.setEditable(false)
        defer { change.draft.setEditable(isEditable) }
        let before = changedTrees.count
        let known = context.issues.count
        try deleteReferrers(of: change.kind == .deleted ? [change.draft] : droppedChildren(of: change.draft))
        try runHooks(.follow, change)
        context.nameAsSent(from: known, in: change.draft)
        try refuseIssues()
        if let failure = refusalWhileFollowing { throw .refused(failure) }
        guard change.kind != .deleted, changedTrees[before...].contains(TreeKey(change.draft)) else { return nil }
        guard let stored = try load(change.draft.resource, id: change.draft.id) else { return nil }
        change.draft.take(stored)
        return rendered(change.draft)
    }
}

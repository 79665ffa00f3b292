internal import CStoaABI
internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// What links to a deleted record goes with it: at once, or, where there is much of it, as orphans that nobody sees any
/// more and that a job deletes some at a time.
extension Transaction {
    /// Records that are deleted at once with others, in one write, where they could be left for later.
    static let referrersAtOnceMax = 250
    /// Records that go with one if they have to at once, because their modules may refuse it or others show them; more
    /// would hold up the store's other writes.
    private static let referrersMax = 10_000

    /// Deletes the records that link to those given, which are deleted themselves, or to what was below them.
    func deleteReferrers(of records: [Draft]) throws(WriteError) {
        for record in records {
            for link in record.resource.relations.referrers { try deleteReferrers(link, of: record) }
            try deleteReferrers(of: record.children.flatMap(\.self))
        }
    }

    private func deleteReferrers(_ link: Link, of record: Draft) throws(WriteError) {
        let resource = context.registry.resources[link.resource]
        let mayBeLeft = connection.schema.orphans.mayBeLeft(resource) && (isDeletingOrphans || !isAsked(resource))
        let limit = mayBeLeft ? referrersLeft : Self.referrersMax
        let ids = try referrers(link, of: record.id, limit: limit + 1)
        guard mayBeLeft || ids.count <= limit else {
            throw .refused(
                .invalid("", "has more than \(Self.referrersMax) \(resource.plural), which have to be deleted first"))
        }
        for id in ids.prefix(limit) {
            guard !mayBeLeft || !context.arena.isHalfSpent else { return try leaveReferrers(of: record) }
            try delete(resource, id: id)
            if mayBeLeft { referrersLeft -= 1 }
        }
        if ids.count > limit { try leaveReferrers(of: record) }
    }

    private func referrers(_ link: Link, of id: Int64, limit: Int) throws(WriteError) -> [Int64] {
        do { return try connection.referrers(link, of: id, limit: limit) } catch { throw .storage(error) }
    }

    /// A module may refuse that a record of the resource is deleted, or has to do something first.
    private func isAsked(_ resource: Resource) -> Bool {
        let hooks =
            context.registry.hooks(of: resource, kind: .prepare) + context.registry.hooks(of: resource, kind: .validate)
        return hooks.contains { $0.changes.contains(.deleted) && !context.store.disabledModules.contains($0.module) }
    }

    /// A child is deleted by changing its root; one that went with another is gone already.
    private func delete(_ resource: Resource, id: Int64) throws(WriteError) {
        guard resource.isRoot else {
            guard let stored = try loadTree(resource, id: id) else { return }
            let root = try editableCopy(of: stored.root)
            find(resource, id: id, in: root)?.drop()
            _ = try save(root)
            return
        }
        guard let root = try connection.load(resource, id: id, arena: context.arena, orphansToo: true) else { return }
        try delete(root)
    }

    // MARK: Orphans

    /// Leaves what links to the record for later: from now on nobody sees it.
    private func leaveReferrers(of record: Draft) throws(WriteError) {
        do {
            if orphanGroup == nil { orphanGroup = try addOrphanJob() }
            guard let group = orphanGroup else { return }
            try connection.addDeparted(record.id, of: record.resource, group: group)
        } catch {
            throw .storage(error)
        }
    }

    /// Adds a job for a group of records, a new one unless it goes on with one; returns the group.
    private func addOrphanJob(goingOnWith group: Int64? = nil) throws(StorageError) -> Int64 {
        let id = newID()
        try addJob(OrphanJob.declaration, id: id, OrphanJob.arguments(group: group ?? id))
        return group ?? id
    }

    /// Adds one of the kernel's own jobs, due now or at a moment of the store's clock.
    func addJob(
        _ declaration: JobDeclaration, id: Int64? = nil, _ arguments: [UInt8], due: Int64? = nil
    ) throws(StorageError) {
        let now = context.now.microseconds
        let job = StoredJob(
            id: id ?? newID(), name: declaration.name, lane: declaration.name + "/", due: due ?? now, created: now,
            failures: 0, arguments: arguments)
        try connection.insertJob(job, key: nil)
        hasFollowUp = true
    }

    /// Deletes the next records that link to those of a group, at most `limit`, and leaves a job if there may be more.
    ///
    /// Modules are told and no longer asked: the deletion that this is a part of was granted.
    func deleteOrphans(of group: Int64, limit: Int) throws(WriteError) {
        do { try isolate() } catch { throw .storage(error) }
        isDeletingOrphans = true
        defer { isDeletingOrphans = false }
        var left = limit
        while left > 0, !context.arena.isHalfSpent, let (resource, id) = try departed(of: group) {
            left -= 1
            var isDone = true
            for link in resource.relations.referrers where isDone { isDone = try deleteOrphans(link, of: id, &left) }
            guard isDone else { break }
            do { try connection.removeDeparted(id, of: resource) } catch { throw .storage(error) }
        }
        guard try departed(of: group) != nil else { return }
        do { _ = try addOrphanJob(goingOnWith: group) } catch { throw .storage(error) }
    }

    /// True if no more link to the record.
    private func deleteOrphans(_ link: Link, of id: Int64, _ left: inout Int) throws(WriteError) -> Bool {
        let ids = try referrers(link, of: id, limit: left + 1)
        for orphan in ids {
            guard left > 0, !context.arena.isHalfSpent else { return false }
            try delete(context.registry.resources[link.resource], id: orphan)
            left -= 1
        }
        return true
    }

    private func departed(of group: Int64) throws(WriteError) -> (resource: Resource, id: Int64)? {
        do throws(StorageError) {
            guard let (id, name) = try connection.firstDeparted(of: group) else { return nil }
            if let resource = context.registry.resource(named: name) { return (resource, id) }
            // Its module may come back; until then the job becomes a dead letter.
            context.fail(Int32(STOA_E_CONFLICT), field: name, message: "is a resource of no loaded module")
        } catch {
            throw .storage(error)
        }
        throw .refused(context.failure(context.failureCode, module: context.module))
    }
}

internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Fills what the kernel itself knows about a tree once its module has prepared it: positions, handles and times.
struct Completion {
    let transaction: Transaction
    let uniqueness: TreeUniqueness

    func complete(_ root: Draft) throws(WriteError) {
        Self.normalizePositions(root, transaction.context.registry)
        try completeHandles(root)
        stamp(root)
    }

    /// Runs before hooks, which see siblings in their sequence, and after them, since hooks may move some.
    static func normalizePositions(_ record: Draft, _ registry: Registry) {
        for (link, child) in record.resource.children.enumerated() {
            let resource = registry.resources[child.resource]
            if let field = resource.positionField { Positions.normalize(record, link: link, field: field) }
            for record in record.children[link] where !record.children.isEmpty {
                normalizePositions(record, registry)
            }
        }
    }

    private func completeHandles(_ record: Draft) throws(WriteError) {
        for index in record.resource.handleFields {
            try completeHandle(record, index, record.resource.fields[index])
        }
        for siblings in record.children {
            for child in siblings { try completeHandles(child) }
        }
    }

    private func completeHandle(_ record: Draft, _ index: Int, _ field: Field) throws(WriteError) {
        let given = record[index]
        if let before = record.before, Values.areEqual(before[index], given), !given.isBlank { return }
        var source = given
        if given.isBlank, let target = record.resource.field(named: field.target) { source = record[target] }
        var slug = source.isBlank ? "" : Slug.make(from: String(decoding: source.bytes, as: UTF8.self))
        if slug.isEmpty {
            // A blank title is refused by its own rule; a title without a single letter still needs an address.
            guard !source.isBlank else {
                record[index] = Values.null
                return
            }
            slug = record.resource.name
        }
        if field.flags.contains(.suffixed) {
            do { slug = try uniqueness.free(slug, field: index, for: record) } catch { throw .storage(error) }
        }
        guard let bytes = transaction.context.arena.copy(text: slug) else { throw transaction.outOfMemory() }
        record[index] = Values.text(bytes)
    }

    /// ON_UPDATE times move only when something else did, so that saving an unchanged record changes nothing.
    private func stamp(_ record: Draft) {
        for siblings in record.children {
            for child in siblings { stamp(child) }
        }
        guard record.hasChanges else { return }
        let now = Values.time(wholeSecond: transaction.context.now)
        let fields = record.resource.fields
        for index in record.resource.stampedFields {
            if fields[index].flags.contains(.onCreate) { record[index] = record.before?[index] ?? now }
            if fields[index].flags.contains(.onUpdate) { record[index] = now }
        }
    }
}

/// Gives a store's record ids: one sequence for all its resources, never used twice.
final class RecordIDs {
    /// Above 2^32, so that a client that keeps ids in 32 bits fails on the first day and not on a busy one.
    static let first: Int64 = 7_000_000_001
    private(set) var upcoming: Int64
    private(set) var isChanged = false

    init(upcoming: Int64) {
        self.upcoming = upcoming
    }

    func next() -> Int64 {
        isChanged = true
        defer { upcoming += 1 }
        return upcoming
    }

    func markStored() { isChanged = false }
}

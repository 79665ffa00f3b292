internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Moving to another time zone, and the renderings that follow.
extension Transaction {
    /// From now on the store's clocks go by the zone that the record says, if it is the one that says so.
    func moveStore(to root: Draft) throws(StorageError) {
        guard let place = context.registry.zoneField, place.resource == root.resource.index else { return }
        let zone = String(decoding: root[place.field].bytes, as: UTF8.self)
        guard try connection.move(to: zone, at: context.now) else { return }
        followLocalTime()
        try addJob(
            RenderingJob.declaration,
            RenderingJob.arguments(RenderingJob.Place(mark: connection.localTime.mark)))
    }

    /// Renders the next records whose rendering is not that of this schema and time zone, and leaves a job for the others.
    ///
    /// Neither their versions nor their times change, and nobody is told: they say the same as before.
    func renderAnew(from start: RenderingJob.Place) throws(WriteError) {
        var place = start
        guard place.mark == connection.localTime.mark else { return }
        let resources = context.registry.resources
        var left = RenderingJob.recordsAtOnce
        do {
            while place.resource < resources.count, left > 0, !context.arena.isHalfSpent {
                let resource = resources[place.resource]
                let isStored = resource.isRoot && resource.declaration.view == nil && !resource.isSealed
                guard isStored, let id = try connection.staleRecord(resource, after: place.after) else {
                    place = RenderingJob.Place(resource: place.resource + 1, mark: place.mark)
                    continue
                }
                let isFirst = left == RenderingJob.recordsAtOnce
                // What does not fit beside the others is the first of the next step; what does not fit alone is rendered
                // when it is read.
                guard try renderAnew(resource, id: id) || isFirst else { break }
                place.after = id
                left -= 1
            }
            guard place.resource < resources.count else { return }
            try addJob(RenderingJob.declaration, RenderingJob.arguments(place))
        } catch let error as WriteError {
            throw error
        } catch {
            throw .storage(error as? StorageError ?? StorageError(.misuse, "\(error)"))
        }
    }

    /// False if there is no room to load the record.
    private func renderAnew(_ resource: Resource, id: Int64) throws(WriteError) -> Bool {
        let root: Draft?
        do throws(WriteError) {
            root = try load(resource, id: id)
        } catch {
            guard case .refused = error else { throw error }
            return false
        }
        do throws(StorageError) {
            if let root { try storeRendering(of: root) }
        } catch {
            throw .storage(error)
        }
        return true
    }

    private func storeRendering(of record: Draft) throws(StorageError) {
        let document = rendered(record)
        try document.withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try storeRendering(of: record, in: UnsafeRawBufferPointer(bytes))
        }
    }

    private func storeRendering(of record: Draft, in document: UnsafeRawBufferPointer) throws(StorageError) {
        // Its parent does not show it, so its rendering stands alone.
        guard let place = record.place else { return try storeRendering(of: record) }
        for child in record.children.joined() { try storeRendering(of: child, in: document) }
        let statement = try connection.statement(
            "UPDATE \(TableLayout.table(record.resource.name)) SET rendering=?,document=? WHERE id=?")
        defer { statement.reset() }
        try statement.bind(1, connection.rendering(of: record.resource))
        try statement.bind(2, blob: UnsafeRawBufferPointer(rebasing: document[place]))
        try statement.bind(3, record.id)
        _ = try statement.step()
    }
}

extension StoreConnection {
    /// The first record after `id` whose rendering is an old one.
    fileprivate func staleRecord(_ resource: Resource, after id: Int64) throws(StorageError) -> Int64? {
        let statement = try statement(
            "SELECT id FROM \(TableLayout.table(resource.name)) WHERE id>? AND rendering<>? ORDER BY id LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, id)
        try statement.bind(2, rendering(of: resource))
        return try statement.step() ? statement.int64(0) : nil
    }
}

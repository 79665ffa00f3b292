package import StoaCore
internal import StoaJSON
package import StoaStorage

/// Reads a store's records as rendered documents.
///
/// Each event loop has its own, so nothing here is shared.
package final class StoreReader {
    let connection: StoreConnection
    private let currency: Currency

    init(connection: StoreConnection, store: StoreIdentity) {
        self.connection = connection
        currency = store.currency
    }

    /// What the store's clocks go by: times are shown, and without an offset read, as these show them.
    package var localTime: LocalTime { connection.localTime }

    /// Looks a record up and appends its document to `out`, unless `wants` says no to its version (a conditional
    /// request).
    ///
    /// Returns the version, or nil if there is no such record or the guard does not let it be seen.
    package func get(
        _ resource: Resource, id: Int64, within guardian: RecordGuard, into out: inout [UInt8], wants: (Int64) -> Bool
    ) throws(StorageError) -> Int64? {
        let isSeen =
            try guardian.isOpen
            ? !connection.isOrphan(id, of: resource) : connection.admits(guardian, id: id, in: resource)
        guard isSeen else { return nil }
        let statement = try connection.statement(.document, resource)
        defer { statement.reset() }
        try statement.bind(1, id)
        guard try statement.step() else { return nil }
        let version = statement.int64(0)
        guard wants(version) else { return version }
        if statement.int64(1) == connection.rendering(of: resource) {
            out.append(statement.bytes(2))
            return version
        }
        statement.reset()
        guard let document = try renderAnew(resource, id: id) else { return nil }
        out.append(contentsOf: document)
        return version
    }

    /// The id of the record that paths name by this key, or nil.
    package func id(of resource: Resource, named key: String) throws(StorageError) -> Int64? {
        guard let known = resource.relations.key else { return nil }
        return try connection.id(by: known, key)
    }

    /// True if the record exists and the guard lets it be seen.
    package func exists(
        _ resource: Resource, id: Int64, within guardian: RecordGuard = RecordGuard()
    ) throws(StorageError) -> Bool {
        try connection.admits(guardian, id: id, in: resource)
    }

    /// One page of a list: ids in the order in which they are shown, and whether more follow in that direction.
    package struct Page {
        package var ids: [Int64] = []
        /// What each of them is ordered by, in lists by a value.
        package var values: [QueryValue] = []
        package var hasMore = false
        /// What the first and the last record are ordered by.
        package var firstPosition: Int64 = 0
        package var lastPosition: Int64 = 0
        /// Changes when any of the records or their set does.
        package var fingerprint: UInt64

        init(shownBy localTime: LocalTime) {
            fingerprint = 0xcbf2_9ce4_8422_2325 ^ UInt64(localTime.mark)
        }

        mutating func add(id: Int64, version: Int64, position: Int64) {
            if ids.isEmpty { firstPosition = position }
            lastPosition = position
            ids.append(id)
            fingerprint = (fingerprint ^ UInt64(bitPattern: id)) &* 0x100_0000_01b3
            fingerprint = (fingerprint ^ UInt64(bitPattern: version)) &* 0x100_0000_01b3
        }
    }

    /// Appends the documents of a page to `out`, separated by commas.
    ///
    /// `transform` may replace a document's bytes.
    package func list(
        _ resource: Resource, _ query: ListQuery, into out: inout [UInt8],
        transform: ((UnsafeRawBufferPointer, inout [UInt8]) -> Void)? = nil
    ) throws(StorageError) -> Page {
        try connection.looking(at: resource, for: query) { (orphans) throws(StorageError) in
            try list(resource, query, without: orphans, into: &out, transform: transform)
        }
    }

    private func list(
        _ resource: Resource, _ query: ListQuery, without orphans: OrphanConditions?, into out: inout [UInt8],
        transform: ((UnsafeRawBufferPointer, inout [UInt8]) -> Void)?
    ) throws(StorageError) -> Page {
        var page = Page(shownBy: connection.localTime)
        var stale: [(id: Int64, at: Int)] = []
        var pieces: [Range<Int>] = []
        let layout = connection.schema.tables[resource.index]
        let statement = try SelectStatement(listing: query, layout, without: orphans).prepare(on: connection)
        defer { statement.reset() }
        let start = out.count
        while try statement.step() {
            guard page.ids.count < query.limit else {
                page.hasMore = true
                break
            }
            let id = statement.int64(0)
            if !page.ids.isEmpty { out.append(UInt8(ascii: ",")) }
            let pieceStart = out.count
            if statement.int64(2) != connection.rendering(of: resource) { stale.append((id, page.ids.count)) }
            if let transform { transform(statement.bytes(3), &out) } else { out.append(statement.bytes(3)) }
            pieces.append(pieceStart..<out.count)
            page.add(id: id, version: statement.int64(1), position: statement.int64(4))
            if case .value(let field, _) = query.order {
                let isText = resource.fields[field].type.isText
                page.values.append(isText ? .text(statement.string(4)) : .integer(statement.int64(4)))
            }
        }
        statement.reset()
        if !stale.isEmpty || query.direction == .backward {
            try rebuild(&out, from: start, pieces, stale, resource, &page, query, transform)
        }
        return page
    }

    /// The slow path: pages read backwards are turned round, and renderings of an older schema or another time zone are made anew.
    private func rebuild(
        _ out: inout [UInt8], from start: Int, _ pieces: [Range<Int>], _ stale: [(id: Int64, at: Int)],
        _ resource: Resource, _ page: inout Page, _ query: ListQuery,
        _ transform: ((UnsafeRawBufferPointer, inout [UInt8]) -> Void)?
    ) throws(StorageError) {
        var documents = pieces.map { Array(out[$0]) }
        // From the last, so that places stay what they are when a record has been deleted meanwhile.
        for (id, position) in stale.reversed() {
            guard let document = try renderAnew(resource, id: id) else {
                documents.remove(at: position)
                page.ids.remove(at: position)
                if !page.values.isEmpty { page.values.remove(at: position) }
                continue
            }
            documents[position] = transform == nil ? document : []
            document.withUnsafeBytes { transform?($0, &documents[position]) }
        }
        if query.direction == .backward {
            documents.reverse()
            page.ids.reverse()
            page.values.reverse()
            swap(&page.firstPosition, &page.lastPosition)
        }
        out.removeLast(out.count - start)
        for (position, document) in documents.enumerated() {
            if position > 0 { out.append(UInt8(ascii: ",")) }
            out.append(contentsOf: document)
        }
    }

    package func count(_ resource: Resource, _ query: ListQuery) throws(StorageError) -> Int64 {
        try connection.looking(at: resource, for: query) { (orphans) throws(StorageError) in
            let layout = connection.schema.tables[resource.index]
            let statement = try SelectStatement(counting: query, layout, without: orphans).prepare(on: connection)
            defer { statement.reset() }
            return try statement.step() ? statement.int64(0) : 0
        }
    }

    /// Renders from columns a record whose document was made under another schema or time zone; nil if it has been deleted since.
    ///
    /// The next write stores it.
    private func renderAnew(_ resource: Resource, id: Int64) throws(StorageError) -> [UInt8]? {
        // One snapshot for the record and what is below it.
        try inSnapshot { () throws(StorageError) in try render(resource, id: id) }
    }

    /// Reads what belongs together in one snapshot: the one that is open already, or one of its own.
    package func inSnapshot<T>(_ body: () throws(StorageError) -> T) throws(StorageError) -> T {
        guard !connection.database.isInTransaction else { return try body() }
        try connection.database.begin(.snapshot)
        defer { try? connection.database.rollback() }
        return try body()
    }

    private func render(_ resource: Resource, id: Int64) throws(StorageError) -> [UInt8]? {
        do {
            // The record's text lies in the arena, which must outlive the rendering.
            let arena = Arena()
            return try withExtendedLifetime(arena) { () throws(WriteError) -> [UInt8]? in
                guard let record = try connection.load(resource, id: id, arena: arena) else { return nil }
                var document: [UInt8] = []
                Renderer(registry: connection.schema.registry, currency: currency, localTime: connection.localTime)
                    .render(record, into: &document)
                return document
            }
        } catch {
            switch error {
            case .storage(let error): throw error
            case .refused(let failure): throw StorageError(.tooBig, failure.message)
            }
        }
    }
}

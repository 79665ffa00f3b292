internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// Writes the records of one export into its file: read in one snapshot on threads for reads, a part in each turn, and
/// stored by the store's writer, which notes how far it is.
///
/// The file is what the list showed at one moment, however much is written meanwhile. Who stops in the middle begins
/// again, with another snapshot.
///
/// Invariant: used by one thread at a time, since each turn is begun by the end of the one before.
final class BulkExport: @unchecked Sendable {
    private static let pageRecords = 250
    private static let chunkBytes = 256 << 10
    private static let pageLimits = JSONLimits(nodes: .max)

    private let set: StoreSet
    private let store: StoreIdentity
    private let operation: BulkOperation
    private let columns: BulkColumns
    /// Called once, when there is nothing more to do.
    private let end: @Sendable () -> Void

    private var reader: StoreReader?
    private var query = ListQuery()
    private var total: Int64 = 0
    private var done: Int64 = 0
    private var isAtEnd = false
    private var text: [UInt8] = []
    private let document = JSONDocument()
    /// Names of fields that the facet's list leaves out.
    private let hidden: [[UInt8]]

    init(
        _ operation: BulkOperation, of target: BulkTarget, in set: StoreSet, _ store: StoreIdentity,
        _ localTime: LocalTime, end: @escaping @Sendable () -> Void
    ) throws(Failure) {
        self.operation = operation
        self.set = set
        self.store = store
        self.end = end
        columns = BulkColumns(target, in: set.registry)
        hidden = (target.facet?.without ?? []).map { Array($0.utf8) }
        query = try set.exportQueries.query(operation, target, store, localTime)
        query.limit = Self.pageRecords
        query.conditions += target.guardian(for: operation.request.app).fields.map {
            .equal(field: $0.field, $0.value)
        }
    }

    func begin() {
        let isTaken = set.runBeside { [self] in
            do {
                try read()
                write()
            } catch {
                set.log.error("A bulk export cannot be read", ["store": store.name, "error": "\(error)"])
                stop()
            }
        }
        if !isTaken { stop() }
    }

    private func stop() {
        reader = nil
        end()
    }

    // MARK: Reading

    private func read() throws(StorageError) {
        if self.reader == nil { self.reader = try open() }
        guard let reader else { return }
        while !isAtEnd, text.count < Self.chunkBytes {
            var page = [UInt8(ascii: "[")]
            let found = try reader.list(columns.target.resource, query, into: &page)
            page.append(UInt8(ascii: "]"))
            query.boundary = found.ids.last
            isAtEnd = !found.hasMore
            try append(page, reader)
            done += Int64(found.ids.count)
        }
        if isAtEnd, operation.format == .json { text.appendASCII("]}") }
    }

    private func open() throws(StorageError) -> StoreReader {
        let reader = try set.openReader(store)
        try reader.connection.database.begin(.snapshot)
        total = try reader.count(columns.target.resource, query)
        switch operation.format {
        case .csv:
            var csv = CSVWriter()
            columns.appendHeader(to: &csv)
            text = csv.take()
        case .json: text = Array("{\"\(columns.target.plural)\":[".utf8)
        }
        return reader
    }

    private func append(_ page: [UInt8], _ reader: StoreReader) throws(StorageError) {
        let result = page.withUnsafeBytes { bytes -> Result<Void, StorageError> in
            do throws(StorageError) {
                do throws(JSONError) {
                    try document.parse(bytes, limits: Self.pageLimits)
                } catch {
                    throw StorageError(.misuse, "a page of records \(error.message)")
                }
                var csv = CSVWriter()
                var isFirst = done == 0
                for record in document.root.elements {
                    let id = record.member("id")?.int ?? 0
                    let externalID = try reader.connection.externalID(of: id, columns.target.resource)
                    switch operation.format {
                    case .csv: columns.append(record, externalID: externalID, to: &csv)
                    case .json: append(record, externalID: externalID, isFirst: isFirst)
                    }
                    isFirst = false
                }
                text += csv.take()
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// As the list shows it, with its external id if it has one.
    private func append(_ record: JSONValue, externalID: String?, isFirst: Bool) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        let start = text.count
        for (key, value) in record.members where !hidden.contains(where: { $0.elementsEqual(key) }) {
            text.append(UInt8(ascii: text.count == start ? "{" : ","))
            text.appendJSONString(key)
            text.append(UInt8(ascii: ":"))
            text.append(value.literal)
        }
        if let externalID {
            text.appendASCII(",\"external_id\":")
            text.appendJSONString(externalID)
        }
        text.append(UInt8(ascii: "}"))
    }

    // MARK: Storing

    private func write() {
        let (chunk, done, total, isAtEnd) = (text, done, total, isAtEnd)
        let id = operation.id
        text = []
        set.write("bulk-export", store) { transaction throws(Failure) in
            try transaction.storeResult(chunk, of: id, done: done, total: total, isLast: isAtEnd)
        } complete: { [self] result in
            // What has been cancelled, or cannot be stored, ends here; the job sees which.
            if case .success = result, !isAtEnd { begin() } else { stop() }
        }
    }
}

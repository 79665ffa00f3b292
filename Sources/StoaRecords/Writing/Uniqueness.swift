internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Finds out whether a value of a unique field is free, and the next free one where a suffix is allowed.
///
/// Writes of a store run one after the other, so what is free here is free until the record is stored.
final class Uniqueness {
    private let connection: StoreConnection
    /// Where the search for a free suffix starts, by table and base: without it, a thousand records of one title would
    /// each search from 1. Only a hint; what is free is always asked.
    private var nextSuffix: [String: Int] = [:]
    private static let hintLimit = 4_096

    init(connection: StoreConnection) {
        self.connection = connection
    }

    /// True if another record than `id` has this value.
    func isTaken(_ value: UnsafeRawBufferPointer, field: Int, of resource: Resource, except id: Int64) throws(StorageError) -> Bool {
        let layout = connection.schema.tables[resource.index]
        let statement = try connection.statement(
            "SELECT id FROM \(layout.table) WHERE \(layout.uniqueColumn(field))=? AND id<>? LIMIT 1")
        defer { statement.reset() }
        if layout.foldedFields.contains(field) {
            var folded: [UInt8] = []
            CaseFold.append(value, to: &folded)
            try statement.bind(1, String(decoding: folded, as: UTF8.self))
        } else {
            try statement.bind(1, text: value)
        }
        try statement.bind(2, id)
        return try statement.step()
    }

    /// The same question for a field that holds a number or a time.
    func isTaken(number: Int64, field: Int, of resource: Resource, except id: Int64) throws(StorageError) -> Bool {
        let layout = connection.schema.tables[resource.index]
        let statement = try connection.statement(
            "SELECT id FROM \(layout.table) WHERE \(layout.uniqueColumn(field))=? AND id<>? LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, number)
        try statement.bind(2, id)
        return try statement.step()
    }

    /// `base` itself if it is free, else base-1, base-2, …: the first free one at or after the hint, found by doubling
    /// and halving, so that a base used n times costs O(log n).
    func free(_ base: String, field: Int, of resource: Resource, except id: Int64) throws(StorageError) -> String {
        guard try isTaken(base, field, resource, id) else { return base }
        let hint = "\(resource.index) \(base)"
        var low = 0
        var high = nextSuffix[hint] ?? 1
        while try isTaken("\(base)-\(high)", field, resource, id) {
            low = high
            high *= 2
        }
        while high - low > 1, low > 0 {
            let middle = (low + high) / 2
            if try isTaken("\(base)-\(middle)", field, resource, id) { low = middle } else { high = middle }
        }
        if nextSuffix.count >= Self.hintLimit { nextSuffix.removeAll() }
        nextSuffix[hint] = high + 1
        return "\(base)-\(high)"
    }

    private func isTaken(_ text: String, _ field: Int, _ resource: Resource, _ id: Int64) throws(StorageError) -> Bool {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try isTaken(UnsafeRawBufferPointer(bytes), field: field, of: resource, except: id)
        }
    }
}

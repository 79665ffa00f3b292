internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Finds out whether a stored record has a value of a unique field, and the next free one where a suffix is allowed.
///
/// Writes of a store run one after the other, so what is free here is free until the record is stored.
final class Uniqueness {
    private struct Base: Hashable {
        let resource: Int
        let stem: String
    }

    private struct Hint {
        let suffix: Int
        let epoch: Int
    }

    private let connection: StoreConnection
    /// Where the search for a free suffix starts, by table and base: without it, a thousand records of one title would
    /// each search from 1.
    ///
    /// Only a hint; what is free is always asked.
    private var nextSuffix: [Base: Hint] = [:]
    /// Moves on when something may have given up a value.
    private var epoch = 0
    private static let hintLimit = 4_096
    /// What a hyphen and the digits of a suffix may take.
    private static let suffixBytes = 8

    init(connection: StoreConnection) {
        self.connection = connection
    }

    /// What decides on equality: the value of the field, text without regard to case where the field has a folded copy,
    /// and those of the fields within which it is unique.
    struct Key: Hashable {
        enum Part: Hashable {
            case nothing
            case integer(Int64)
            case text([UInt8])
        }

        let parts: [Part]

        /// Nothing is equal to nothing: a record without one of the values is never in another's way.
        var isDecisive: Bool { !parts.contains(.nothing) }
    }

    func key(of value: stoa_val, field: Int, of record: Draft) -> Key {
        let resource = record.resource
        let isFolded = connection.schema.tables[resource.index].foldedFields.contains(field)
        let within = resource.fields[field].within.compactMap { resource.field(named: $0) }.map {
            part(record[$0], isFolded: false)
        }
        return Key(parts: [part(value, isFolded: isFolded)] + within)
    }

    private func part(_ value: stoa_val, isFolded: Bool) -> Key.Part {
        switch Int(value.tag) {
        case STOA_NULL: return .nothing
        case STOA_TEXT, STOA_JSON:
            guard isFolded else { return .text(Array(value.bytes)) }
            var folded: [UInt8] = []
            CaseFold.append(value.bytes, to: &folded)
            return .text(folded)
        default: return .integer(value.i)
        }
    }

    /// The id of the stored record, other than `id`, that has this key.
    func holder(of key: Key, field: Int, of resource: Resource, except id: Int64) throws(StorageError) -> Int64? {
        let statement = try connection.statement(connection.schema.tables[resource.index].selectHolder[field])
        defer { statement.reset() }
        var position: Int32 = 1
        for part in key.parts {
            switch part {
            case .nothing: try statement.bindNull(position)
            case .integer(let number): try statement.bind(position, number)
            case .text(let bytes): try statement.bind(position, text: bytes)
            }
            position += 1
        }
        try statement.bind(position, id)
        return try statement.step() ? statement.int64(0) : nil
    }

    func isOrphan(_ id: Int64, of resource: Resource) throws(StorageError) -> Bool {
        try connection.isOrphan(id, of: resource)
    }

    /// `base` itself if it is free, else base-1, base-2, …: one after which none was taken when it was last looked for,
    /// found by doubling and halving, so that a base used n times costs O(log n).
    ///
    /// Gaps that deletions left further down are not looked for.
    func free(_ base: String, of resource: Resource, isTaken: (String) throws(StorageError) -> Bool)
        throws(StorageError) -> String
    {
        guard try isTaken(base) else { return base }
        let stem = Self.stem(of: base)
        let hint = Base(resource: resource.index, stem: stem)
        var low = 0
        let known = nextSuffix[hint]
        var high = known?.suffix ?? 1
        // The one before may have been refused, renamed or deleted since.
        if high > 1, known?.epoch != epoch, try !isTaken("\(stem)-\(high - 1)") { high = 1 }
        while try isTaken("\(stem)-\(high)") {
            low = high
            high *= 2
        }
        while high - low > 1, low > 0 {
            let middle = (low + high) / 2
            if try isTaken("\(stem)-\(middle)") { low = middle } else { high = middle }
        }
        if nextSuffix.count >= Self.hintLimit { nextSuffix.removeAll() }
        nextSuffix[hint] = Hint(suffix: high + 1, epoch: epoch)
        return "\(stem)-\(high)"
    }

    /// A value that was taken may be free again: a record was deleted or renamed, or a write was refused.
    func noteRelease() { epoch += 1 }

    /// As much of `base` as leaves room for a suffix.
    private static func stem(of base: String) -> String {
        guard base.utf8.count > Slug.bytesMax - suffixBytes else { return base }
        var stem = Substring(base)
        while stem.utf8.count > Slug.bytesMax - suffixBytes || stem.hasSuffix("-") { stem.unicodeScalars.removeLast() }
        return String(stem)
    }
}

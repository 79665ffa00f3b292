internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// The unique values of one tree while it is saved.
///
/// Its records are stored one after the other, so they are compared with each other here: two of them may not take the
/// same value, while one may take what another gives up in the same save.
final class TreeUniqueness {
    private struct Claim: Hashable {
        let resource: Int
        let field: Int
        let key: Uniqueness.Key
    }

    private enum Standing {
        case free, taken
        /// A record has it that will not: one of the tree, which will have another value, or an orphan.
        case givenUp(StoredRecord)
    }

    private let root: Draft
    private let stored: Uniqueness
    private var claims: [Claim: (record: Int64, from: StoredRecord?)] = [:]
    /// Values that stored records give up to those of the tree.
    ///
    /// They must be gone before rows are written.
    private(set) var released: [(record: StoredRecord, field: Int)] = []

    init(_ root: Draft, _ stored: Uniqueness) {
        self.root = root
        self.stored = stored
    }

    /// Adds an issue for every unique value that another record has.
    func check(_ record: Draft, path: String = "", in context: CallContext) throws(StorageError) {
        for index in record.resource.uniqueFields {
            let value = record[index]
            guard !value.isBlank, !record.hasKept(index) else { continue }
            guard try !claim(value, field: index, for: record) else { continue }
            context.fail(-422, field: path + record.resource.fields[index].name, message: "has already been taken")
        }
        for (link, children) in record.children.enumerated() {
            let name = record.resource.fields[record.resource.children[link].field].name
            for (position, child) in children.enumerated() {
                try check(child, path: "\(path)\(name)[\(position)].", in: context)
            }
        }
    }

    /// `slug`, with a suffix if another record has it; no other record of the tree gets it then.
    func free(_ slug: String, field: Int, for record: Draft) throws(StorageError) -> String {
        var from: StoredRecord?
        // What is free is always the last candidate that was not taken.
        let free = try stored.free(slug, of: record.resource) { (candidate) throws(StorageError) in
            switch try standing(of: claim(on: candidate, field, record), for: record) {
            case .taken: return true
            case .givenUp(let other): from = other
            case .free: from = nil
            }
            return false
        }
        claims[claim(on: free, field, record)] = (record.id, from)
        return free
    }

    private func claim(on text: String, _ field: Int, _ record: Draft) -> Claim {
        var text = text
        let key = text.withUTF8 {
            stored.key(of: Values.text(UnsafeRawBufferPointer($0)), field: field, of: record)
        }
        return Claim(resource: record.resource.index, field: field, key: key)
    }

    /// Makes the value the record's, or returns false if another record has it.
    private func claim(_ value: stoa_val, field: Int, for record: Draft) throws(StorageError) -> Bool {
        let key = stored.key(of: value, field: field, of: record)
        guard key.isDecisive else { return true }
        let claim = Claim(resource: record.resource.index, field: field, key: key)
        switch try standing(of: claim, for: record) {
        case .taken: return false
        case .givenUp(let other):
            released.append((other, field))
            claims[claim] = (record.id, other)
        case .free: claims[claim] = (record.id, nil)
        }
        return true
    }

    private func standing(of claim: Claim, for record: Draft) throws(StorageError) -> Standing {
        if let claimed = claims[claim] {
            guard claimed.record == record.id else { return .taken }
            return claimed.from.map { .givenUp($0) } ?? .free
        }
        let holder = try stored.holder(of: claim.key, field: claim.field, of: record.resource, except: record.id)
        guard let holder else { return .free }
        if let other = root.find(holder, of: record.resource) {
            let key = stored.key(of: other[claim.field], field: claim.field, of: other)
            return key == claim.key ? .taken : .givenUp(StoredRecord(resource: other.resource, id: other.id))
        }
        // What the save drops is gone before anything is written.
        guard root.before?.find(holder, of: record.resource) == nil else { return .free }
        let isOrphan = try stored.isOrphan(holder, of: record.resource)
        return isOrphan ? .givenUp(StoredRecord(resource: record.resource, id: holder)) : .taken
    }
}

/// A record in its table.
struct StoredRecord {
    let resource: Resource
    let id: Int64
}

extension Draft {
    /// A unique field, and those within which it is unique, are what they were.
    fileprivate func hasKept(_ field: Int) -> Bool {
        guard let before else { return false }
        let within = resource.fields[field].within.compactMap { resource.field(named: $0) }
        return (within + [field]).allSatisfy { Values.areEqual(before[$0], self[$0]) }
    }

    fileprivate func find(_ id: Int64, of resource: Resource) -> Draft? {
        if self.resource === resource { return self.id == id ? self : nil }
        for child in children.joined() {
            if let found = child.find(id, of: resource) { return found }
        }
        return nil
    }
}

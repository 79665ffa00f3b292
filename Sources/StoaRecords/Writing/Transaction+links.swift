internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Links between records: what they name exists, and what names a deleted record goes with it.
extension Transaction {
    /// Adds an issue for every link that names no stored record.
    func checkLinks(of record: Draft, path: String = "") throws(StorageError) {
        for link in record.resource.relations.links {
            let (value, before) = (record.value(of: link), record.before?.value(of: link))
            guard !value.isNull, !(before.map { Values.areEqual($0, value) } ?? false) else { continue }
            guard try !isStored(value.i, in: context.registry.resources[link.target]) else { continue }
            context.fail(-422, field: path + record.resource.fields[link.field].name, message: "must exist")
        }
        try checkAttachment(of: record)
        for (link, siblings) in record.children.enumerated() {
            let name = record.resource.fields[record.resource.children[link].field].name
            for (place, child) in siblings.enumerated() {
                try checkLinks(of: child, path: "\(path)\(name)[\(place)].")
            }
        }
    }

    /// An attachment belongs to a stored record of the resource that it says, or to the store itself, for ever.
    private func checkAttachment(of record: Draft) throws(StorageError) {
        guard let attachment = record.resource.relations.attachment else { return }
        let (link, kind) = (record[attachment.field], record[attachment.kind])
        let fields = record.resource.fields
        if let before = record.before {
            for field in [attachment.field, attachment.kind] where !Values.areEqual(before[field], record[field]) {
                context.fail(-422, field: fields[field].name, message: "can't be changed")
            }
            return
        }
        let word = kind.isNull ? "" : String(decoding: kind.bytes, as: UTF8.self)
        guard let target = attachment.targets[word] else {
            guard link.isNull else {
                return context.fail(-422, field: fields[attachment.kind].name, message: "is not included in the list")
            }
            return
        }
        guard !link.isNull else {
            return context.fail(-422, field: fields[attachment.field].name, message: "can't be blank")
        }
        guard try isStored(link.i, in: context.registry.resources[target]) else {
            return context.fail(-422, field: fields[attachment.field].name, message: "must exist")
        }
    }

    /// A record is stored, by this unit of work or before.
    func isStored(_ id: Int64, in resource: Resource) throws(StorageError) -> Bool {
        if let isStored = newRows.contains(id, of: resource) { return isStored }
        if connection.remembers(id, in: resource) { return true }
        return try connection.admits(RecordGuard(), id: id, in: resource)
    }

    /// No record of the resource has the id, and none that is gone has left links to it.
    func isFree(_ id: Int64, for resource: Resource) throws(StorageError) -> Bool {
        if let isStored = newRows.contains(id, of: resource) { return !isStored }
        guard try !connection.admits(RecordGuard(), id: id, in: resource) else { return false }
        return try !connection.isLeaving(id, resource)
    }

    /// Whether other resources link to any of these records' resources at all.
    func hasReferrers(_ records: [Draft]) -> Bool {
        records.contains { !$0.resource.relations.referrers.isEmpty || hasReferrers($0.children.flatMap(\.self)) }
    }
}

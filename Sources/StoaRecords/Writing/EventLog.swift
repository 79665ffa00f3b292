internal import StoaCore
internal import StoaStorage

/// The events that one write leaves: at most one for each record, telling what the write as a whole did to it.
struct EventLog {
    private struct Entry {
        let seq: Int64
        let resource: Int
        let record: Int64
        let kind: ChangeKinds
    }

    /// A write changes few roots; nearly always one.
    private var entries: [Entry] = []

    /// Records what has become of a root.
    mutating func record(
        _ root: Draft, _ kind: ChangeKinds, payload: [UInt8], at time: Timestamp, on connection: StoreConnection
    ) throws(StorageError) {
        guard root.resource.declaration.hasEvents else { return }
        let event = Event(
            seq: 0, at: time.microseconds, topic: Self.topic(root.resource, kind), record: root.id,
            version: kind == .deleted ? root.version + 1 : root.version, payload: payload)
        let known = entries.firstIndex { $0.record == root.id && $0.resource == root.resource.index }
        guard let known else {
            let seq = try connection.insertEvent(event)
            entries.append(Entry(seq: seq, resource: root.resource.index, record: root.id, kind: kind))
            return
        }
        try merge(event, kind, into: known, root.resource, connection)
    }

    /// A second change of one record: created and updated is created, created and deleted is nothing at all.
    private mutating func merge(
        _ event: Event, _ kind: ChangeKinds, into index: Int, _ resource: Resource, _ connection: StoreConnection
    ) throws(StorageError) {
        let entry = entries[index]
        if entry.kind == .created, kind == .deleted {
            try connection.deleteEvent(entry.seq)
            entries.remove(at: index)
            return
        }
        var event = event
        event.seq = entry.seq
        let merged = entry.kind == .created ? .created : kind
        event.topic = Self.topic(resource, merged)
        try connection.replaceEvent(event)
        entries[index] = Entry(seq: entry.seq, resource: entry.resource, record: entry.record, kind: merged)
    }

    private static func topic(_ resource: Resource, _ kind: ChangeKinds) -> String {
        switch kind {
        case .created: resource.topics.created
        case .deleted: resource.topics.deleted
        default: resource.topics.updated
        }
    }
}

internal import StoaCore
internal import StoaStorage
internal import Synchronization

/// How often any store of this process has come to another time zone: who reads stores compares, and looks only then.
final class LocalTimeChanges: Sendable {
    private let count = Atomic(0)

    var number: Int { count.load(ordering: .acquiring) }

    func add() { count.add(1, ordering: .acquiringAndReleasing) }
}

/// What the store's clocks go by, kept in `meta` under "zones"; empty until somebody has said so.
extension StoreConnection {
    private static let key = "zones"

    /// Renderings made under another number are made anew when they are read.
    func rendering(of resource: Resource) -> Int64 { schema.rendering(of: resource) ^ Int64(localTime.mark) }

    /// Reads it, if it may have changed since it was last read.
    func followLocalTime() throws(StorageError) {
        // Before the row: who is told of a number finds what it stands for.
        let number = schema.localTimeChanges.number
        guard localTimeNumber != number else { return }
        try readLocalTime()
        localTimeNumber = number
    }

    private func readLocalTime() throws(StorageError) {
        localTime = LocalTime(text: try meta(Self.key) ?? "")
    }

    /// The store moves to another zone from `moment` on.
    ///
    /// The first that somebody chooses holds for all that was before, too: what is brought from elsewhere has its own
    /// past. False if it goes by that zone already.
    @discardableResult
    func move(to zone: String, at moment: Timestamp) throws(StorageError) -> Bool {
        guard zone != localTime.name, let rules = TimeZoneDatabase.shared.rules(of: zone) else { return false }
        let isFirst = try meta(Self.key) ?? "" == ""
        localTime =
            isFirst
            ? LocalTime(LocalTime.Span(name: zone, rules: rules)) : localTime.moving(to: zone, rules, since: moment)
        try setMeta(Self.key, localTime.text)
        hasMoved = true
        return true
    }

    /// To be called when the transaction, or a part of it, was undone.
    func forgetMove() throws(StorageError) {
        guard hasMoved else { return }
        try readLocalTime()
    }

    /// To be called after the commit, before anybody is answered.
    func tellMove() {
        guard hasMoved else { return }
        hasMoved = false
        schema.localTimeChanges.add()
    }

    /// What a store goes by before it has any records.
    func beginLocalTime(_ zone: String) throws(StorageError) {
        if try meta(Self.key) == nil { try setMeta(Self.key, zone == LocalTime.utcName ? "" : zone) }
        try readLocalTime()
    }

    /// Takes the zone that a record says, where that was said before the kernel knew what it means.
    func adoptZone() throws(StorageError) {
        guard let place = schema.registry.zoneField else { return }
        let resource = schema.registry.resources[place.resource]
        let column = TableLayout.column(resource.fields[place.field])
        let statement = try database.prepare("SELECT \(column) FROM \(TableLayout.table(resource.name)) LIMIT 1")
        guard try statement.step() else { return }
        let zone = statement.string(0)
        statement.reset()
        try move(to: zone, at: Timestamp(microseconds: .min))
    }
}

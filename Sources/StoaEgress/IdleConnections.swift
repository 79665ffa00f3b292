/// Connections of one event loop that wait for a next exchange.
struct IdleConnections {
    private var byKey: [ConnectionKey: [Connection]] = [:]
    private(set) var count = 0

    var all: [Connection] { byKey.values.flatMap { $0 } }

    /// Takes the one last used, which its peer is least likely to have closed.
    mutating func take(_ key: ConnectionKey) -> Connection? {
        guard let index = byKey.index(forKey: key), let connection = byKey.values[index].popLast() else { return nil }
        if byKey.values[index].isEmpty { byKey.remove(at: index) }
        count -= 1
        return connection
    }

    mutating func add(_ connection: Connection) {
        byKey[connection.key, default: []].append(connection)
        count += 1
    }

    mutating func remove(_ connection: Connection) {
        guard let position = byKey[connection.key]?.firstIndex(where: { $0 === connection }) else { return }
        byKey[connection.key]?.remove(at: position)
        if byKey[connection.key]?.isEmpty == true { byKey[connection.key] = nil }
        count -= 1
    }

    /// The one that has waited longest; O(n), but only asked for when there are too many.
    var oldest: Connection? { byKey.values.lazy.compactMap(\.first).min { $0.idleSince < $1.idleSince } }
}

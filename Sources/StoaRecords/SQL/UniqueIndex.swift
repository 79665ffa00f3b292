internal import StoaCore
internal import StoaStorage

/// The index behind a unique field.
///
/// A field can become unique, with a new version of its module, while stored records have equal values. To refuse the
/// whole store then would punish those who can't help it, and keep them from mending it. So another index stands in: the
/// records stay and are told of, no write can add a clash, since every new value is looked up before it is stored, and
/// the first opening after the last clash is gone makes the index that was meant.
struct UniqueIndex: Sendable {
    let resource: String
    let field: String
    let table: String
    /// Those within whose values it is unique, then its own.
    let columns: [String]

    /// Another name for other columns, so that a field that becomes unique within others gets an index of its own.
    private var within: String { columns.dropLast().map { "_\($0)" }.joined() }
    private var name: String { "\(table)_\(field)\(within)_key" }
    private var standIn: String { "\(table)_\(field)\(within)_clash" }

    /// Makes the index, or what stands in for it while there are clashes.
    func make(on database: Database) throws(StorageError) -> Clash? {
        let list = columns.joined(separator: ",")
        do throws(StorageError) {
            try database.execute("CREATE UNIQUE INDEX IF NOT EXISTS \(name) ON \(table)(\(list))")
            try database.execute("DROP INDEX IF EXISTS \(standIn)")
            return nil
        } catch {
            guard error.kind == .constraint(.unique) else { throw error }
        }
        try database.execute("CREATE INDEX IF NOT EXISTS \(standIn) ON \(table)(\(list))")
        let areSet = columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        let count = try database.prepare(
            """
            SELECT count(*),sum(n) FROM
            (SELECT count(*) n FROM \(table) WHERE \(areSet) GROUP BY \(list) HAVING n>1)
            """, persistent: false)
        guard try count.step() else { return nil }
        return Clash(resource: resource, field: field, values: count.int64(0), records: count.int64(1))
    }
}

/// Stored records that have equal values of a field that is unique.
struct Clash: Sendable, Equatable {
    let resource: String
    let field: String
    /// Values that several records have, and how many records have one of them.
    let values: Int64
    let records: Int64

    func tell(_ log: KernelLog, database: String) {
        log.warning(
            "Records clash in a field that is unique now; change them, or roll the module back",
            [
                "database": database, "resource": resource, "field": field, "values": "\(values)",
                "records": "\(records)",
            ])
    }
}

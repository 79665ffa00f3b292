internal import StoaStorage

/// Looks records up by what paths name them by.
extension StoreConnection {
    /// The id of the record that has the key, or nil.
    func id(by key: RecordKey, _ text: String) throws(StorageError) -> Int64? {
        let keeper = schema.registry.resources[key.resource]
        let id = key.link.map { TableLayout.column(keeper.fields[$0]) } ?? "id"
        let column = TableLayout.column(keeper.fields[key.field])
        let statement = try statement("SELECT \(id) FROM \(TableLayout.table(keeper.name)) WHERE \(column)=?")
        defer { statement.reset() }
        try statement.bind(1, text)
        return try statement.step() ? statement.int64(0) : nil
    }

    /// The first key of a record, or nil if it has none.
    func key(_ key: RecordKey, of id: Int64) throws(StorageError) -> String? {
        let keeper = schema.registry.resources[key.resource]
        let column = TableLayout.column(keeper.fields[key.field])
        let record = key.link.map { TableLayout.column(keeper.fields[$0]) } ?? "id"
        let statement = try statement(
            """
            SELECT \(column) FROM \(TableLayout.table(keeper.name))
            WHERE \(record)=? AND \(column) IS NOT NULL ORDER BY id LIMIT 1
            """)
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step() ? statement.string(0) : nil
    }
}

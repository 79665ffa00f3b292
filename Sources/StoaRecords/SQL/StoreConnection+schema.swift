internal import StoaCore
internal import StoaStorage

extension StoreConnection {
    /// Brings the database to the registry's shape: new tables, columns and indexes.
    ///
    /// No data is ever dropped, so that of modules that are off stays, and an older registry can read a newer database.
    /// Returns what keeps unique fields from being so; it is looked for again until nothing does.
    func migrate(_ seeding: Seeding) throws(StorageError) -> [Clash] {
        try database.execute(
            "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
        let isCurrent = try meta("schema") == schema.registry.digest
        let hadClashes = try meta("clashes") == "1"
        guard !isCurrent || hadClashes else { return [] }
        // What was in the open before, and is sealed from now on, shall not stay in pages that are free.
        try database.execute("PRAGMA secure_delete=ON")
        try database.begin()
        do {
            if !isCurrent {
                let kernelTables = StoreSchema.kernelTables + Self.jobTables + Self.orphanTables + Self.bulkTables
                for statement in kernelTables { try database.execute(statement) }
                for table in schema.tables { try migrate(table) }
                for listener in schema.registry.listeners { try addListener(listener) }
                try beginLocalTime(seeding.store.firstTimeZone)
                try seeding.sow(on: self)
                try adoptZone()
                try setMeta("schema", schema.registry.digest)
            }
            var clashes: [Clash] = []
            for index in schema.tables.flatMap(\.uniqueIndexes) {
                if let clash = try index.make(on: database) { clashes.append(clash) }
            }
            try setMeta("clashes", clashes.isEmpty ? "0" : "1")
            try database.commit()
            tellMove()
            return clashes
        } catch {
            try? database.rollback()
            throw error
        }
    }

    private func migrate(_ layout: TableLayout) throws(StorageError) {
        for (position, statement) in layout.create.enumerated() {
            try database.execute(statement)
            if position == 0, layout.resource.declaration.view == nil { try addMissingColumns(layout) }
        }
        for index in layout.obsoleteIndexes { try database.execute("DROP INDEX IF EXISTS \(index)") }
    }

    private func addMissingColumns(_ layout: TableLayout) throws(StorageError) {
        let statement = try database.prepare("SELECT name FROM pragma_table_info('\(layout.table)')")
        var present: Set<String> = []
        while try statement.step() { present.insert(statement.string(0)) }
        for column in layout.columns where !present.contains(column.name) {
            try database.execute("ALTER TABLE \(layout.table) ADD COLUMN \(column.name) \(column.type)")
        }
        for field in layout.resource.storedFields where layout.resource.slots[field].isSealed {
            let name = TableLayout.column(layout.resource.fields[field])
            if present.contains(name) { try sealStored(layout, name) }
        }
        for field in layout.foldedFields where !present.contains(TableLayout.folded(layout.resource.fields[field])) {
            try fillFolded(layout, layout.resource.fields[field])
        }
    }

    /// Gives the records that are there already the folded copy of a field that is searched or unique from now on.
    private func fillFolded(_ layout: TableLayout, _ field: Field) throws(StorageError) {
        let select = try database.prepare(
            "SELECT id,\(TableLayout.column(field)) FROM \(layout.table) WHERE id>? AND \(TableLayout.column(field))<>'' ORDER BY id LIMIT 1"
        )
        let update = try database.prepare("UPDATE \(layout.table) SET \(TableLayout.folded(field))=? WHERE id=?")
        var last = Int64.min
        while true {
            try select.bind(1, last)
            guard try select.step() else { return select.reset() }
            last = select.int64(0)
            try update.bind(1, CaseFold.fold(select.string(1)))
            try update.bind(2, last)
            select.reset()
            try update.run()
        }
    }

    /// Seals the values of a field that was kept in the open until now, and drops the documents that show them.
    private func sealStored(_ layout: TableLayout, _ column: String) throws(StorageError) {
        let select = try database.prepare(
            "SELECT id,\(column) FROM \(layout.table) WHERE id>? AND \(column) IS NOT NULL ORDER BY id LIMIT 1")
        let update = try database.prepare(
            "UPDATE \(layout.table) SET \(column)=?,rendering=\(Registry.noRendering),document=? WHERE id=?")
        var last = Int64.min
        while true {
            try select.bind(1, last)
            guard try select.step() else { return select.reset() }
            last = select.int64(0)
            let value = select.string(1)
            select.reset()
            guard seal.open(value) == nil else { continue }
            try update.bind(1, seal.seal(Array(value.utf8)))
            try update.bind(2, copying: Array("{\"id\":\(last)}".utf8))
            try update.bind(3, last)
            try update.run()
        }
    }

    func meta(_ key: String) throws(StorageError) -> String? {
        let statement = try statement("SELECT value FROM meta WHERE key=?")
        defer { statement.reset() }
        try statement.bind(1, key)
        return try statement.step() ? statement.string(0) : nil
    }

    func setMeta(_ key: String, _ value: String) throws(StorageError) {
        let statement = try statement(
            "INSERT INTO meta VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value")
        defer { statement.reset() }
        try statement.bind(1, key)
        try statement.bind(2, value)
        _ = try statement.step()
    }
}

extension StoreConnection {
    /// The tables are those of this registry.
    ///
    /// A file without any is not.
    func isCurrent() throws(StorageError) -> Bool {
        let statement = try database.prepare("SELECT count(*) FROM sqlite_schema WHERE name='meta'")
        guard try statement.step(), statement.int64(0) == 1 else { return false }
        return try meta("schema") == schema.registry.digest
    }
}

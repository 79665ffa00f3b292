package import StoaCore

/// The table of one resource: names, column order and the statements that never change.
///
/// A class, because every write looks at several, and a copy of all its texts costs two counts for each.
///
/// Columns: id, parent (children only), version, rendering, one per stored field, folded copies of what is searched or
/// unique without regard to case, and last the rendered document, so that scans of columns stay off its pages.
final class TableLayout: Sendable {
    let table: String
    let resource: Resource
    /// Indexes of fields that have a case-folded copy, in column order.
    let foldedFields: [Int]
    let create: [String]
    let columns: [(name: String, type: String)]
    /// The column of each field of the resource, by its index; those of fields that are not stored are in no table.
    let fieldColumns: [String]
    let insert: String
    let update: String
    let delete: String
    let selectDocument: String
    /// What the statements that read whole rows select.
    let rowColumns: String
    let selectRow: String
    let selectChildren: String
    let selectParent: String
    /// By field: finds another record with a value of a unique field.
    let selectHolder: [String]

    init(_ resource: Resource) {
        self.resource = resource
        fieldColumns = resource.fields.map(TableLayout.columnRead)
        let table = TableLayout.table(resource.name)
        self.table = table
        let searched = Set(resource.filters.filter { $0.kind == .contains }.map(\.field))
        foldedFields = resource.storedFields.filter {
            let field = resource.fields[$0]
            return field.type.isText && (searched.contains(field.name) || (field.isUnique && field.type == .text))
        }
        var columns: [(name: String, type: String)] = []
        if !resource.isRoot { columns.append(("parent", "INTEGER NOT NULL")) }
        columns.append(("version", "INTEGER NOT NULL"))
        columns.append(("rendering", "INTEGER NOT NULL"))
        for index in resource.storedFields {
            columns.append(
                (TableLayout.column(resource.fields[index]), TableLayout.type(of: resource.fields[index].type)))
        }
        for index in foldedFields { columns.append((TableLayout.folded(resource.fields[index]), "TEXT")) }
        columns.append(("document", "BLOB"))
        self.columns = columns
        let names = columns.map(\.name)
        create =
            if let view = resource.declaration.view {
                // Anew whenever the schema changes: a view holds nothing that could get lost.
                ["DROP VIEW IF EXISTS \(table)", "CREATE VIEW \(table)(id,\(names.joined(separator: ","))) AS \(view)"]
            } else {
                [TableLayout.createTable(table, columns)]
                    + TableLayout.indexes(table, resource, folded: foldedFields)
            }
        insert =
            "INSERT INTO \(table)(id,\(names.joined(separator: ","))) VALUES(?\(String(repeating: ",?", count: names.count)))"
        update = "UPDATE \(table) SET \(names.map { $0 + "=?" }.joined(separator: ",")) WHERE id=?"
        delete = "DELETE FROM \(table) WHERE id=?"
        selectDocument = "SELECT version,rendering,document FROM \(table) WHERE id=?"
        rowColumns =
            "id,version,\(resource.isRoot ? "0" : "parent")"
            + resource.storedFields.map { "," + TableLayout.column(resource.fields[$0]) }.joined()
        let row = "SELECT \(rowColumns) FROM \(table) "
        selectRow = row + "WHERE id=?"
        let position = resource.positionField.map { TableLayout.column(resource.fields[$0]) + "," } ?? ""
        selectChildren = row + "WHERE parent=? ORDER BY \(position)id"
        selectParent = "SELECT parent FROM \(table) WHERE id=?"
        let folded = Set(foldedFields)
        selectHolder = resource.fields.indices.map { index in
            let field = resource.fields[index]
            let column = folded.contains(index) ? TableLayout.folded(field) : TableLayout.column(field)
            let within = TableLayout.within(field, resource).map { " AND \($0)=?" }.joined()
            return "SELECT id FROM \(table) WHERE \(column)=?\(within) AND id<>? LIMIT 1"
        }
    }

    static func table(_ resource: String) -> String { "r_" + resource }
    /// Columns are prefixed, so that no field name can meet a keyword or one of the kernel's own columns.
    static func column(_ field: Field) -> String { "f_" + field.name }
    /// Where conditions find a field: the own id under another name has no column of its own.
    static func columnRead(_ field: Field) -> String { field.type == .ownID ? "id" : column(field) }
    static func folded(_ field: Field) -> String { "c_" + field.name }

    /// The columns of the fields within whose values a field is unique.
    private static func within(_ field: Field, _ resource: Resource) -> [String] {
        field.within.compactMap { resource.field(named: $0) }.map { column(resource.fields[$0]) }
    }

    /// Indexes that would go on refusing equal values of fields that are no longer unique, or not among all records, and
    /// what stood in for them.
    var obsoleteIndexes: [String] {
        resource.storedFields.map { resource.fields[$0] }.filter { !$0.isUnique || !$0.within.isEmpty }.flatMap {
            field in
            ["\(table)_\(field.name)_key", "\(table)_\(field.name)_clash"]
        }
    }

    /// One for each unique field.
    var uniqueIndexes: [UniqueIndex] {
        resource.storedFields.filter { resource.fields[$0].isUnique }.map { index in
            UniqueIndex(
                resource: resource.name, field: resource.fields[index].name, table: table,
                columns: TableLayout.within(resource.fields[index], resource) + [uniqueColumn(index)])
        }
    }

    /// The column on which a field's uniqueness is decided.
    func uniqueColumn(_ index: Int) -> String {
        foldedFields.contains(index)
            ? TableLayout.folded(resource.fields[index]) : TableLayout.column(resource.fields[index])
    }

    private static func type(of type: FieldType) -> String {
        if type.isText { return "TEXT" }
        return type == .float ? "REAL" : "INTEGER"
    }

    private static func createTable(_ table: String, _ columns: [(name: String, type: String)]) -> String {
        let list = columns.map { ", \($0.name) \($0.type)" }.joined()
        return "CREATE TABLE IF NOT EXISTS \(table)(id INTEGER PRIMARY KEY\(list)) STRICT"
    }

    private static func indexes(_ table: String, _ resource: Resource, folded: [Int]) -> [String] {
        var result: [String] = []
        if !resource.isRoot {
            let position = resource.positionField.map { "," + column(resource.fields[$0]) } ?? ""
            result.append("CREATE INDEX IF NOT EXISTS \(table)_parent ON \(table)(parent\(position))")
        }
        // Lists below a parent are found through it; an index for their filters would cost every write and help none.
        let isListed = !resource.declaration.verbs.isDisjoint(with: [.list, .count])
        let filtered = isListed ? Set(resource.filters.filter { $0.kind != .contains }.flatMap(\.fields)) : []
        for index in resource.storedFields {
            let field = resource.fields[index]
            if field.isUnique, field.within.isEmpty {
                // Its own index is a UniqueIndex.
                guard folded.contains(index) else { continue }
            }
            // What links to a record is looked for when that is deleted. A unique index that begins with the link does,
            // unless facets list those of one record in the sequence of their ids.
            let isFound =
                resource.declaration.facets.isEmpty
                && resource.fields.contains { $0.isUnique && $0.within.first == field.name }
            if !field.flags.isDisjoint(with: [.indexed, .key]) || (field.flags.contains(.linked) && !isFound)
                || filtered.contains(field.name)
            {
                // Nobody looks for the records without a value, unless there is a filter for them.
                let within = field.isUnique ? [] : TableLayout.within(field, resource)
                guard within.isEmpty else {
                    let columns = (within + [column(field), "id"]).joined(separator: ",")
                    result.append("CREATE INDEX IF NOT EXISTS \(table)_\(field.name)_within ON \(table)(\(columns))")
                    continue
                }
                let isPartial = !resource.filters.contains { $0.kind == .presence && $0.field == field.name }
                let condition = isPartial ? " WHERE \(column(field)) IS NOT NULL" : ""
                result.append(
                    "CREATE INDEX IF NOT EXISTS \(table)_\(field.name) ON \(table)(\(column(field)),id)\(condition)")
            }
        }
        return result
    }
}

/// The layouts of all resources and the kernel's own tables: what a store's database must look like.
package final class StoreSchema: Sendable {
    package let registry: Registry
    let tables: [TableLayout]
    let orphans: OrphanConditions
    /// By resource.
    ///
    /// Renderings made under another number are made anew when they are read.
    private let renderings: [Int64]
    let localTimeChanges = LocalTimeChanges()
    private let secret: Secret<[UInt8]>

    /// `secret` is the server's: what stores keep sealed is sealed with it.
    package init(_ registry: Registry, secret: Secret<[UInt8]>) {
        self.registry = registry
        self.secret = secret
        tables = registry.resources.map(TableLayout.init)
        orphans = OrphanConditions(registry.resources)
        renderings = registry.resources.map(registry.rendering)
    }

    func rendering(of resource: Resource) -> Int64 { renderings[resource.index] }

    func seal(of store: Int64) -> DeterministicSeal { DeterministicSeal(secret: secret, name: "fields\n\(store)") }

    /// `meta` holds next_id and the digest of the registry that the tables were last made for.
    ///
    /// The rest is what every write leaves beside its records: events, the audit trail, and answers kept for
    /// idempotency keys.
    ///
    /// Numbers of events and audit rows are never used twice although no table keeps count of them (AUTOINCREMENT, a
    /// tenth of a small write): the newest row of either is never deleted.
    static let kernelTables = [
        "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE IF NOT EXISTS events(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
        topic TEXT NOT NULL, record INTEGER NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL) STRICT
        """,
        // For those of one record.
        "CREATE INDEX IF NOT EXISTS events_record ON events(record)",
        """
        CREATE TABLE IF NOT EXISTS audit(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
        actor TEXT NOT NULL, method TEXT NOT NULL, route TEXT NOT NULL, target TEXT NOT NULL,
        status INTEGER NOT NULL, request TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS kept_answers(actor INTEGER NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL,
        status INTEGER NOT NULL, answer BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(actor,key))
        STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX IF NOT EXISTS kept_answers_at ON kept_answers(at)",
        // Where answers were kept before they were sealed.
        "DROP TABLE IF EXISTS idempotency",
    ]
}

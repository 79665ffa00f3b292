internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// One database connection of a store with its prepared statements.
///
/// Belongs to one thread at a time.
final class StoreConnection {
    enum Kind: Int {
        case document, row, children, parent, insert, update, delete
    }

    let database: Database
    let schema: StoreSchema
    private var statements: [Statement?]
    /// Lists, counts and uniqueness checks, by their text; bounded, since filters combine freely.
    private var adHoc: [String: Statement] = [:]
    /// Searches of modules, by their shape: making a statement's text each time costs as much as a search.
    private var searches: [SearchShape: Statement] = [:]
    private static let adHocLimit = 64
    /// Only where nobody else writes meanwhile.
    private var empty: EmptyTables?

    init(
        path: String, access: Database.Access, schema: StoreSchema, cacheKiB: Int, checkpoints: Bool = true
    ) throws(StorageError) {
        database = try Database(path: path, access: access, cacheKiB: cacheKiB, checkpoints: checkpoints)
        self.schema = schema
        statements = Array(repeating: nil, count: schema.tables.count * 8)
    }

    func statement(_ kind: Kind, _ resource: Resource) throws(StorageError) -> Statement {
        let slot = resource.index * 8 + kind.rawValue
        if let statement = statements[slot] { return statement }
        let table = schema.tables[resource.index]
        let text =
            switch kind {
            case .document: table.selectDocument
            case .row: table.selectRow
            case .children: table.selectChildren
            case .parent: table.selectParent
            case .insert: table.insert
            case .update: table.update
            case .delete: table.delete
            }
        let statement = try database.prepare(text)
        statements[slot] = statement
        return statement
    }

    /// A statement kept by its text.
    func statement(_ text: String) throws(StorageError) -> Statement {
        if let statement = adHoc[text] { return statement }
        if adHoc.count >= Self.adHocLimit { adHoc.removeAll() }
        let statement = try database.prepare(text)
        adHoc[text] = statement
        return statement
    }

    /// The statement of a search with its values bound.
    func statement(_ query: ListQuery, of resource: Resource) throws(StorageError) -> Statement {
        let layout = schema.tables[resource.index]
        guard let shape = SearchShape(query, of: resource) else {
            return try SelectStatement(loading: query, layout).prepare(on: self)
        }
        if let statement = searches[shape] {
            try query.singleValues.bind(to: statement)
            return statement
        }
        let select = SelectStatement(loading: query, layout)
        if searches.count >= Self.adHocLimit { searches.removeAll() }
        let statement = try database.prepare(select.text)
        searches[shape] = statement
        try select.values.bind(to: statement)
        return statement
    }

    // MARK: Empty tables

    /// Begins a transaction of the store's one writer.
    func beginWriting() throws(StorageError) {
        try database.begin()
        var tables = empty ?? EmptyTables(count: schema.tables.count)
        try tables.begin(on: self)
        empty = tables
    }

    /// False if that is not known.
    func isEmpty(_ resource: Resource) throws(StorageError) -> Bool {
        guard resource.declaration.view == nil, var tables = empty else { return false }
        defer { empty = tables }
        return try tables.contains(resource, on: self)
    }

    /// Must come before a row is inserted or deleted.
    func noteRows(of resource: Resource) {
        empty?.remove(resource)
    }
}

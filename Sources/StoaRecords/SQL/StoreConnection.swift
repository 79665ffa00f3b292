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
    private let store: Int64
    /// Of the values that are kept sealed.
    private(set) lazy var seal = schema.seal(of: store)
    private var statements: [Statement?]
    /// Lists, counts and uniqueness checks, by their text; bounded, since filters combine freely.
    private var adHoc: [String: Statement] = [:]
    /// Searches of modules, by their shape: making a statement's text each time costs as much as a search.
    private var searches: [SearchShape: Statement] = [:]
    private static let adHocLimit = 64
    /// Only where nobody else writes meanwhile.
    private(set) var memory: WriterMemory?
    /// Whether records have departed while others that link to them are still there; nil if that has to be looked up.
    private(set) var hasDeparted: Bool?
    /// What the store's clocks go by.
    var localTime = LocalTime.utc
    /// The number of `LocalTimeChanges` that `localTime` was read after; nil before the first time.
    var localTimeNumber: Int?
    /// This writer has changed it, in a transaction that may be undone.
    var hasMoved = false

    init(
        path: String, store: Int64, access: Database.Access, schema: StoreSchema, cacheKiB: Int,
        checkpoints: Bool = true
    ) throws(StorageError) {
        database = try Database(path: path, access: access, cacheKiB: cacheKiB, checkpoints: checkpoints)
        self.schema = schema
        self.store = store
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

    /// The statement of a search, with nothing bound.
    func statement(
        _ shape: SearchShape, _ text: @autoclosure () -> String
    ) throws(StorageError) -> Statement {
        if let statement = searches[shape] { return statement }
        if searches.count >= Self.adHocLimit { searches.removeAll() }
        let statement = try database.prepare(text())
        searches[shape] = statement
        return statement
    }

    // MARK: The one writer

    /// Begins a transaction of the store's one writer.
    func beginWriting() throws(StorageError) {
        try database.begin()
        let memory = memory ?? WriterMemory(count: schema.tables.count)
        try memory.begin(on: self)
        self.memory = memory
        let statement = try statement("SELECT EXISTS(SELECT 1 FROM departed)")
        defer { statement.reset() }
        hasDeparted = try statement.step() && statement.int64(0) == 1
    }

    /// From now on orphans are looked for, in this transaction.
    func noteDeparted() {
        if hasDeparted != nil { hasDeparted = true }
    }

    /// False if that is not known.
    func isEmpty(_ resource: Resource) throws(StorageError) -> Bool {
        guard resource.declaration.view == nil, let memory else { return false }
        return try memory.isEmpty(resource, on: self)
    }
}

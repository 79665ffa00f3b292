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
    private static let adHocLimit = 64
    /// Only where nobody else writes meanwhile.
    private var empty: EmptyTables?
    /// Whether records have departed while others that link to them are still there; nil if that has to be looked up.
    private(set) var hasDeparted: Bool?

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

    // MARK: Empty tables

    /// Begins a transaction of the store's one writer.
    func beginWriting() throws(StorageError) {
        try database.begin()
        var tables = empty ?? EmptyTables(count: schema.tables.count)
        try tables.begin(on: self)
        empty = tables
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
        guard resource.declaration.view == nil, var tables = empty else { return false }
        defer { empty = tables }
        return try tables.contains(resource, on: self)
    }

    /// Must come before a row is inserted or deleted.
    func noteRows(of resource: Resource) {
        empty?.remove(resource)
    }

    // MARK: Trees

    /// The stored record with everything below it, or nil.
    ///
    /// Children cost one query for each parent and kind. Orphans are as good as none, except for who deletes them.
    func load(
        _ resource: Resource, id: Int64, arena: Arena, orphansToo: Bool = false
    ) throws(WriteError) -> Draft? {
        do {
            guard try orphansToo || !isOrphan(id, of: resource) else { return nil }
            let statement = try statement(.row, resource)
            defer { statement.reset() }
            try statement.bind(1, id)
            guard try statement.step() else { return nil }
            let record = try read(resource, from: statement, arena: arena)
            statement.reset()
            try loadChildren(of: record, arena: arena)
            return record
        } catch let error as StorageError {
            throw .storage(error)
        } catch is OutOfMemory {
            throw .refused(Failure(.tooLarge, "The record is too large to be processed in one piece"))
        } catch {
            throw .refused(Failure(.internal, "\(error)"))
        }
    }

    private func loadChildren(of record: Draft, arena: Arena) throws {
        for (link, child) in record.resource.children.enumerated() {
            let resource = schema.registry.resources[child.resource]
            let statement = try statement(.children, resource)
            defer { statement.reset() }
            try statement.bind(1, record.id)
            while try statement.step() {
                record.append(try read(resource, from: statement, arena: arena), to: link)
            }
        }
        for child in record.children.joined() where !child.resource.children.isEmpty {
            try loadChildren(of: child, arena: arena)
        }
    }

    /// The record of the statement's current row (columns of `selectRow`).
    private func read(_ resource: Resource, from statement: Statement, arena: Arena) throws(OutOfMemory) -> Draft {
        let record = try Draft(resource, arena: arena, isEditable: false)
        record.id = statement.int64(0)
        record.version = statement.int64(1)
        record.storedParentID = statement.int64(2)
        for (position, index) in resource.storedFields.enumerated() {
            let column = Int32(position + 3)
            guard !statement.isNull(column) else { continue }
            let type = resource.fields[index].type
            var value = stoa_val()
            value.tag = type.tag
            if type.isText {
                guard let bytes = arena.copy(statement.bytes(column)) else { throw OutOfMemory() }
                value = Values.text(bytes, json: type == .json)
            } else if type == .float {
                value.f = statement.double(column)
            } else {
                value.i = statement.int64(column)
            }
            record[index] = value
        }
        return record
    }

    /// The parent's id of a stored child, or nil if there is no such child.
    func parent(of id: Int64, in resource: Resource) throws(StorageError) -> Int64? {
        let statement = try statement(.parent, resource)
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step() ? statement.int64(0) : nil
    }
}

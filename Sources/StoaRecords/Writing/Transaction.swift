internal import CStoaABI
internal import StoaCore
internal import StoaJSON
package import StoaStorage

/// What one write does to records, inside a database transaction that its writer opens and commits.
///
/// Everything goes through the root of a tree: hooks see it whole, and its rendering is always that of all its parts.
package final class Transaction {
    package let context: CallContext
    /// Kept by the writer, so that parsing allocates nothing.
    let document: JSONDocument
    let connection: StoreConnection
    let ids: RecordIDs
    let uniqueness: Uniqueness
    private var renderer: Renderer
    /// The storage error behind a failed operation, for the writer: it decides whether the transaction is still good.
    package var storageFailure: StorageError?
    /// It has left events or jobs, which someone must be told of once it is committed.
    var hasFollowUp = false
    var events = EventLog()
    var newRows: NewRows
    /// The trees that were stored or deleted, in that sequence: tells what hooks have changed.
    private(set) var changedTrees: [TreeKey] = []
    /// Changes that follow from one another at this moment.
    var followDepth = 0
    /// What is deleted was deleted for everybody before, together with what it links to.
    var isDeletingOrphans = false
    /// Records that may still go with others at once.
    var referrersLeft = Transaction.referrersAtOnceMax
    /// The records whose referrers this write leaves for later, if there are any.
    var orphanGroup: Int64?
    /// What was refused of what follows: it may be half done, so the write cannot go on.
    var refusalWhileFollowing: Failure?
    let isolation: Isolation
    /// It has a savepoint, to which its writer goes back if it is refused.
    var isIsolated = false
    /// A refused part of it has left changes, and there is no savepoint to go back to.
    var isSpoiled = false

    /// A root that is or was stored.
    struct TreeKey: Equatable {
        let resource: Int
        let id: Int64

        init(_ root: Draft) {
            (resource, id) = (root.resource.index, root.id)
        }
    }

    init(
        context: CallContext, connection: StoreConnection, ids: RecordIDs, uniqueness: Uniqueness,
        document: JSONDocument, isolation: Isolation = .savepoints
    ) {
        self.isolation = isolation
        self.document = document
        self.context = context
        self.connection = connection
        self.ids = ids
        self.uniqueness = uniqueness
        newRows = NewRows(from: ids.upcoming)
        renderer = Renderer(
            registry: context.registry, currency: context.store.currency, localTime: connection.localTime)
        context.localTime = connection.localTime
        context.transaction = self
    }

    /// Lists what is stored, the changes of this transaction included.
    package var reader: StoreReader { StoreReader(connection: connection, store: context.store) }

    // MARK: Loading

    func load(_ resource: Resource, id: Int64) throws(WriteError) -> Draft? {
        try connection.load(resource, id: id, arena: context.arena)
    }

    /// The stored tree that holds the record, and the record in it.
    func loadTree(_ resource: Resource, id: Int64) throws(WriteError) -> (root: Draft, record: Draft)? {
        guard let rootID = try rootID(of: resource, id: id) else { return nil }
        guard let root = try load(context.registry.resources[resource.root], id: rootID) else { return nil }
        guard let record = find(resource, id: id, in: root) else { return nil }
        return (root, record)
    }

    private func rootID(of resource: Resource, id: Int64) throws(WriteError) -> Int64? {
        var resource = resource
        var id = id
        while let parent = resource.parent {
            do {
                guard let next = try connection.parent(of: id, in: resource) else { return nil }
                id = next
            } catch {
                throw .storage(error)
            }
            resource = context.registry.resources[parent]
        }
        return id
    }

    func find(_ resource: Resource, id: Int64, in tree: Draft) -> Draft? {
        if tree.resource.index == resource.index { return tree.id == id ? tree : nil }
        for child in tree.children.joined() {
            if let found = find(resource, id: id, in: child) { return found }
        }
        return nil
    }

    func emptyDraft(_ resource: Resource) throws(WriteError) -> Draft {
        do { return try Draft(resource, arena: context.arena, isEditable: true) } catch { throw outOfMemory() }
    }

    func editableCopy(of record: Draft) throws(WriteError) -> Draft {
        do { return try record.editableCopy(arena: context.arena) } catch { throw outOfMemory() }
    }

    func outOfMemory() -> WriteError {
        .refused(Failure(.tooLarge, "The record is too large to be processed in one piece."))
    }

    // MARK: Saving

    /// Runs hooks and checks, then stores the tree, its renderings and its event.
    ///
    /// A tree without changes stores nothing. Returns the root's rendering for answers.
    func save(_ root: Draft) throws(WriteError) -> [UInt8] {
        let change = Change(kind: root.before == nil ? .created : .updated, draft: root, before: root.before)
        // Hooks may write one new record's id into another.
        assignIDs(root)
        try setOwner(of: root)
        Completion.normalizePositions(root, context.registry)
        let read = context.issues.count
        try runHooks(.prepare, change)
        // Hooks and checks see children in their sequence; the client knows the one that it sent.
        context.nameAsSent(from: read, in: root)
        let prepared = context.issues.count
        let isPrepared = context.issues.isEmpty
        let values = TreeUniqueness(root, uniqueness)
        try Completion(transaction: self, uniqueness: values).complete(root)
        Validator(context: context).check(root)
        do {
            try checkLinks(of: root)
            try values.check(root, in: context)
        } catch {
            throw .storage(error)
        }
        // What its own module refused is not fit for others to judge.
        if isPrepared { try runHooks(.validate, change) }
        context.nameAsSent(from: prepared, in: root)
        try refuseIssues()
        // What was sent for other modules alone changes nothing here.
        guard root.hasChanges || root.hasInputs else { return rendered(root) }
        let isFollowed = hasFollowers(change)
        let document: [UInt8]
        do {
            if isFollowed { try isolate() }
            document =
                root.hasChanges
                ? try store(root, change.kind, releasing: values.released) : rendered(root)
        } catch {
            throw .storage(error)
        }
        guard isFollowed else { return document }
        return try follow(change) ?? document
    }

    /// A new record belongs to who makes it, unless a module says otherwise.
    private func setOwner(of root: Draft) throws(WriteError) {
        guard let field = root.resource.ownerField, root.before == nil, root[field].isBlank else { return }
        guard let owner = context.arena.copy(text: context.actor.publicID) else { throw outOfMemory() }
        root[field] = Values.text(owner)
    }

    /// Deletes a stored tree.
    func delete(_ root: Draft) throws(WriteError) {
        let change = Change(kind: .deleted, draft: root, before: root)
        if !isDeletingOrphans {
            try runHooks(.prepare, change)
            try runHooks(.validate, change)
            try refuseIssues()
        }
        let isFollowed = hasFollowers(change)
        do {
            if isFollowed { try isolate() }
            try deleteRows(root)
            changedTrees.append(TreeKey(root))
            try recordEvent(root, .deleted, payload: Array("{\"id\":\(root.id)}".utf8))
            try leaveReturnJobs(root.resource, .deleted)
        } catch {
            throw .storage(error)
        }
        if isFollowed { _ = try follow(change) }
    }

    func runHooks(_ kind: Hook.Kind, _ change: Change) throws(WriteError) {
        let hooks = context.registry.hooks(of: change.draft.resource, kind: kind)
        guard !hooks.isEmpty else { return }
        let outer = (context.phase, context.module)
        defer { (context.phase, context.module) = outer }
        context.phase = kind.phase
        for hook in hooks where hook.changes.contains(change.kind) {
            if context.store.disabledModules.contains(hook.module) { continue }
            context.module = hook.module
            let code = hook.run(context, [change])
            guard code < 0 else { continue }
            // A refusal with issues lets the other checks speak, so that the client sees everything at once.
            // A fault is never hidden behind the issues that others found.
            if context.issues.isEmpty || code <= -500 { throw .refused(context.failure(code, module: hook.module)) }
        }
    }

    func refuseIssues() throws(WriteError) {
        guard !context.issues.isEmpty else { return }
        throw .refused(context.failure(context.failureCode, module: context.module))
    }

    // MARK: Rows

    private func store(
        _ root: Draft, _ kind: ChangeKinds, releasing released: [(record: StoredRecord, field: Int)]
    ) throws(StorageError) -> [UInt8] {
        for dropped in droppedChildren(of: root) { try deleteRows(dropped) }
        for (record, field) in released { try release(record, field) }
        try moveStore(to: root)
        let document = try storeRows(root)
        changedTrees.append(TreeKey(root))
        try recordEvent(root, kind, payload: document)
        try leaveReturnJobs(root.resource, kind)
        return root.resource.isSealed ? rendered(root) : document
    }

    /// Renders, and reads times, by the clocks that the store goes by now.
    func followLocalTime() {
        context.localTime = connection.localTime
        renderer.localTime = connection.localTime
    }

    func newID() -> Int64 { ids.next() }

    /// The store has given this id to some record.
    func hasGiven(_ id: Int64) -> Bool { (RecordIDs.first..<ids.upcoming).contains(id) }

    func assignIDs(_ record: Draft) {
        if record.id == 0 { record.id = ids.next() }
        for siblings in record.children {
            for child in siblings { assignIDs(child) }
        }
    }

    func droppedChildren(of record: Draft) -> [Draft] {
        var dropped: [Draft] = []
        for (link, before) in (record.before?.children ?? []).enumerated() {
            let kept = Set(record.children[link].map(\.id))
            dropped += before.filter { !kept.contains($0.id) }
        }
        for child in record.children.joined() { dropped += droppedChildren(of: child) }
        return dropped
    }

    /// Stores the record and everything below it that has changed; returns its rendering, of which those of the records
    /// below are parts.
    private func storeRows(_ record: Draft) throws(StorageError) -> [UInt8] {
        var document: [UInt8] = []
        document.reserveCapacity(2_048)
        renderer.render(record, isKept: true, into: &document)
        try document.withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try writeRows(record, in: UnsafeRawBufferPointer(bytes))
        }
        return document
    }

    private func writeRows(_ record: Draft, in document: UnsafeRawBufferPointer) throws(StorageError) {
        guard record.hasChanges else { return }
        guard let place = record.place else {
            // Its parent does not show it, so its rendering stands alone.
            _ = try storeRows(record)
            return
        }
        for siblings in record.children {
            for child in siblings { try writeRows(child, in: document) }
        }
        record.version += 1
        try writeRow(record, UnsafeRawBufferPointer(rebasing: document[place]))
    }

    /// Clears a unique column, so that another row can take its value before this one is written.
    private func release(_ record: StoredRecord, _ field: Int) throws(StorageError) {
        let layout = connection.schema.tables[record.resource.index]
        connection.memory?.noteChange(of: record.resource)
        let statement = try connection.statement(
            "UPDATE \(layout.table) SET \(layout.uniqueColumn(field))=NULL WHERE id=?")
        defer { statement.reset() }
        try statement.bind(1, record.id)
        _ = try statement.step()
    }

    private func writeRow(_ record: Draft, _ document: UnsafeRawBufferPointer) throws(StorageError) {
        let layout = connection.schema.tables[record.resource.index]
        let isNew = record.before == nil
        if !isNew, !record.resource.handleFields.isEmpty { uniqueness.noteRelease() }
        connection.memory?.noteChange(of: record.resource)
        let statement = try connection.statement(isNew ? .insert : .update, record.resource)
        defer { statement.reset() }
        var position: Int32 = 1
        if isNew {
            try statement.bind(1, record.id)
            position = 2
        }
        if !record.resource.isRoot {
            try statement.bind(position, record.parentID)
            position += 1
        }
        try statement.bind(position, record.version)
        // What is kept of a sealed record is for events; answers are rendered when they are read.
        let rendering =
            record.resource.isSealed ? Registry.noRendering : connection.rendering(of: record.resource)
        try statement.bind(position + 1, rendering)
        position += 2
        for index in record.resource.storedFields {
            if record.resource.isSealed, record.resource.slots[index].isSealed, !record[index].isNull {
                try statement.bind(position, connection.seal.seal(Array(record[index].bytes)))
            } else {
                try bind(record[index], at: position, statement)
            }
            position += 1
        }
        for index in layout.foldedFields {
            try bindFolded(record[index], at: position, statement)
            position += 1
        }
        try statement.bind(position, blob: document)
        if !isNew { try statement.bind(position + 1, record.id) }
        _ = try statement.step()
        if isNew { newRows.insert(record) }
    }

    private func bind(_ value: stoa_val, at position: Int32, _ statement: Statement) throws(StorageError) {
        switch Int(value.tag) {
        case STOA_NULL: try statement.bindNull(position)
        case STOA_TEXT, STOA_JSON: try statement.bind(position, text: value.bytes)
        case STOA_F64: try statement.bind(position, value.f)
        default: try statement.bind(position, value.i)
        }
    }

    private func bindFolded(
        _ value: stoa_val, at position: Int32, _ statement: Statement
    ) throws(StorageError) {
        // Two records without the value do not have the same one.
        guard !value.isBlank else { return try statement.bindNull(position) }
        var folded: [UInt8] = []
        CaseFold.append(value.bytes, to: &folded)
        try statement.bind(position, text: folded)
    }

    private func deleteRows(_ record: Draft) throws(StorageError) {
        for child in record.children.joined() { try deleteRows(child) }
        if record.resource.isRoot { try connection.deleteExternalID(of: record.id, record.resource) }
        uniqueness.noteRelease()
        connection.memory?.noteChange(of: record.resource)
        let statement = try connection.statement(.delete, record.resource)
        defer { statement.reset() }
        try statement.bind(1, record.id)
        _ = try statement.step()
        newRows.remove(record)
    }

    private func recordEvent(_ root: Draft, _ kind: ChangeKinds, payload: [UInt8]) throws(StorageError) {
        hasFollowUp = true
        try events.record(root, kind, payload: payload, at: context.now, on: connection)
    }

    /// Leaves an event that exists if and only if the transaction commits.
    func recordEvent(topic: String, record: Int64, payload: [UInt8]) throws(StorageError) {
        hasFollowUp = true
        _ = try connection.insertEvent(
            Event(seq: 0, at: context.now.microseconds, topic: topic, record: record, version: 0, payload: payload))
    }

    /// The rendering of a tree that is stored as it is: for answers, or as it is kept and told of.
    func rendered(_ record: Draft, isKept: Bool = false) -> [UInt8] {
        var document: [UInt8] = []
        renderer.render(record, isKept: isKept, into: &document)
        return document
    }
}

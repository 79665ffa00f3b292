internal import CStoaABI
internal import StoaCore
internal import StoaStorage

/// Reading stored records as drafts, each with everything below it.
extension StoreConnection {
    /// The stored record, or nil.
    ///
    /// Children cost one query for each parent and kind. Orphans are as good as none, except for who deletes them.
    func load(
        _ resource: Resource, id: Int64, arena: Arena, orphansToo: Bool = false
    ) throws(WriteError) -> Draft? {
        try translated {
            let memory = remembering(resource)
            if let record = memory?.record(resource, id: id) { return record }
            guard try orphansToo || !isOrphan(id, of: resource) else { return nil }
            let statement = try statement(.row, resource)
            try statement.bind(1, id)
            return try trees(of: resource, from: statement, memory, for: nil, arena).first
        }
    }

    /// The stored records that a query selects.
    func load(_ resource: Resource, _ query: ListQuery, arena: Arena) throws(WriteError) -> [Draft] {
        try translated {
            guard try !isEmpty(resource) else { return [] }
            let found = try looking(at: resource, for: query) { (orphans) throws(StorageError) in
                Result { try search(resource, query, without: orphans, arena) }
            }
            return try found.get()
        }
    }

    private func search(
        _ resource: Resource, _ query: ListQuery, without orphans: OrphanConditions?, _ arena: Arena
    ) throws -> [Draft] {
        let layout = schema.tables[resource.index]
        guard orphans == nil, let shape = SearchShape(query, of: resource) else {
            let statement = try SelectStatement(loading: query, layout, without: orphans).prepare(on: self)
            return try trees(of: resource, from: statement, arena)
        }
        let search = WriterMemory.Search(shape: shape, values: query.singleValues)
        let memory = remembering(resource)
        if let found = memory?.found(search, of: resource) { return found }
        let statement = try statement(shape, SelectStatement(loading: query, layout, without: nil).text)
        try search.values.bind(to: statement)
        return try trees(of: resource, from: statement, memory, for: search, arena)
    }

    /// The record is stored; false if only storage knows.
    func remembers(_ id: Int64, in resource: Resource) -> Bool {
        remembering(resource)?.record(resource, id: id) != nil
    }

    /// Not while there are orphans, which a change of other tables makes.
    private func remembering(_ resource: Resource) -> WriterMemory? {
        guard let memory, hasDeparted == false, resource.declaration.view == nil else { return nil }
        return memory.isQuiet(resource) ? memory : nil
    }

    private func translated<T>(_ body: () throws -> T) throws(WriteError) -> T {
        do {
            return try body()
        } catch let error as StorageError {
            throw .storage(error)
        } catch is OutOfMemory {
            throw .refused(Failure(.tooLarge, "The record is too large to be processed in one piece"))
        } catch {
            throw .refused(Failure(.internal, "\(error)"))
        }
    }

    /// The records of a statement's rows, kept for the next who looks for them.
    private func trees(
        of resource: Resource, from statement: Statement, _ memory: WriterMemory?, for search: WriterMemory.Search?,
        _ arena: Arena
    ) throws -> [Draft] {
        guard let memory else { return try trees(of: resource, from: statement, arena) }
        do {
            let records = try trees(of: resource, from: statement, memory.arena)
            memory.keep(records, of: resource, for: search)
            return records
        } catch {
            // What was loaded before the failure would take its room for ever.
            memory.forget()
            throw error
        }
    }

    /// The records of a statement's rows, which are read to their end before what is below them.
    private func trees(of resource: Resource, from statement: Statement, _ arena: Arena) throws -> [Draft] {
        defer { statement.reset() }
        var records: [Draft] = []
        while try statement.step() { records.append(try read(resource, from: statement, arena: arena)) }
        guard !resource.children.isEmpty else { return records }
        for record in records { try loadChildren(of: record, arena: arena) }
        return records
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

    /// The record of the statement's current row (`rowColumns`).
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
            if resource.isSealed, resource.slots[index].isSealed {
                // What this server's secret does not open is as good as gone: its record can be seen and deleted.
                guard let text = seal.open(statement.string(column)) else { continue }
                guard let bytes = text.withUnsafeBytes({ arena.copy($0) }) else { throw OutOfMemory() }
                value = Values.text(bytes)
            } else if type.isText {
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

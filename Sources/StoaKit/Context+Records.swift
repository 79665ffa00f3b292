public import CStoaABI

/// One condition of a search; several are joined by AND.
public struct Condition {
    let field: String
    let operation: Int
    let value: (borrowing CallMemory) throws(Failures) -> stoa_val

    private init(_ field: String, _ operation: Int, _ value: some FieldValue) {
        self.field = field
        self.operation = operation
        self.value = { (memory) throws(Failures) in try value.hostValue(in: memory) }
    }

    /// The same value.
    public static func equal(_ field: String, _ value: some FieldValue) -> Condition {
        Condition(field, STOA_Q_EQ, value)
    }
    /// At or above the value.
    public static func atLeast(_ field: String, _ value: some FieldValue) -> Condition {
        Condition(field, STOA_Q_GE, value)
    }
    /// At or below the value.
    public static func atMost(_ field: String, _ value: some FieldValue) -> Condition {
        Condition(field, STOA_Q_LE, value)
    }
    /// A substring, whatever the case.
    public static func contains(_ field: String, _ text: String) -> Condition {
        Condition(field, STOA_Q_CONTAINS, text)
    }
    /// One of these whole numbers or texts, which are 1 to ``Context/pageMax``.
    public static func oneOf<Value: JSONArrayElement>(_ field: String, _ values: [Value]) -> Condition {
        Condition(field, STOA_Q_ONE_OF, values)
    }
    /// No value.
    public static func isNull(_ field: String) -> Condition {
        Condition(field, STOA_Q_IS_NULL, false)
    }
}

extension Context {
    /// Most records of one search.
    public static let pageMax = 250

    /// Records in ascending order of id, only those above `after`; at most ``pageMax``.
    public func find<R: Record>(
        _ type: R.Type, where conditions: Condition..., after: Int64 = 0, limit: Int = pageMax
    ) throws(Failures) -> [R] {
        try find(type, conditions, after: after, limit: limit)
    }

    /// All records that meet the conditions, however many, in ascending order of id.
    ///
    /// They stay in memory until the call is over; who can do with some at a time takes ``find(_:where:after:limit:)``.
    public func findAll<R: Record>(_ type: R.Type, where conditions: Condition...) throws(Failures) -> [R] {
        var found: [R] = []
        var page: [R]
        repeat {
            page = try find(type, conditions, after: found.last?.id ?? 0, limit: Self.pageMax)
            found += page
        } while page.count == Self.pageMax
        return found
    }

    private func find<R: Record>(
        _ type: R.Type, _ conditions: [Condition], after: Int64, limit: Int
    ) throws(Failures) -> [R] {
        let schema = try schema(of: type)
        let list = try schema.hostConditions(conditions, memory)
        let capacity = min(max(limit, 1), Self.pageMax)
        let handles = try find(schema.resource, list, after: after, capacity)
        var records: [R] = []
        for handle in handles {
            records.append(try load(type, handle, schema).record)
        }
        return records
    }

    /// The record with this id, or nil.
    public func fetch<R: Record>(_ type: R.Type, _ id: Int64) throws(Failures) -> R? {
        let schema = try schema(of: type)
        guard let handle = try handle(schema.resource, id) else { return nil }
        return try load(type, handle, schema).record
    }

    /// The records with these ids, in their sequence, nil where there is none.
    public func fetchAll<R: Record>(_ type: R.Type, _ ids: [Int64]) throws(Failures) -> [R?] {
        let schema = try schema(of: type)
        var records: [R?] = []
        for part in ids.parts(of: Self.pageMax) {
            var handles = [stoa_rec](repeating: stoa_rec(), count: part.count)
            try check(
                schema.resource.withHostText { self.records.pointee.fetch(cx, $0, part, UInt32(part.count), &handles) })
            for handle in handles { records.append(handle.v == 0 ? nil : try load(type, handle, schema).record) }
        }
        return records
    }

    /// Makes a record of a root resource; rules run as for every write.
    ///
    /// Returns its id. With `companion` it takes the id of that record of another resource: the two belong together, one
    /// to one. Throws ``Failure/Code/conflict`` if it has a companion of this resource already.
    @discardableResult
    public func create<R: Record>(_ record: R, companionOf companion: Int64? = nil) throws(Failures) -> Int64 {
        let schema = try schema(of: R.self)
        var handle = stoa_rec()
        try check(
            schema.resource.withHostText { resource in
                guard let companion else { return records.pointee.draft(cx, resource, &handle) }
                return records.pointee.draft_with_id(cx, resource, companion, &handle)
            })
        try record.withMemory { (memory) throws(Failures) in
            try schema.writeNew(memory, to: handle, in: self)
        }
        try check(records.pointee.save(cx, &handle, 1))
        var id = stoa_val()
        try get(handle, [STOA_FIELD_ID], into: &id)
        return Int64.read(id) ?? 0
    }

    /// Changes a stored root; rules run as for every write.
    ///
    /// Throws ``Failure/Code/notFound`` if there is none.
    public func update<R: Record>(
        _ type: R.Type, _ id: Int64, _ change: (inout R) throws(Failures) -> Void
    ) throws(Failures) {
        let schema = try schema(of: type)
        guard var handle = try handle(schema.resource, id) else { throw .notFound("Not found") }
        try check(records.pointee.edit(cx, &handle, 1))
        let (loaded, node) = try load(type, handle, schema)
        var draft = loaded
        try change(&draft)
        try write(draft, over: loaded, node, schema)
        try check(records.pointee.save(cx, &handle, 1))
    }

    /// Deletes a root with its children.
    ///
    /// Throws ``Failure/Code/notFound`` if there is none.
    public func remove<R: Record>(_ type: R.Type, _ id: Int64) throws(Failures) {
        guard var handle = try handle(try schema(of: type).resource, id) else { throw .notFound("Not found") }
        try check(records.pointee.remove(cx, &handle, 1))
    }

    /// A stored record as clients see it, with what this call saved: what an event of it tells.
    ///
    /// Throws ``Failure/Code/notFound`` if there is none. Needs a write.
    public func document<R: Record>(of type: R.Type, _ id: Int64) throws(Failures) -> JSON {
        guard let handle = try handle(try schema(of: type).resource, id) else { throw .notFound("Not found") }
        var json = stoa_json()
        try check(records.pointee.document(cx, handle, &json))
        return JSON(String(json))
    }

    func schema<R: Record>(of type: R.Type) throws(Failures) -> Schema {
        guard let schema = instance.image.list.schemas[ObjectIdentifier(type)] else { throw .broken }
        return schema
    }

    @inlinable
    func load<R: Record>(_ type: R.Type, _ handle: stoa_rec, _ schema: Schema) throws(Failures) -> (record: R, Node) {
        var record = R()
        let node = try record.withMutableMemory { (memory) throws(Failures) in
            try schema.load(handle, into: memory, in: self)
        }
        return (record, node)
    }

    @inlinable
    func write<R: Record>(_ draft: R, over loaded: R, _ node: Node, _ schema: Schema) throws(Failures) {
        try draft.withMemory { (draft) throws(Failures) in
            try loaded.withMemory { (loaded) throws(Failures) in
                try schema.writeBack(draft, over: loaded, node, in: self)
            }
        }
    }

    func handle(_ resource: String, _ id: Int64) throws(Failures) -> stoa_rec? {
        var handle = stoa_rec()
        var id = id
        try check(resource.withHostText { records.pointee.fetch(cx, $0, &id, 1, &handle) })
        return handle.v == 0 ? nil : handle
    }

    private func find(
        _ resource: String, _ conditions: [stoa_condition], after: Int64, _ capacity: Int
    ) throws(Failures) -> [stoa_rec] {
        var handles = [stoa_rec](repeating: stoa_rec(), count: capacity)
        var count: UInt32 = 0
        let code = resource.withHostText { resource in
            conditions.withUnsafeBufferPointer { conditions in
                var query = stoa_query(
                    size: UInt32(MemoryLayout<stoa_query>.size), limit: UInt32(capacity), resource: resource,
                    after_id: after, conditions: conditions.baseAddress, n: UInt32(conditions.count),
                    stride: UInt32(MemoryLayout<stoa_condition>.stride))
                return records.pointee.find(cx, &query, &handles, UInt32(capacity), &count)
            }
        }
        try check(code)
        guard count <= capacity else { throw .broken }
        return Array(handles.prefix(Int(count)))
    }
}

extension Schema {
    /// Conditions as the host takes them; a field that the resource does not declare is a fault of the module.
    func hostConditions(
        _ conditions: [Condition], _ memory: borrowing CallMemory
    ) throws(Failures) -> [stoa_condition] {
        var list: [stoa_condition] = []
        for condition in conditions {
            guard let field = index(of: condition.field) else { throw .broken }
            list.append(
                stoa_condition(field: field, op: UInt32(condition.operation), value: try condition.value(memory)))
        }
        return list
    }
}

// MARK: One host call each

extension Context {
    var records: UnsafePointer<stoa_records_1> {
        instance.records
    }

    func get(_ handle: stoa_rec, _ fields: [UInt32], into values: UnsafeMutablePointer<stoa_val>) throws(Failures) {
        try check(records.pointee.get(cx, handle, fields, UInt32(fields.count), values))
    }

    /// Sets as many fields as there are values.
    func set(_ handle: stoa_rec, _ fields: [UInt32], _ values: [stoa_val]) throws(Failures) {
        guard !values.isEmpty else { return }
        try check(records.pointee.set(cx, handle, fields, values, UInt32(values.count)))
    }

    func wasSent(_ handle: stoa_rec, _ field: UInt32) -> Bool {
        var sent: UInt32 = 0
        return records.pointee.was_sent(cx, handle, field, &sent) == stoa_rc(STOA_OK) && sent != 0
    }

    @usableFromInline
    func input(_ name: String, of node: Node) -> JSON? {
        var json = stoa_json()
        let code = name.withHostText { records.pointee.input(cx, node.handle, $0, &json) }
        return code == stoa_rc(STOA_OK) && json.n > 0 ? JSON(String(json)) : nil
    }

    func children(_ handle: stoa_rec, _ field: UInt32) throws(Failures) -> [stoa_rec] {
        var capacity = 16
        // A second round suffices: nothing changes the record in between.
        for _ in 0..<2 {
            var count: UInt32 = 0
            var code = stoa_rc(STOA_OK)
            let handles = [stoa_rec](unsafeUninitializedCapacity: capacity) { buffer, filled in
                buffer.initialize(repeating: stoa_rec())
                code = records.pointee.children(cx, handle, field, buffer.baseAddress, UInt32(capacity), &count)
                filled = min(capacity, Int(count))
            }
            try check(code)
            guard count > capacity else { return handles }
            guard count <= Self.childrenMax else { throw .broken }
            capacity = Int(count)
        }
        throw .broken
    }

    /// More children than this in one list is a fault of the host, not a request for memory.
    private static let childrenMax = 1 << 20

    func addChild(_ handle: stoa_rec, _ field: UInt32) throws(Failures) -> stoa_rec {
        var child = stoa_rec()
        try check(records.pointee.add_child(cx, handle, field, &child))
        return child
    }

    func dropChild(_ child: stoa_rec) throws(Failures) {
        try check(records.pointee.drop_child(cx, child))
    }
}

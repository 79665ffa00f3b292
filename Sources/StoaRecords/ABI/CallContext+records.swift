package import CStoaABI
internal import StoaCore
internal import StoaJSON
internal import StoaStorage

/// What "stoa.records/1" means: the rules of the interface, without its C spelling, which the loader adds.
///
/// Every function returns a stoa_rc. Handles and indexes come from modules and may be anything.
extension CallContext {
    /// Reads one field.
    ///
    /// `field` may be STOA_FIELD_ID or STOA_FIELD_PARENT.
    package func get(_ handle: UInt64, field: UInt32) -> (code: Int32, value: stoa_val) {
        var value = stoa_val()
        let code = withUnsafePointer(to: field) { get(handle, fields: $0, count: 1, into: &value) }
        return (code, value)
    }

    /// Reads fields of one record, up to the first that it does not have.
    package func get(
        _ handle: UInt64, fields: UnsafePointer<UInt32>, count: Int, into values: UnsafeMutablePointer<stoa_val>
    ) -> Int32 {
        guard let record = record(handle) else { return Int32(STOA_E_HANDLE) }
        for place in 0..<count {
            guard let value = record.value(of: fields[place]) else { return Int32(STOA_E_BAD) }
            values[place] = value
        }
        return 0
    }

    /// Writes one field of a draft, copying text.
    ///
    /// The value's type is checked at once, the rest when it is saved.
    package func set(_ handle: UInt64, field: UInt32, value: stoa_val) -> Int32 {
        withUnsafePointer(to: field) { field in
            withUnsafePointer(to: value) { set(handle, fields: field, count: 1, to: $0) }
        }
    }

    /// Writes fields of one draft, up to the first that cannot be.
    package func set(
        _ handle: UInt64, fields: UnsafePointer<UInt32>, count: Int, to values: UnsafePointer<stoa_val>
    ) -> Int32 {
        guard phase == .preparing || phase == .writing else { return Int32(STOA_E_FORBIDDEN) }
        guard let record = record(handle) else { return Int32(STOA_E_HANDLE) }
        guard record.isEditable else { return Int32(STOA_E_FORBIDDEN) }
        for place in 0..<count {
            let code = set(record, fields[place], to: values[place])
            guard code == 0 else { return code }
        }
        return 0
    }

    private func set(_ record: Draft, _ field: UInt32, to value: stoa_val) -> Int32 {
        guard Int(field) < record.resource.slots.count else { return Int32(STOA_E_BAD) }
        let slot = record.resource.slots[Int(field)]
        guard slot.isStored, value.isNull || value.tag == slot.tag else { return Int32(STOA_E_BAD) }
        var copy = stoa_val()
        copy.tag = value.tag
        copy.i = slot.type == .bool ? min(1, Int64(clamping: value.i.magnitude)) : value.i
        copy.f = value.f
        if slot.isText, !value.isNull {
            guard let bytes = arena.copy(value.bytes) else { return Int32(STOA_E_TOO_LARGE) }
            guard TextCheck.isStorable(bytes, json: slot.type == .json) else { return Int32(STOA_E_BAD) }
            copy = Values.text(bytes, json: slot.type == .json)
        }
        if value.tag == UInt32(STOA_F64), !value.f.isFinite { return Int32(STOA_E_BAD) }
        if slot.type == .time, !value.isNull {
            copy = Values.time(wholeSecond: Timestamp(microseconds: value.i))
        }
        record[Int(field)] = copy
        if slot.isPosition { record.markSent(Int(field)) }
        return 0
    }

    /// The records held by a CHILDREN field.
    package func children(_ handle: UInt64, field: UInt32) -> (code: Int32, records: [Draft]) {
        guard let record = record(handle) else { return (Int32(STOA_E_HANDLE), []) }
        guard let link = record.link(ofField: Int(field)) else { return (Int32(STOA_E_BAD), []) }
        return (0, record.children[link])
    }

    /// Appends a child with its id and its initial values.
    package func addChild(_ handle: UInt64, field: UInt32) -> (code: Int32, record: Draft?) {
        guard phase == .preparing || phase == .writing else { return (Int32(STOA_E_FORBIDDEN), nil) }
        guard let record = record(handle) else { return (Int32(STOA_E_HANDLE), nil) }
        guard record.isEditable else { return (Int32(STOA_E_FORBIDDEN), nil) }
        guard let link = record.link(ofField: Int(field)) else { return (Int32(STOA_E_BAD), nil) }
        let resource = registry.resources[record.resource.children[link].resource]
        guard record.children[link].count < InputReader.maximumChildren,
            let child = try? Draft(resource, arena: arena, isEditable: true)
        else { return (Int32(STOA_E_TOO_LARGE), nil) }
        record.append(child, to: link)
        InputReader(context: self).fillInitial(child)
        transaction?.assignIDs(child)
        return (0, child)
    }

    package func dropChild(_ handle: UInt64) -> Int32 {
        guard phase == .preparing || phase == .writing else { return Int32(STOA_E_FORBIDDEN) }
        guard let record = record(handle) else { return Int32(STOA_E_HANDLE) }
        guard record.isEditable, record.parent != nil, !record.isDropped else { return Int32(STOA_E_FORBIDDEN) }
        record.drop()
        return 0
    }

    package func wasSent(_ handle: UInt64, field: UInt32) -> (code: Int32, isSent: Bool) {
        guard let record = record(handle) else { return (Int32(STOA_E_HANDLE), false) }
        guard Int(field) < record.resource.fields.count else { return (Int32(STOA_E_BAD), false) }
        return (0, record.isEditable && record.wasSent(Int(field)))
    }

    /// What the client sent as an input that this module declares; empty if it sent none.
    package func input(_ handle: UInt64, name: String) -> (code: Int32, text: UnsafeRawBufferPointer) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        guard let record = record(handle) else { return (Int32(STOA_E_HANDLE), nothing) }
        let isDeclared = registry.inputs(of: record.resource).contains { $0.name == name && $0.module == module }
        guard isDeclared else { return (Int32(STOA_E_NOT_FOUND), nothing) }
        return (0, record.inputs[name] ?? nothing)
    }

    /// Stored records by id, nil where there is none.
    package func fetch(_ name: String, ids: [Int64]) -> (code: Int32, records: [Draft?]) {
        guard let resource = registry.resource(named: name), let transaction else {
            return (Int32(STOA_E_NOT_FOUND), [])
        }
        guard mayUse(resource, writing: false) else { return (Int32(STOA_E_FORBIDDEN), []) }
        guard ids.count <= 250 else { return (Int32(STOA_E_TOO_LARGE), []) }
        do {
            var records: [Draft?] = []
            for id in ids { records.append(try transaction.load(resource, id: id)) }
            return (0, records)
        } catch {
            return (transaction.code(of: error), [])
        }
    }

    /// Stored records by condition, in ascending id order.
    package func find(_ name: String, conditions: [stoa_condition], after: Int64, limit: Int) -> (
        code: Int32, records: [Draft]
    ) {
        guard let resource = registry.resource(named: name), let transaction else {
            return (Int32(STOA_E_NOT_FOUND), [])
        }
        guard mayUse(resource, writing: false) else { return (Int32(STOA_E_FORBIDDEN), []) }
        guard (1...250).contains(limit), conditions.count <= 32 else { return (Int32(STOA_E_BAD), []) }
        guard var query = ListQuery(conditions, of: resource, transaction.connection.seal) else {
            return (Int32(STOA_E_BAD), [])
        }
        query.order = .oldestFirst
        query.limit = limit
        query.boundary = after > 0 ? after : nil
        do {
            return (0, try transaction.find(resource, query))
        } catch {
            return (transaction.code(of: error), [])
        }
    }

    /// The records that a route answers with, for the kernel to list.
    package func page(of name: String, conditions: [stoa_condition]) -> (code: Int32, page: PageRequest?) {
        guard let resource = registry.resource(named: name) else { return (Int32(STOA_E_NOT_FOUND), nil) }
        guard mayUse(resource, writing: false) else { return (Int32(STOA_E_FORBIDDEN), nil) }
        guard conditions.count <= 32, let query = ListQuery(conditions, of: resource, transaction?.connection.seal),
            query.parent == nil
        else {
            return (Int32(STOA_E_BAD), nil)
        }
        return (0, PageRequest(resource: resource, conditions: query.conditions))
    }

    /// The records that a route answers with, selected and ordered by those that link to them.
    package func page(
        of name: String, through parameter: String, _ value: stoa_val, order: String
    ) -> (code: Int32, page: PageRequest?) {
        guard let resource = registry.resource(named: name),
            let through = resource.relations.through.first(where: { $0.rest(of: parameter) == "" && $0.isOrdered })
        else { return (Int32(STOA_E_NOT_FOUND), nil) }
        let links = registry.resources[through.via]
        guard links.module == module, mayUse(resource, writing: false) else { return (Int32(STOA_E_FORBIDDEN), nil) }
        guard value.tag == through.field.type.tag, !through.field.type.isText else { return (Int32(STOA_E_BAD), nil) }
        var page = PageRequest(
            resource: resource, conditions: [.through(through, key: nil, .integer(value.i))])
        guard !order.isEmpty else { return (0, page) }
        guard let field = links.fields.first(where: { $0.name == order && $0.type == .integer && $0.isStored }) else {
            return (Int32(STOA_E_BAD), nil)
        }
        page.order = .linked(rank: field)
        return (0, page)
    }

    /// The declared scopes that the actor holds, in ascending order.
    package var heldScopes: [String] {
        registry.modules.filter { !store.disabledModules.contains($0.id) }.flatMap(\.scopes).map(\.name)
            .filter(actor.scopes.allows).sorted()
    }

    /// A draft with an id of its own, or that of its companion: a record of another resource.
    package func makeDraft(_ name: String, companion: Int64? = nil) -> (code: Int32, record: Draft?) {
        guard phase == .writing, let transaction else { return (Int32(STOA_E_FORBIDDEN), nil) }
        guard let resource = registry.resource(named: name), resource.isRoot else {
            return (Int32(STOA_E_NOT_FOUND), nil)
        }
        guard mayUse(resource, writing: true) else { return (Int32(STOA_E_FORBIDDEN), nil) }
        if let companion {
            guard transaction.hasGiven(companion) else { return (Int32(STOA_E_NOT_FOUND), nil) }
            do {
                guard try transaction.isFree(companion, for: resource) else { return (Int32(STOA_E_CONFLICT), nil) }
            } catch {
                return (transaction.code(of: .storage(error)), nil)
            }
        }
        guard let draft = try? transaction.emptyDraft(resource) else { return (Int32(STOA_E_TOO_LARGE), nil) }
        draft.id = companion ?? 0
        InputReader(context: self).fillInitial(draft)
        transaction.assignIDs(draft)
        return (0, draft)
    }

    /// Own resources are always open; others by the module's capabilities.
    func mayUse(_ resource: Resource, writing: Bool) -> Bool {
        if resource.module == module { return true }
        let granted = registry.modules.first { $0.id == module }?.recordCapabilities[
            registry.resources[resource.root].name]
        return granted == "write" || (!writing && granted == "read")
    }
}

extension ListQuery {
    /// Nil if a condition does not fit its field.
    fileprivate init?(_ conditions: [stoa_condition], of resource: Resource, _ seal: DeterministicSeal?) {
        self.init()
        for condition in conditions {
            guard condition.apply(to: &self, resource, seal) else { return nil }
        }
    }
}

extension stoa_condition {
    /// False if the condition does not fit the field.
    fileprivate func apply(to query: inout ListQuery, _ resource: Resource, _ seal: DeterministicSeal?) -> Bool {
        if field == STOA_FIELD_PARENT {
            guard op == UInt32(STOA_Q_EQ), value.tag == UInt32(STOA_I64), !resource.isRoot else { return false }
            query.parent = value.i
            return true
        }
        guard Int(field) < resource.fields.count, resource.fields[Int(field)].isStored else { return false }
        let declared = resource.fields[Int(field)]
        if declared.flags.contains(.sealed), op != UInt32(STOA_Q_IS_NULL) {
            return apply(toSealed: &query, seal)
        }
        if op == UInt32(STOA_Q_IS_NULL) {
            query.conditions.append(.isSet(field: Int(field), false))
            return true
        }
        if op == UInt32(STOA_Q_ONE_OF) {
            guard let list = value.list(of: declared.type) else { return false }
            query.conditions.append(.oneOf(field: Int(field), list))
            return true
        }
        guard value.tag == declared.type.tag else { return false }
        let operand: QueryValue =
            declared.type.isText
            ? .text(String(decoding: value.bytes, as: UTF8.self))
            : declared.type == .float ? .float(value.f) : .integer(value.i)
        switch Int(op) {
        case STOA_Q_EQ: query.conditions.append(.equal(field: Int(field), operand))
        case STOA_Q_GE: query.conditions.append(.atLeast(field: Int(field), operand))
        case STOA_Q_LE: query.conditions.append(.atMost(field: Int(field), operand))
        case STOA_Q_CONTAINS:
            guard case .text(let text) = operand,
                resource.filters.contains(where: { $0.kind == .contains && $0.field == declared.name })
            else { return false }
            query.conditions.append(.contains(field: Int(field), CaseFold.fold(text)))
        case STOA_Q_LT, STOA_Q_GT:
            query.conditions.append(.beyond(field: Int(field), operand, above: Int(op) == STOA_Q_GT))
        default: return false
        }
        return true
    }
}

extension stoa_condition {
    /// A sealed value is found by its sealed form, which says nothing of what is above or below it.
    private func apply(toSealed query: inout ListQuery, _ seal: DeterministicSeal?) -> Bool {
        guard let seal else { return false }
        func sealed(_ text: String) -> QueryValue { .text(seal.seal(Array(text.utf8))) }
        switch Int(op) {
        case STOA_Q_EQ:
            guard value.tag == UInt32(STOA_TEXT) else { return false }
            query.conditions.append(.equal(field: Int(field), sealed(String(decoding: value.bytes, as: UTF8.self))))
        case STOA_Q_ONE_OF:
            guard let list = value.list(of: .text) else { return false }
            let values = list.compactMap { if case .text(let text) = $0 { sealed(text) } else { nil } }
            query.conditions.append(.oneOf(field: Int(field), values))
        default: return false
        }
        return true
    }
}

extension stoa_val {
    private static let listMax = 250

    /// The elements of a JSON array, all of the field's type; nil if the value is none, or if it has none or too many.
    fileprivate func list(of type: FieldType) -> [QueryValue]? {
        let document = JSONDocument()
        guard tag == UInt32(STOA_JSON), s.p != nil, (try? document.parse(bytes)) != nil, document.root.kind == .array,
            (1...Self.listMax).contains(document.root.count)
        else { return nil }
        var list: [QueryValue] = []
        for element in document.root.elements {
            switch type.tag {
            case UInt32(STOA_I64):
                guard let number = element.int else { return nil }
                list.append(.integer(number))
            case UInt32(STOA_TEXT):
                guard let text = element.text() else { return nil }
                list.append(.text(text))
            default: return nil
            }
        }
        return list
    }
}

extension Transaction {
    /// The ids of the records that a query selects.
    func ids(of resource: Resource, _ query: ListQuery) throws(WriteError) -> [Int64] {
        var ids: [Int64] = []
        do {
            guard try !connection.isEmpty(resource) else { return [] }
            try connection.looking(at: resource, for: query) { (orphans) throws(StorageError) in
                let layout = connection.schema.tables[resource.index]
                let select = SelectStatement(identifying: query, layout, without: orphans)
                let statement = try select.prepare(on: connection)
                defer { statement.reset() }
                while try statement.step() { ids.append(statement.int64(0)) }
            }
        } catch {
            throw .storage(error)
        }
        return ids
    }

    func find(_ resource: Resource, _ query: ListQuery) throws(WriteError) -> [Draft] {
        try connection.load(resource, query, arena: context.arena)
    }
}

/// Text that both storage engines take: UTF-8 without NUL.
enum TextCheck {
    static func isStorable(_ bytes: UnsafeRawBufferPointer, json: Bool) -> Bool {
        var (least, union) = (UInt8.max, UInt8(0))
        for byte in bytes { (least, union) = (min(least, byte), union | byte) }
        guard least > 0 else { return false }
        guard !json else { return (try? JSONDocumentCheck.parse(bytes)) != nil }
        return union < 0x80 || String(validating: bytes, as: UTF8.self) != nil
    }
}

public import CStoaABI

/// How the records of one type are read from and written to the host.
///
/// Invariant: changed only while declarations are joined and in `activate`, when no handler runs.
@usableFromInline
final class Schema: @unchecked Sendable {
    let resource: String
    let layout: RecordLayout
    /// The index of the field that numbers siblings, if the resource has one.
    let positionIndex: UInt32?
    private(set) var lists: [ChildList]
    private let source: Source
    /// Whether it is of a resource that no loaded module declares.
    private var isAbsent = false
    private let facts: [FieldFacts]
    /// The host's index of each field.
    private var indices: [UInt32]
    let slots: [Slot]
    /// For each slot, the place of its field among `facts`.
    private let slotPlaces: [Int]
    /// For each slot, whether the kernel fills its null.
    private let isKept: [Bool]
    /// The host's index of each slot, then that of the id: one call reads them all.
    private(set) var readIndices: [UInt32] = []

    /// Whose the resource is.
    enum Source {
        case own
        case other
        /// Another module's that may be absent.
        case optional
    }

    init<R>(resource: String, source: Source, layout: RecordLayout, fields: [Field<R>]) {
        self.resource = resource
        self.source = source
        self.layout = layout
        facts = fields.map(\.facts)
        indices = fields.indices.map(UInt32.init)
        slotPlaces = fields.indices.filter { fields[$0].slot != nil }
        slots = fields.compactMap(\.slot)
        isKept = fields.filter { $0.slot != nil }.map(\.facts.isKept)
        positionIndex = fields.firstIndex { $0.facts.has(STOA_POSITION) }.map(UInt32.init)
        lists = fields.indices.compactMap { place in
            fields[place].children.map { ChildList(place: place, slot: $0) }
        }
        updateReadIndices()
    }

    /// Finds the schemas of children; returns what is missing.
    func bindChildren(to list: DeclarationList) -> [String] {
        for place in lists.indices {
            lists[place].schema = list.schemas[lists[place].slot.record]
        }
        return lists.filter { $0.schema == nil }.map {
            "\(resource).\(facts[$0.place].name): no resource has this record type"
        }
    }

    /// Asks the host for field indices, where they do not follow from the declaration.
    func resolve(_ index: (_ resource: String, _ field: String) -> UInt32?) -> Bool {
        guard source != .own else { return true }
        let found = facts.compactMap { index(resource, $0.name) }
        isAbsent = source == .optional && found.isEmpty && !facts.isEmpty
        if isAbsent { return true }
        guard found.count == facts.count else { return false }
        indices = found
        updateReadIndices()
        return true
    }

    private func updateReadIndices() {
        readIndices = slotPlaces.map { indices[$0] } + [STOA_FIELD_ID]
    }

    /// The host's index of a field, or nil if the resource or view does not declare it.
    func index(of name: String) -> UInt32? {
        name == "id" ? STOA_FIELD_ID : facts.firstIndex { $0.name == name }.map { indices[$0] }
    }

    func index(of list: ChildList) -> UInt32 {
        indices[list.place]
    }
}

/// A list of children in the records of a schema.
struct ChildList {
    /// The place of the field in the declaration.
    let place: Int
    let slot: ChildSlot
    /// Nil only until the declarations are joined.
    var schema: Schema?
}

// MARK: Reading

extension Schema {
    /// Reads a record with its children into `record`, which has its first values.
    @usableFromInline
    func load(
        _ handle: stoa_rec, into record: UnsafeMutableRawPointer, in context: Context
    ) throws(Failures) -> Node {
        // Its indices are of no field.
        if isAbsent { throw .broken }
        var node = Node(handle: handle)
        let count = readIndices.count
        let values = UnsafeMutablePointer<stoa_val>.allocate(capacity: count)
        defer { values.deallocate() }
        values.initialize(repeating: stoa_val(), count: count)
        try context.get(handle, readIndices, into: values)
        for place in slots.indices {
            switch slots[place].read(record, values[place]) {
            case .read: break
            case .null where isKept[place]: break
            case .null: node.replacedNulls.append(place)
            // JSON of another form than the property: a client that sent it is told so, and of what was stored before
            // the property had this form, what the property holds is stored instead.
            case .unknown where facts[slotPlaces[place]].type == .json:
                node.replacedNulls.append(place)
                node.misshapen.append(place)
            // A word that the enum does not know: the kernel will refuse it.
            case .unknown where values[place].tag == facts[slotPlaces[place]].type.tag: break
            case .unknown: throw .broken
            }
        }
        node.id = Int64.read(values[count - 1]) ?? 0
        layout.setID(record, node.id)
        for list in lists {
            node.lists.append(try load(list, of: handle, into: record, in: context))
        }
        return node
    }

    /// Refuses JSON that a client sent in another form than the properties have.
    @usableFromInline
    func refuseMisshapen(_ node: Node, _ context: Context) throws(Failures) {
        guard node.hasMisshapen else { return }
        var failures = Failures()
        collectMisshapen(node, "", context, &failures)
        try failures.throwIfAny()
    }

    private func collectMisshapen(_ node: Node, _ path: String, _ context: Context, _ failures: inout Failures) {
        for place in node.misshapen.map({ slotPlaces[$0] }) {
            guard let form = facts[place].form, context.wasSent(node.handle, indices[place]) else { continue }
            failures.add(path + facts[place].name, "must be \(form)")
        }
        for (list, nodes) in zip(lists, node.lists) {
            for (number, child) in nodes.enumerated() where child.hasMisshapen {
                list.schema?.collectMisshapen(child, "\(path)\(facts[list.place].name)[\(number)].", context, &failures)
            }
        }
    }

    private func load(
        _ list: ChildList, of handle: stoa_rec, into record: UnsafeMutableRawPointer, in context: Context
    ) throws(Failures) -> [Node] {
        guard let schema = list.schema else { throw .broken }
        let handles = try context.children(handle, index(of: list))
        var nodes: [Node] = []
        nodes.reserveCapacity(handles.count)
        try list.slot.fill(record, handles.count) { (place, child) throws(Failures) in
            nodes.append(try schema.load(handles[place], into: child, in: context))
        }
        return nodes
    }

    /// True if the client sent the field of this record or of one of its children.
    @usableFromInline
    func wasSent(_ field: SentField, in node: Node, _ context: Context) -> Bool {
        guard let (schema, node) = holder(of: field, in: node) else { return false }
        return schema.index(of: field.name).map { context.wasSent(node.handle, $0) } ?? false
    }

    /// What the client sent as an input with this record or with one of its children.
    @usableFromInline
    func input(_ field: SentField, in node: Node, _ context: Context) -> JSON? {
        guard let (_, node) = holder(of: field, in: node) else { return nil }
        return context.input(field.name, of: node)
    }

    /// The record or the child of it that is meant.
    private func holder(of field: SentField, in node: Node) -> (schema: Schema, node: Node)? {
        guard let child = field.child else { return (self, node) }
        for (list, nodes) in zip(lists, node.lists) where list.slot.record == child.record {
            guard let schema = list.schema, let node = nodes.first(where: { $0.id == child.id }) else { continue }
            return (schema, node)
        }
        return nil
    }
}

package import CStoaABI
internal import StoaCore

/// One record in memory: read from storage, or being written.
///
/// Values are the C ABI's own, so that a module reads and writes them without conversion; their text lies in the arena
/// of the unit of work, which outlives the draft. Belongs to one thread.
package final class Draft {
    package let resource: Resource
    /// 0 until the record is stored for the first time.
    package internal(set) var id: Int64 = 0
    /// Counts the changes of the stored record; 0 before the first.
    package internal(set) var version: Int64 = 0
    /// Unsafe because a weak reference costs an allocation; sound because the arena keeps all drafts.
    package internal(set) unowned(unsafe) var parent: Draft?
    /// The parent's id as stored, for children that were read without their parent.
    var storedParentID: Int64 = 0
    var parentID: Int64 { parent?.id ?? storedParentID }
    /// The records held by each of the resource's child links, in their order.
    package internal(set) var children: [[Draft]]
    /// What is stored, when this draft changes a stored record.
    package internal(set) var before: Draft?
    /// Taken out of its parent, or to be deleted.
    package internal(set) var isDropped = false
    /// May be written to: a draft, not a stored record that was merely read.
    package internal(set) var isEditable: Bool
    /// Where the record lies in the rendering that it is part of, set and cleared by the renderer.
    var place: Range<Int>?
    /// The record's place in the list that the client sent, which its positions may have changed.
    var sentPlace: Int?
    /// What the client sent as inputs of modules: the text in the arena, by the input's name.
    var inputs: [String: UnsafeRawBufferPointer] = [:]
    let values: UnsafeMutablePointer<stoa_val>
    private let sent: UnsafeMutablePointer<Bool>

    /// An empty record with the declaration's initial values left to `fillInitial`.
    init(_ resource: Resource, arena: Arena, isEditable: Bool) throws(OutOfMemory) {
        let count = resource.fields.count
        guard let memory = arena.allocate(count * (MemoryLayout<stoa_val>.stride + 1)) else { throw OutOfMemory() }
        values = memory.bindMemory(to: stoa_val.self, capacity: count)
        sent = (memory + count * MemoryLayout<stoa_val>.stride).bindMemory(to: Bool.self, capacity: count)
        self.resource = resource
        self.isEditable = isEditable
        children = Array(repeating: [], count: resource.children.count)
        arena.keep(self)
    }

    /// A writable copy that remembers this record as its `before`.
    ///
    /// Text is shared: it never changes in place.
    func editableCopy(arena: Arena) throws(OutOfMemory) -> Draft {
        let copy = try Draft(resource, arena: arena, isEditable: true)
        copy.id = id
        copy.version = version
        copy.before = self
        copy.values.update(from: values, count: resource.fields.count)
        for (link, records) in children.enumerated() {
            for record in records { copy.append(try record.editableCopy(arena: arena), to: link) }
        }
        return copy
    }

    package subscript(field: Int) -> stoa_val {
        get { values[field] }
        set { values[field] = newValue }
    }

    /// The client sent this field in the request that is being handled.
    package func wasSent(_ field: Int) -> Bool { sent[field] }

    func markSent(_ field: Int) { sent[field] = true }

    func append(_ child: Draft, to link: Int) {
        child.parent = self
        children[link].append(child)
    }

    /// What was written is what is stored now; changing it again takes an `editableCopy`.
    func markStored() {
        before = nil
        isEditable = false
        for child in children.joined() { child.markStored() }
    }

    /// Whether this record and those below it may be written to.
    func setEditable(_ isEditable: Bool) {
        self.isEditable = isEditable
        for child in children.joined() { child.setEditable(isEditable) }
    }

    /// Becomes what is stored of it by now; whoever holds it or one of those below it sees that.
    func take(_ stored: Draft) {
        version = stored.version
        values.update(from: stored.values, count: resource.fields.count)
        for link in children.indices {
            let own = Dictionary(children[link].map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let current = stored.children[link]
            children[link] = []
            for child in current {
                if let known = own[child.id] { known.take(child) }
                append(own[child.id] ?? child, to: link)
            }
        }
    }

    /// Nothing of this record is stored any longer.
    func markRemoved() {
        isDropped = true
        isEditable = false
    }

    /// The index in `children` of a CHILDREN field.
    func link(ofField field: Int) -> Int? {
        resource.children.firstIndex { $0.field == field }
    }

    /// A column differs from what is stored, or nothing is stored yet.
    var hasChangedValues: Bool {
        guard let before else { return true }
        for field in resource.storedFields where !Values.areEqual(values[field], before.values[field]) { return true }
        return false
    }

    /// The client sent something for modules that read beside the fields.
    var hasInputs: Bool { !inputs.isEmpty || children.contains { $0.contains(where: \.hasInputs) } }

    /// This record or one below it differs from what is stored: values, children or their set.
    var hasChanges: Bool {
        guard let before, !hasChangedValues else { return true }
        for (link, records) in children.enumerated() {
            guard records.count == before.children[link].count else { return true }
            for record in records where record.hasChanges { return true }
        }
        return false
    }
}

/// The arena's quota is spent: the request asks for too much in one piece.
struct OutOfMemory: Error {}

/// Making and comparing the ABI's values.
enum Values {
    static var null: stoa_val { stoa_val() }

    static func bool(_ value: Bool) -> stoa_val { make(STOA_BOOL, value ? 1 : 0) }
    static func integer(_ value: Int64) -> stoa_val { make(STOA_I64, value) }
    static func money(_ minorUnits: Int64) -> stoa_val { make(STOA_MONEY, minorUnits) }
    /// What clients see has no fractions, so what is kept has none either: a record that is sent back as it was shown
    /// has not changed, and a filter finds the record by the time that it shows.
    static func time(wholeSecond time: Timestamp) -> stoa_val { make(STOA_TIME, time.seconds * 1_000_000) }

    static func float(_ value: Double) -> stoa_val {
        var result = stoa_val()
        result.tag = UInt32(STOA_F64)
        result.f = value
        return result
    }

    /// `bytes` must outlive the value: arena memory, or constant.
    static func text(_ bytes: UnsafeRawBufferPointer, json: Bool = false) -> stoa_val {
        var result = stoa_val()
        result.tag = UInt32(json ? STOA_JSON : STOA_TEXT)
        result.s = stoa_str(p: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), n: bytes.count)
        return result
    }

    private static func make(_ tag: Int, _ integer: Int64) -> stoa_val {
        var result = stoa_val()
        result.tag = UInt32(tag)
        result.i = integer
        return result
    }

    static func areEqual(_ a: stoa_val, _ b: stoa_val) -> Bool {
        guard a.tag == b.tag else { return false }
        switch Int(a.tag) {
        case STOA_NULL: return true
        case STOA_F64: return a.f == b.f
        case STOA_TEXT, STOA_JSON: return a.bytes.elementsEqual(b.bytes)
        default: return a.i == b.i
        }
    }
}

extension stoa_val {
    var isNull: Bool { tag == UInt32(STOA_NULL) }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: s.p, count: s.n) }

    /// Null, or text with nothing in it but white space.
    var isBlank: Bool {
        if isNull { return true }
        guard tag == UInt32(STOA_TEXT) else { return false }
        return bytes.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
    }
}

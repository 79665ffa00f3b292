public import CStoaABI

// The few operations that need to know a record's type. They are inlinable, so that the module's compiler makes a
// version for each type, and everything above them works on plain memory. This runs on every write: reading and writing
// back a record of 20 fields with a child of 25 takes 5 to 6 µs, against 17 µs with generic code that is not
// specialised.

/// Where a record keeps a field, and how to move the value between there and the host.
@usableFromInline
struct Slot: Sendable {
    /// What became of a host value.
    @usableFromInline
    enum Outcome {
        /// The property has it.
        case read
        /// It is null and the property cannot be.
        case null
        /// It is of another type than the property, or a word that the enum does not know.
        case unknown
    }

    // The functions get the place itself and capture nothing, so that calling them counts no references.
    private let offset: Int
    private let readAt: @Sendable (UnsafeMutableRawPointer, stoa_val) -> Outcome
    private let differsAt: @Sendable (UnsafeRawPointer, UnsafeRawPointer) -> Bool
    private let hostValueAt: @Sendable (UnsafeRawPointer, borrowing CallMemory) throws(Failures) -> stoa_val

    /// `offset` is in bytes from the start of the record.
    @inlinable
    init<Value: FieldValue>(_ type: Value.Type, at offset: Int) {
        self.init(
            offset: offset,
            read: { place, value in
                guard let new = Value.read(value) else { return value.tag == 0 ? .null : .unknown }
                place.assumingMemoryBound(to: Value.self).pointee = new
                return .read
            },
            differs: { old, new in
                old.assumingMemoryBound(to: Value.self).pointee != new.assumingMemoryBound(to: Value.self).pointee
            },
            hostValue: { (place, memory) throws(Failures) in
                try place.assumingMemoryBound(to: Value.self).pointee.hostValue(in: memory)
            })
    }

    @usableFromInline
    init(
        offset: Int, read: @escaping @Sendable (UnsafeMutableRawPointer, stoa_val) -> Outcome,
        differs: @escaping @Sendable (UnsafeRawPointer, UnsafeRawPointer) -> Bool,
        hostValue: @escaping @Sendable (UnsafeRawPointer, borrowing CallMemory) throws(Failures) -> stoa_val
    ) {
        self.offset = offset
        readAt = read
        differsAt = differs
        hostValueAt = hostValue
    }

    /// Puts a host value into the record.
    func read(_ record: UnsafeMutableRawPointer, _ value: stoa_val) -> Outcome {
        readAt(record + offset, value)
    }

    /// True if two records differ in the field.
    func differs(_ old: UnsafeRawPointer, _ new: UnsafeRawPointer) -> Bool {
        differsAt(old + offset, new + offset)
    }

    /// The record's value for the host.
    func hostValue(_ record: UnsafeRawPointer, _ memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        try hostValueAt(record + offset, memory)
    }
}

/// Where a record keeps a list of children.
@usableFromInline
struct ChildSlot: Sendable {
    /// Works on the child at a place.
    @usableFromInline
    typealias Visit = (_ place: Int, _ child: UnsafeMutableRawPointer) throws(Failures) -> Void
    /// Works on all children.
    @usableFromInline
    typealias Borrow = (_ children: [UnsafeRawPointer]) throws(Failures) -> Void

    @usableFromInline let record: ObjectIdentifier
    /// Puts so many first values into the list, then lets each be filled.
    @usableFromInline let fill: @Sendable (UnsafeMutableRawPointer, Int, Visit) throws(Failures) -> Void
    @usableFromInline let borrow: @Sendable (UnsafeRawPointer, Borrow) throws(Failures) -> Void

    /// `offset` is in bytes from the start of the record.
    @inlinable
    init<Child: Record>(_ type: Child.Type, at offset: Int) {
        record = ObjectIdentifier(Child.self)
        fill = { (record, count, visit) throws(Failures) in
            var children = [Child](repeating: Child(), count: count)
            try children.withUnsafeMutableBufferPointer { (buffer) throws(Failures) in
                guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
                for place in 0..<count {
                    try visit(place, start + place * MemoryLayout<Child>.stride)
                }
            }
            (record + offset).assumingMemoryBound(to: [Child].self).pointee = children
        }
        borrow = { (record, body) throws(Failures) in
            let list = (record + offset).assumingMemoryBound(to: [Child].self)
            try list.pointee.withUnsafeBufferPointer { (buffer) throws(Failures) in
                guard let start = UnsafeRawPointer(buffer.baseAddress) else { return try body([]) }
                try body(buffer.indices.map { start + $0 * MemoryLayout<Child>.stride })
            }
        }
    }
}

/// What else there is to know about a record's type.
@usableFromInline
struct RecordLayout: Sendable {
    @usableFromInline let record: ObjectIdentifier
    @usableFromInline let setID: @Sendable (UnsafeMutableRawPointer, Int64) -> Void
    @usableFromInline let id: @Sendable (UnsafeRawPointer) -> Int64

    @inlinable
    init<R: Record>(_ type: R.Type) {
        record = ObjectIdentifier(R.self)
        setID = { record, id in record.assumingMemoryBound(to: R.self).pointee.id = id }
        id = { record in record.assumingMemoryBound(to: R.self).pointee.id }
    }
}

extension Record {
    /// Lends the memory of the record.
    @inlinable
    func withMemory(_ body: (UnsafeRawPointer) throws(Failures) -> Void) throws(Failures) {
        try withUnsafeBytes(of: self) { (bytes) throws(Failures) in
            guard let start = bytes.baseAddress else { return }
            try body(start)
        }
    }

    /// Lends the memory of the record for filling.
    @inlinable
    mutating func withMutableMemory(
        _ body: (UnsafeMutableRawPointer) throws(Failures) -> Node
    ) throws(Failures) -> Node {
        try withUnsafeMutableBytes(of: &self) { (bytes) throws(Failures) in
            guard let start = bytes.baseAddress else { throw Failures.broken }
            return try body(start)
        }
    }
}

/// What the host holds behind a loaded record.
@usableFromInline
struct Node {
    let handle: stoa_rec
    var id: Int64 = 0
    /// Slots whose null was replaced by the first value.
    var replacedNulls: [Int] = []
    /// Slots whose JSON has another form than the property.
    var misshapen: [Int] = []
    /// Per list of children, their nodes in the host's order.
    var lists: [[Node]] = []

    /// It, or one below it, has some.
    var hasMisshapen: Bool { !misshapen.isEmpty || lists.contains { $0.contains(where: \.hasMisshapen) } }
}

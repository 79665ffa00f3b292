extension JSONValue {
    /// The number of elements of an array or members of an object; 0 for any other value.
    public var count: Int {
        isContainer ? Int(node.count) : 0
    }

    private var isContainer: Bool { node.tag == .array || node.tag == .object }

    /// The elements of an array, in the order of the source; none for any other value.
    public var elements: Elements {
        Elements(tape: tape, index: index + 1, remaining: node.tag == .array ? count : 0)
    }

    /// The members of an object, in the order of the source; none for any other value.
    public var members: Members {
        Members(tape: tape, index: index + 1, remaining: node.tag == .object ? count : 0)
    }

    /// The value under `key`; nil if there is none, or if this is not an object.
    ///
    /// O(n) in the members.
    public func member(_ key: StaticString) -> JSONValue? {
        member(UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The value under the key of these UTF-8 bytes; nil if there is none, or if this is not an object.
    ///
    /// O(n) in the members.
    public func member(_ key: UnsafeRawBufferPointer) -> JSONValue? {
        for member in members where member.key.isEqual(to: key) {
            return member.value
        }
        return nil
    }

    /// An array's elements, valid as long as the array.
    public struct Elements: Sequence, IteratorProtocol {
        fileprivate let tape: UnsafePointer<Tape>
        fileprivate var index: Int
        fileprivate var remaining: Int

        /// The next element, if there is one.
        public mutating func next() -> JSONValue? {
            guard remaining > 0 else { return nil }
            let value = JSONValue(tape: tape, index: index)
            remaining -= 1
            index = tape.pointee.successor(of: index)
            return value
        }

        /// The number of elements left.
        public var underestimatedCount: Int { remaining }
    }

    /// An object's members, valid as long as the object.
    public struct Members: Sequence, IteratorProtocol {
        fileprivate let tape: UnsafePointer<Tape>
        fileprivate var index: Int
        fileprivate var remaining: Int

        /// The next member, if there is one; its key is unescaped UTF-8.
        public mutating func next() -> (key: UnsafeRawBufferPointer, value: JSONValue)? {
            guard remaining > 0 else { return nil }
            let key = tape.pointee.string(of: tape.pointee.nodes[index])
            let value = JSONValue(tape: tape, index: index + 1)
            remaining -= 1
            index = tape.pointee.successor(of: index + 1)
            return (key, value)
        }

        /// The number of members left.
        public var underestimatedCount: Int { remaining }
    }
}

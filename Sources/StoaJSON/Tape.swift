/// A parsed document: one node per value and key, in the order of the source.
///
/// An object's node is followed by key, value, key, value …; a container's descendants end before its `Node.link`.
/// Scalars are not converted: a node names source bytes, and who asks for a number pays for it then.
struct Tape {
    enum Tag: UInt8 {
        case null, `false`, `true`, integer, decimal, string, escapedString, array, object
    }

    struct Node {
        /// The source bytes of the value, quotes and brackets included.
        var start: UInt32
        var end: UInt32
        /// Of a container the index after its last descendant, of an escaped string its beginning in `text`.
        ///
        /// While a container is open, it is the index of the container around it.
        var link: UInt32 = 0
        /// How many elements or members a container has, or bytes an escaped string has once unescaped.
        var count: UInt32 = 0
        var tag: Tag
    }

    /// The longest input whose offsets fit a node.
    static let inputBytesMax = Int(UInt32.max)

    /// What a reused tape keeps, so that one large document does not hold its memory for good.
    private static let retainedNodesMax = 1 << 15
    private static let retainedTextBytesMax = 1 << 19

    private(set) var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var nodes = UnsafeMutablePointer<Node>.allocate(capacity: 64)
    private(set) var capacity = 64
    var count = 0

    /// The unescaped strings, back to back.
    ///
    /// Values point into it, so it is never moved during a parse.
    private(set) var text = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var textCount = 0

    func deallocate() {
        nodes.deallocate()
        text.deallocate()
    }

    /// Forgets the last document and starts on `input`.
    mutating func reset(to input: UnsafeRawBufferPointer) {
        self.input = input
        count = 0
        textCount = 0
        if capacity > Self.retainedNodesMax { resize(to: Self.retainedNodesMax) }
        guard text.count > Self.retainedTextBytesMax else { return }
        text.deallocate()
        text = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// Moves the nodes to room for `capacity`, which must hold those there are.
    mutating func resize(to capacity: Int) {
        let moved = UnsafeMutablePointer<Node>.allocate(capacity: capacity)
        moved.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        nodes = moved
        self.capacity = capacity
    }

    /// Makes room for every unescaped string of the input at once, since no string grows by unescaping.
    mutating func reserveText() {
        guard text.count < input.count else { return }
        precondition(textCount == 0, "the text buffer moved under strings that point into it")
        text.deallocate()
        text = .allocate(byteCount: input.count, alignment: 1)
    }

    /// The index of the node after the value at `index` and all its descendants.
    func successor(of index: Int) -> Int {
        switch nodes[index].tag {
        case .array, .object: Int(nodes[index].link)
        default: index + 1
        }
    }

    /// The source bytes of a node.
    func literal(of node: Node) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: input[Int(node.start)..<Int(node.end)])
    }

    /// The unescaped bytes of a node, which must be a string.
    func string(of node: Node) -> UnsafeRawBufferPointer {
        if node.tag == .escapedString {
            let start = Int(node.link)
            return UnsafeRawBufferPointer(rebasing: text[start..<start + Int(node.count)])
        }
        return UnsafeRawBufferPointer(rebasing: input[Int(node.start) + 1..<Int(node.end) - 1])
    }
}

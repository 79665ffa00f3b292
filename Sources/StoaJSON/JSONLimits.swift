/// What a document may ask of the parser before it is refused.
public struct JSONLimits: Sendable {
    /// The levels of arrays and objects inside each other; 0 allows only a bare scalar.
    public var depth: Int

    /// The values and keys of the whole document together: `{"a": [1]}` has four.
    public var nodes: Int

    /// Sets both limits; the defaults fit a request body.
    public init(depth: Int = 64, nodes: Int = 100_000) {
        self.depth = depth
        self.nodes = nodes
    }
}

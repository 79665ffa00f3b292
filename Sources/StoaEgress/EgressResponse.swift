/// What came back, whatever its status; a redirect is an answer like any other and is not followed.
public struct EgressResponse: Sendable {
    /// The status, 200...599 unless the receiver makes up its own.
    public var status: Int
    /// In the order they came.
    public var headers: [EgressHeader]
    /// The body, or its beginning.
    public var body: [UInt8]
    /// Whether there was more than `responseBytesMax`, or nobody can tell because the connection broke.
    public var isTruncated: Bool
    /// From the sending to the last byte.
    public var duration: Duration
    /// The address that answered, without port.
    public var remoteAddress: String

    /// The first value of a header.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

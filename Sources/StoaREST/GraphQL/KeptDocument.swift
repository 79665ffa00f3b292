internal import StoaJSON

/// Parsed JSON whose values are good as long as it is kept.
final class KeptDocument {
    private let memory: UnsafeMutableRawBufferPointer
    private let document = JSONDocument()

    var root: JSONValue { document.root }

    /// As large as a page of the server's own records may be.
    static let pageLimits = JSONLimits(depth: 256, nodes: .max)

    /// Takes a copy.
    init(_ bytes: [UInt8], limits: JSONLimits = pageLimits) throws(JSONError) {
        memory = .allocate(byteCount: max(1, bytes.count), alignment: 1)
        memory.copyBytes(from: bytes)
        try document.parse(
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<bytes.count]), limits: limits)
    }

    deinit { memory.deallocate() }
}

internal import StoaCore
internal import StoaJSON
internal import StoaRecords

/// The body of a write.
///
/// A small one is parsed on the event loop that received it, beside the store's one writer and not in its turn; a large
/// one would hold up the other connections of the loop.
///
/// Invariant: nothing changes once it is made, so its values may be read from any thread while it lives.
final class ReceivedBody: @unchecked Sendable {
    /// What is parsed in less than a tenth of a millisecond.
    private static let earlyBytesMax = 32 << 10

    private let bytes: [UInt8]
    private let memory: UnsafeMutableRawBufferPointer
    private let parsed: Result<JSONDocument, JSONError>?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard (1...Self.earlyBytesMax).contains(bytes.count) else {
            memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            parsed = nil
            return
        }
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        let document = JSONDocument()
        do {
            try document.parse(UnsafeRawBufferPointer(memory))
            parsed = .success(document)
        } catch {
            parsed = .failure(error)
        }
    }

    deinit { memory.deallocate() }

    var isEmpty: Bool { bytes.isEmpty }

    /// The value that it is; good as long as the body lives, and until the transaction parses another.
    func value(in transaction: Transaction) throws(Failure) -> JSONValue {
        switch parsed {
        case .success(let document): return document.root
        case .failure(let error): throw Failure(malformed: error)
        case nil: return try transaction.parse(bytes)
        }
    }
}

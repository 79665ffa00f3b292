internal import StoaCore
internal import StoaJSON

/// Reads the objects of a JSON array as the bodies of requests, one after the other, so that a long file needs no more
/// memory than its longest record: `[{…}, …]`, or `{"things": [{…}, …]}`.
struct JSONBodies {
    private let target: BulkTarget
    private let document = JSONDocument()
    private var offset = 0
    private var line = 1
    private var isWrapped = false
    private var isFirst = true

    /// Reads what is before the first object.
    init(_ target: BulkTarget, in bytes: UnsafeRawBufferPointer) throws(Failure) {
        self.target = target
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        if take("{", in: bytes) {
            isWrapped = true
            for part in ["\"\(target.plural)\"", ":"] {
                skipBlanks(in: bytes)
                guard bytes.dropFirst(offset).starts(with: part.utf8) else { throw failure(expected: shape) }
                offset += part.utf8.count
            }
        }
        guard take("[", in: bytes) else { throw failure(expected: shape) }
    }

    private var shape: String { "an array of \(target.plural), or an object whose member \"\(target.plural)\" is one" }

    /// The next record; throws what makes the file no such array.
    mutating func next(in bytes: UnsafeRawBufferPointer) throws(Failure) -> BulkRow? {
        if take("]", in: bytes) {
            if isWrapped, !take("}", in: bytes) { throw failure(expected: "the end of the object") }
            skipBlanks(in: bytes)
            guard offset == bytes.count else { throw failure(expected: "the end of the file") }
            return nil
        }
        if !isFirst, !take(",", in: bytes) { throw failure(expected: "a comma or the end of the array") }
        isFirst = false
        skipBlanks(in: bytes)
        let first = line
        let object = try self.object(in: bytes)
        do {
            try document.parse(object)
        } catch {
            throw .badRequest("The record that begins in line \(first) \(error.message).")
        }
        var record = document.root
        // As requests of some dialects have it.
        var name = target.name
        if record.count == 1, let inner = name.withUTF8({ record.member(UnsafeRawBufferPointer($0)) }),
            inner.kind == .object
        {
            record = inner
        }
        return BulkRow(line: first, body: Array(record.literal))
    }

    /// The bytes from a brace to the one that closes it.
    private mutating func object(in bytes: UnsafeRawBufferPointer) throws(Failure) -> UnsafeRawBufferPointer {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "{") else { throw failure(expected: "an object") }
        let start = offset
        var depth = 0
        var isInString = false
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\\") where isInString: offset += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<offset]) }
            default: break
            }
        }
        offset = bytes.count
        throw failure(expected: "the end of an object")
    }

    private mutating func take(_ character: Unicode.Scalar, in bytes: UnsafeRawBufferPointer) -> Bool {
        skipBlanks(in: bytes)
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks(in bytes: UnsafeRawBufferPointer) {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
            offset += 1
        }
    }

    private func failure(expected: String) -> Failure { .badRequest("Line \(line) should have \(expected).") }
}

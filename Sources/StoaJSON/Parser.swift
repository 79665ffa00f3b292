/// One pass over an input, from its first byte to the finished tape.
///
/// It does not recurse: an open container's node keeps the index of the container around it until it is closed.
struct Parser {
    private static let noContainer = UInt32.max

    let tape: UnsafeMutablePointer<Tape>
    let base: UnsafePointer<UInt8>
    let end: Int
    let limits: JSONLimits
    var position = 0

    private var open = noContainer
    private var depth = 0
    /// The tape's length at which it must grow or is refused; one comparison for both.
    private var room: Int

    /// Throws `.empty` or `.tooLong` for an input that need not be looked at.
    init(tape: UnsafeMutablePointer<Tape>, limits: JSONLimits) throws(JSONError) {
        let input = tape.pointee.input
        guard let start = input.baseAddress, input.count > 0 else { throw JSONError(.empty, at: 0) }
        guard input.count <= Tape.inputBytesMax else {
            throw JSONError(.tooLong, at: Tape.inputBytesMax, detail: "\(Tape.inputBytesMax)")
        }
        self.tape = tape
        self.limits = limits
        base = start.assumingMemoryBound(to: UInt8.self)
        end = input.count
        room = min(tape.pointee.capacity, limits.nodes)
    }

    mutating func parseDocument() throws(JSONError) {
        if end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { throw JSONError(.byteOrderMark, at: 0) }
        skipWhitespace()
        guard position < end else { throw JSONError(.empty, at: position) }
        try parseValue()
        while open != Self.noContainer {
            try parseNext()
        }
        skipWhitespace()
        guard position == end else { throw JSONError(.trailingContent, at: position) }
    }

    /// Takes one step inside the innermost open container: its end, or its next element or member.
    @inline(__always)
    private mutating func parseNext() throws(JSONError) {
        let container = tape.pointee.nodes + Int(open)
        let isObject = container.pointee.tag == .object
        skipWhitespace()
        if next == UInt8(ascii: isObject ? "}" : "]") { return try close() }
        if container.pointee.count > 0 {
            try expect(UInt8(ascii: ","))
            skipWhitespace()
        }
        container.pointee.count += 1
        if isObject { try parseKey() }
        try parseValue()
    }

    @inline(__always)
    private mutating func parseKey() throws(JSONError) {
        guard next == UInt8(ascii: "\"") else { throw unexpected() }
        try parseString()
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
    }

    /// Parses a scalar, or opens a container.
    @inline(__always)
    private mutating func parseValue() throws(JSONError) {
        switch next {
        case UInt8(ascii: "\""): try parseString()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): try parseNumber()
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.array)
        case UInt8(ascii: "t"): try parseLiteral("true", .true)
        case UInt8(ascii: "f"): try parseLiteral("false", .false)
        case UInt8(ascii: "n"): try parseLiteral("null", .null)
        default: throw unexpected()
        }
    }

    @inline(__always)
    private mutating func parseLiteral(_ name: StaticString, _ tag: Tape.Tag) throws(JSONError) {
        let start = position
        for index in 0..<name.utf8CodeUnitCount {
            try expect(name.utf8Start[index])
        }
        try push(from: start, tag)
    }

    private mutating func open(_ tag: Tape.Tag) throws(JSONError) {
        guard depth < limits.depth else { throw JSONError(.tooDeep, at: position, detail: "\(limits.depth)") }
        depth += 1
        let index = UInt32(truncatingIfNeeded: tape.pointee.count)
        try push(from: position, tag, link: open)
        open = index
        position += 1
    }

    private mutating func close() throws(JSONError) {
        let index = Int(open)
        let container = tape.pointee.nodes + index
        if container.pointee.tag == .object { try refuseDuplicateKeys(ofObjectAt: index) }
        position += 1
        depth -= 1
        open = container.pointee.link
        container.pointee.end = UInt32(truncatingIfNeeded: position)
        container.pointee.link = UInt32(truncatingIfNeeded: tape.pointee.count)
    }
}

/// What the parsers of the several values share.
extension Parser {
    /// The byte at the position, or 0 at the end.
    ///
    /// Nothing in the grammar begins or continues with a zero byte, so the end needs no case of its own.
    @inline(__always)
    var next: UInt8 { position < end ? base[position] : 0 }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard next == byte else { throw unexpected() }
        position += 1
    }

    /// The error for a byte that does not fit the grammar, or for its absence.
    func unexpected() -> JSONError {
        JSONError(position < end ? .unexpectedCharacter : .unexpectedEnd, at: position)
    }

    @inline(__always)
    mutating func skipWhitespace() {
        let whitespace: UInt64 = 1 << 0x20 | 1 << 0x0A | 1 << 0x0D | 1 << 0x09
        while position < end, base[position] <= 0x20, whitespace >> UInt64(base[position]) & 1 == 1 {
            position += 1
        }
    }

    /// Adds the node of a value that began at `start` and ends at the position.
    @inline(__always)
    mutating func push(from start: Int, _ tag: Tape.Tag, link: UInt32 = 0, count: UInt32 = 0) throws(JSONError) {
        let index = tape.pointee.count
        if index >= room { try makeRoom() }
        let node = Tape.Node(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position),
            link: link, count: count, tag: tag)
        (tape.pointee.nodes + index).initialize(to: node)
        tape.pointee.count = index + 1
    }

    @inline(never)
    private mutating func makeRoom() throws(JSONError) {
        guard tape.pointee.count < limits.nodes else {
            throw JSONError(.tooManyNodes, at: position, detail: "\(limits.nodes)")
        }
        tape.pointee.resize(to: tape.pointee.capacity * 2)
        room = min(tape.pointee.capacity, limits.nodes)
    }
}

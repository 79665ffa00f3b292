/// Reads comma-separated values (RFC 4180) record by record, as spreadsheets and other programs write them: with or
/// without a byte order mark, with any line ends, with quoted cells that hold commas, quotes and lines.
///
/// What is wrong with a record is said with it, and the next one is read: one bad line of a file is no reason to refuse
/// the others. Only a quote that never ends leaves nothing to go on with.
///
///     var reader = CSVReader()
///     while let record = reader.next(in: bytes) { … }
public struct CSVReader: Sendable {
    /// One record, blank lines left out.
    public struct Record: Sendable {
        /// The line that it begins in, from 1.
        public var line: Int
        /// Its cells; meaningless if there is a problem.
        public var cells: [CSVCell] = []
        /// What is wrong with it first.
        public var problem: Problem?
    }

    /// Why a record cannot be understood.
    public enum Problem: Sendable, Equatable {
        case quoteInCell, textAfterQuote, notUTF8, zeroByte, tooLong
        /// The file ends within a quoted cell that begins in this line: everything behind it is lost.
        case unending(line: Int)

        /// Continues "the record": "has …".
        public var message: String {
            switch self {
            case .quoteInCell: "has a quote within a cell that does not begin with one: write it as \"a \"\"b\"\" c\""
            case .textAfterQuote: "has text behind the closing quote of a cell"
            case .notUTF8: "is not valid UTF-8"
            case .zeroByte: "has a zero byte"
            case .tooLong: "is longer than \(CSVReader.recordBytesMax >> 20) MiB"
            case .unending(let line): "has a quoted cell that begins in line \(line) and never ends"
            }
        }
    }

    /// A longer record is a problem; its bytes are passed over.
    public static let recordBytesMax = 16 << 20

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Where the next record begins, and in which line.
    public private(set) var offset = 0
    private var line = 1

    /// Begins at the first byte.
    public init() {}

    /// The next record of `bytes`, which are the same in every call; nil at their end.
    public mutating func next(in bytes: UnsafeRawBufferPointer) -> Record? {
        if offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while offset < bytes.count {
            guard Self.isLineEnd(bytes[offset]) else { return record(in: bytes) }
            takeLineEnd(in: bytes)
        }
        return nil
    }

    private mutating func record(in bytes: UnsafeRawBufferPointer) -> Record {
        var record = Record(line: line)
        let start = offset
        while true {
            cell(in: bytes, of: &record)
            if offset - start > Self.recordBytesMax {
                record.cells = []
                record.problem = record.problem ?? .tooLong
            }
            guard offset < bytes.count, bytes[offset] == Self.comma else { break }
            offset += 1
        }
        if offset < bytes.count { takeLineEnd(in: bytes) }
        return record
    }

    /// Reads up to what ends the cell: a comma, a line end or the end.
    private mutating func cell(in bytes: UnsafeRawBufferPointer, of record: inout Record) {
        let isQuoted = offset < bytes.count && bytes[offset] == Self.quote
        var content = isQuoted ? quoted(in: bytes, &record) : []
        let start = offset
        while offset < bytes.count, bytes[offset] != Self.comma, !Self.isLineEnd(bytes[offset]) { offset += 1 }
        let plain = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        if isQuoted {
            if !plain.isEmpty { record.problem = record.problem ?? .textAfterQuote }
        } else {
            if plain.contains(Self.quote) { record.problem = record.problem ?? .quoteInCell }
            content = Array(plain)
        }
        record.problem = record.problem ?? Self.problem(of: content)
        record.cells.append(CSVCell(bytes: content, isQuoted: isQuoted))
    }

    /// Reads from the opening quote to behind the closing one.
    private mutating func quoted(in bytes: UnsafeRawBufferPointer, _ record: inout Record) -> [UInt8] {
        var content: [UInt8] = []
        let opening = line
        offset += 1
        var start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == Self.quote else {
                if Self.isLineEnd(byte) { takeLineEnd(in: bytes) } else { offset += 1 }
                continue
            }
            content.append(contentsOf: bytes[start..<offset])
            offset += 1
            guard offset < bytes.count, bytes[offset] == Self.quote else { return content }
            // The second of a pair is the first byte of what follows.
            start = offset
            offset += 1
        }
        record.problem = .unending(line: opening)
        return []
    }

    /// LF, CR LF, or CR alone.
    private mutating func takeLineEnd(in bytes: UnsafeRawBufferPointer) {
        let isPair =
            bytes[offset] == Self.carriageReturn && offset + 1 < bytes.count && bytes[offset + 1] == Self.lineFeed
        offset += isPair ? 2 : 1
        line += 1
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private static func problem(of content: [UInt8]) -> Problem? {
        if content.contains(0) { return .zeroByte }
        return String(validating: content, as: UTF8.self) == nil ? .notUTF8 : nil
    }
}

/// One cell of a record.
public struct CSVCell: Sendable, Equatable {
    /// Its text, without quotes.
    public var bytes: [UInt8]
    /// It stood in quotes, which tells an empty text from nothing.
    public var isQuoted: Bool

    /// A cell from its parts.
    public init(bytes: [UInt8], isQuoted: Bool) {
        self.bytes = bytes
        self.isQuoted = isQuoted
    }

    /// There is no value in it, not even an empty text.
    public var isNothing: Bool { bytes.isEmpty && !isQuoted }
}

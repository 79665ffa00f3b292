/// Writes comma-separated values (RFC 4180): lines end in CR LF, and cells are quoted where they have to be.
///
/// What `CSVReader` reads of it are the same cells. A record has at least two: one that is nothing would be a blank line.
public struct CSVWriter: Sendable {
    /// What has been written since it was taken last.
    public private(set) var bytes: [UInt8] = []
    private var isInRecord = false

    /// Begins an empty text.
    public init() {}

    /// Writes a cell with a text, which may be empty.
    public mutating func cell(_ text: UnsafeRawBufferPointer) {
        separate()
        guard Self.needsQuotes(text) else { return bytes.append(contentsOf: text) }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a cell with a text, which may be empty.
    public mutating func cell(_ text: String) {
        var text = text
        text.withUTF8 { cell(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a cell without a value.
    public mutating func nothing() { separate() }

    /// Ends the record.
    public mutating func endRecord() {
        bytes.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
        isInRecord = false
    }

    /// What has been written, which is forgotten here.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func separate() {
        if isInRecord { bytes.append(UInt8(ascii: ",")) }
        isInRecord = true
    }

    /// An empty text is not nothing; blanks at the ends are lost by some readers; what begins like a byte order mark
    /// would be taken for one at the start of a file.
    private static func needsQuotes(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let first = text.first, let last = text.last else { return true }
        if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") || first == 0xEF { return true }
        return text.contains { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r")
                || byte == UInt8(ascii: "\n")
        }
    }
}

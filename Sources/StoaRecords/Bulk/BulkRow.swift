package import StoaCore

/// One record of an imported file: the body that would write it, or why there is none.
package struct BulkRow: Sendable, Equatable {
    /// The line that it begins in, from 1.
    package var line: Int
    package var body: [UInt8]
    package var issue: Failure.Issue?

    package init(line: Int, body: [UInt8] = [], issue: Failure.Issue? = nil) {
        self.line = line
        self.body = body
        self.issue = issue
    }
}

/// Rows as they are stored until their turn comes, many in a piece: a row of a table for each would cost more than the
/// record that it becomes.
///
/// Of each row: line and length in four bytes each, whether it is an issue, and the body or the issue's parts.
package enum BulkChunk {
    /// A chunk is closed when it has become longer.
    static let bytesMax = 256 << 10

    package static func append(_ row: BulkRow, to chunk: inout [UInt8]) {
        let content = row.issue.map { Array($0.field.utf8) + [0] + Array($0.message.utf8) } ?? row.body
        append(UInt32(clamping: row.line), to: &chunk)
        append(UInt32(clamping: content.count), to: &chunk)
        chunk.append(row.issue == nil ? 0 : 1)
        chunk.append(contentsOf: content)
    }

    /// The rows from the `start`th on; what is no chunk has none.
    package static func rows(in chunk: [UInt8], from start: Int) -> [BulkRow] {
        var rows: [BulkRow] = []
        var offset = 0
        var number = 0
        while chunk.count - offset >= 9 {
            let line = Int(word(at: offset, in: chunk))
            let count = Int(word(at: offset + 4, in: chunk))
            let isIssue = chunk[offset + 8] == 1
            offset += 9
            guard chunk.count - offset >= count else { break }
            if number >= start { rows.append(row(line, chunk[offset..<(offset + count)], isIssue)) }
            offset += count
            number += 1
        }
        return rows
    }

    private static func row(_ line: Int, _ content: ArraySlice<UInt8>, _ isIssue: Bool) -> BulkRow {
        guard isIssue else { return BulkRow(line: line, body: Array(content)) }
        let field = content.prefix { $0 != 0 }
        let issue = Failure.Issue(
            field: String(decoding: field, as: UTF8.self),
            message: String(decoding: content[field.endIndex...].dropFirst(), as: UTF8.self))
        return BulkRow(line: line, issue: issue)
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private static func word(at offset: Int, in bytes: [UInt8]) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

package import StoaCore

/// The records of an uploaded file, one after the other.
package struct BulkFile {
    private enum Reader {
        case csv(SpreadsheetBodies), json(JSONBodies)
    }

    private var reader: Reader
    private var isAtEnd = false

    /// Reads how the file begins; throws what makes it unreadable as a whole.
    package init(
        _ format: BulkOperation.Format, of columns: BulkColumns, in bytes: UnsafeRawBufferPointer
    ) throws(Failure) {
        switch format {
        case .csv: reader = .csv(try SpreadsheetBodies(columns, in: bytes))
        case .json: reader = .json(try JSONBodies(columns.target, in: bytes))
        }
    }

    /// The next record, of the same bytes; nil at their end.
    package mutating func next(in bytes: UnsafeRawBufferPointer) throws(Failure) -> BulkRow? {
        guard !isAtEnd else { return nil }
        let row: BulkRow?
        switch reader {
        case .csv(var bodies):
            row = try bodies.next(in: bytes)
            reader = .csv(bodies)
        case .json(var bodies):
            row = try bodies.next(in: bytes)
            reader = .json(bodies)
        }
        isAtEnd = row == nil
        return row
    }
}

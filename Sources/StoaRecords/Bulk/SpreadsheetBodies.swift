internal import StoaCore
internal import StoaJSON

/// Reads the rows of a spreadsheet as the bodies of requests.
struct SpreadsheetBodies {
    private let columns: BulkColumns
    private let places: [BulkColumns.Place]
    private let names: [String]
    private var reader = CSVReader()
    /// Read already, and not part of the record before it.
    private var ahead: CSVReader.Record?
    private let document = JSONDocument()

    /// Reads the header; throws what is wrong with it.
    init(_ columns: BulkColumns, in bytes: UnsafeRawBufferPointer) throws(Failure) {
        self.columns = columns
        guard let header = reader.next(in: bytes) else { throw .badRequest("The file is empty: it needs a header.") }
        if let problem = header.problem { throw Self.failure(problem, line: header.line) }
        names = header.cells.map { String(decoding: $0.bytes, as: UTF8.self) }
        places = try columns.places(of: names)
    }

    private static func failure(_ problem: CSVReader.Problem, line: Int) -> Failure {
        .badRequest("Line \(line) \(problem.message).")
    }

    /// The next record; throws what makes the rest of the file unreadable.
    mutating func next(in bytes: UnsafeRawBufferPointer) throws(Failure) -> BulkRow? {
        if ahead == nil { ahead = try read(in: bytes) }
        guard let first = ahead.take() else { return nil }
        var rows = [first]
        while let row = try read(in: bytes) {
            guard goesOn(row) else {
                ahead = row
                break
            }
            rows.append(row)
        }
        if let problem = problem(of: first) { return issue("", problem, at: first.line) }
        if goesOn(first) { return issue("", "has no cells of a record's own, and there is none above", at: first.line) }
        // It may be one of the children's, and a list without it would delete that child.
        if let ahead, hasChildren, let problem = problem(of: ahead) {
            return issue("", "may go on in line \(ahead.line), which \(problem)", at: first.line)
        }
        return body(of: rows)
    }

    private mutating func read(in bytes: UnsafeRawBufferPointer) throws(Failure) -> CSVReader.Record? {
        while let record = reader.next(in: bytes) {
            if let problem = record.problem, case .unending = problem {
                throw Self.failure(problem, line: record.line)
            }
            // Spreadsheets leave rows of empty cells where something was deleted.
            guard record.problem == nil, record.cells.allSatisfy(\.bytes.isEmpty) else { return record }
        }
        return nil
    }

    private var hasChildren: Bool { places.contains { $0.isOfChild } }

    /// Why a row cannot be taken at all.
    private func problem(of row: CSVReader.Record) -> String? {
        if let problem = row.problem { return problem.message }
        guard row.cells.count != places.count else { return nil }
        return "has \(row.cells.count) cells, where the header has \(places.count)"
    }

    /// The row holds children only: they are those of the record above.
    private func goesOn(_ row: CSVReader.Record) -> Bool {
        problem(of: row) == nil && zip(places, row.cells).allSatisfy { $0.isOfChild || $1.bytes.isEmpty }
    }

    private func issue(_ field: String, _ message: String, at line: Int) -> BulkRow {
        BulkRow(line: line, issue: Failure.Issue(field: field, message: message))
    }

    // MARK: The body

    private func body(of rows: [CSVReader.Record]) -> BulkRow {
        var body = ObjectWriter()
        do {
            for (index, place) in places.enumerated() where !place.isOfChild {
                try write(rows[0].cells[index], of: index, to: &body)
            }
            for list in columns.children.keys.sorted() { try writeList(list, rows, to: &body) }
        } catch {
            return issue(error.field, error.message, at: rows[0].line)
        }
        return BulkRow(line: rows[0].line, body: body.closed())
    }

    /// A list is sent if the record has any of it: empty cells everywhere leave it as it is.
    private func writeList(
        _ list: Int, _ rows: [CSVReader.Record], to body: inout ObjectWriter
    ) throws(CellProblem) {
        let own = places.indices.filter { index in
            switch places[index] {
            case .childID(list), .child(list, _): true
            default: false
            }
        }
        let filled = rows.filter { row in own.contains { !row.cells[$0].bytes.isEmpty } }
        guard !filled.isEmpty else { return }
        var elements: [UInt8] = []
        for row in filled {
            if !elements.isEmpty { elements.append(UInt8(ascii: ",")) }
            var child = ObjectWriter()
            for index in own { try write(row.cells[index], of: index, to: &child) }
            elements += child.closed()
        }
        body.key(columns.target.resource.fields[list].name)
        body.bytes += [UInt8(ascii: "[")] + elements + [UInt8(ascii: "]")]
    }

    /// Something is wrong with a cell.
    private struct CellProblem: Error {
        let field: String
        let message: String
    }

    private func write(_ cell: CSVCell, of index: Int, to body: inout ObjectWriter) throws(CellProblem) {
        let place = places[index]
        let text = FormulaGuard.text(of: cell.bytes)
        switch place {
        case .ignored: return
        case .id, .externalID, .childID:
            guard !text.isEmpty else { return }
            body.key(place.isOfChild ? "id" : names[index])
            body.string(text)
        case .field, .child:
            guard let field = columns.field(place), field.isWritable else { return }
            body.key(field.name)
            guard write(text, isText: cell.isQuoted, field, to: &body) else {
                throw CellProblem(field: names[index], message: "is not valid JSON")
            }
        }
    }

    /// An empty cell is null; one with quotes around nothing is an empty text, where the field can have one.
    ///
    /// False if the text cannot be a value of the field.
    private func write(
        _ text: ArraySlice<UInt8>, isText: Bool, _ field: Field, to body: inout ObjectWriter
    ) -> Bool {
        switch field.type {
        case .text, .handle, .labels:
            guard isText || !text.isEmpty else { return body.null() }
            body.string(text)
        case .json, .children:
            guard !text.isEmpty else { return body.null() }
            guard text.withUnsafeBytes({ (try? document.parse($0)) != nil }) else { return false }
            body.bytes += text
        case .bool:
            guard !text.isEmpty else { return body.null() }
            // Spreadsheets write TRUE and FALSE.
            body.string(ArraySlice(text.map { $0 | 0x20 }))
        default:
            guard !text.isEmpty else { return body.null() }
            body.string(text)
        }
        return true
    }
}

/// Writes one JSON object, member by member.
private struct ObjectWriter {
    var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func key(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.appendJSONString(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func string(_ text: ArraySlice<UInt8>) { text.withUnsafeBytes { bytes.appendJSONString($0) } }

    mutating func null() -> Bool {
        bytes.appendASCII("null")
        return true
    }

    func closed() -> [UInt8] { bytes + [UInt8(ascii: "}")] }
}

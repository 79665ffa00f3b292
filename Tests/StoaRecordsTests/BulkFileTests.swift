import StoaCore
import StoaJSON
import StoaRecords
import Testing

/// Files and what they mean, without a store.
@Suite struct BulkFileTests {
    private static func columns(of name: String) throws -> BulkColumns {
        let registry = try sampleRegistry(others: [KernelResources.module])
        let target = try #require(BulkTarget.all(in: registry).first { $0.name == name })
        return BulkColumns(target, in: registry)
    }

    private static func rows(_ text: String, _ format: BulkOperation.Format, of name: String = "box") throws
        -> [BulkRow]
    {
        let columns = try columns(of: name)
        return try Array(text.utf8).withUnsafeBytes { bytes in
            var file = try BulkFile(format, of: columns, in: bytes)
            var rows: [BulkRow] = []
            while let row = try file.next(in: bytes) { rows.append(row) }
            return rows
        }
    }

    private static func bodies(_ text: String, _ format: BulkOperation.Format, of name: String = "box") throws
        -> [String]
    {
        try rows(text, format, of: name).map { row in
            row.issue.map { "\(row.line) \($0.field): \($0.message)" } ?? String(decoding: row.body, as: UTF8.self)
        }
    }

    @Test func `cells become members, and rows below without cells of their own become children`() throws {
        let text = """
            external_id,label,capacity,items.title,items.price,items.marks
            a,First,5,One,1.50,"[{""text"":""x""}]"
            ,,,Two,,
            b,"",,,,
            """
        #expect(
            try Self.bodies(text, .csv) == [
                #"{"external_id":"a","label":"First","capacity":"5","items":[{"title":"One","price":"1.50","marks":[{"text":"x"}]},{"title":"Two","price":null,"marks":null}]}"#,
                #"{"external_id":"b","label":"","capacity":null}"#,
            ])
    }

    @Test func `values are taken as spreadsheets write them`() throws {
        let text =
            "name,is_preferred,contract,serial,labels\n'=1,TRUE,\"{\"\"a\"\":1}\",ignored,\"a,b\"\n'quoted,false,,,\n"
        #expect(
            try Self.bodies(text, .csv, of: "supplier") == [
                #"{"name":"=1","is_preferred":"true","contract":{"a":1},"labels":"a,b"}"#,
                #"{"name":"'quoted","is_preferred":"false","contract":null,"labels":null}"#,
            ])
        #expect(try Self.bodies("name,contract\nx,{a\n", .csv, of: "supplier") == ["2 contract: is not valid JSON"])
    }

    @Test func `rows that cannot be read are told of with their lines`() throws {
        let text = "label,items.title\n,Orphan\nA,x\nB\nC,\"y\"z\nD,z\n,\n"
        let bodies = try Self.bodies(text, .csv)
        #expect(bodies[0] == "2 : has no cells of a record's own, and there is none above")
        #expect(bodies[1].hasPrefix("3 : may go on in line 4, which has 1 cells"))
        #expect(bodies[2].hasPrefix("4 : has 1 cells"))
        #expect(bodies[3].hasPrefix("5 : has text behind"))
        #expect(bodies[4] == #"{"label":"D","items":[{"title":"z"}]}"#)
    }

    @Test(arguments: [
        ("lable,items.title", "lable is no column of boxes; the nearest is label"),
        ("label,label", "label is a column twice"),
        ("label;capacity", "label;capacity is no column of boxes: columns are separated by commas"),
        ("items", "items is no column of boxes"),
    ])
    func `a header with other columns is refused`(header: String, message: String) {
        do {
            _ = try Self.rows(header + "\nx\n", .csv)
            Issue.record("was taken")
        } catch {
            let issue = (error as? Failure)?.issues.first
            #expect(issue.map { "\($0.field) \($0.message)".hasPrefix(message) } == true, "\(error)")
        }
    }

    @Test(arguments: [
        #"[{"label":"a"},  {"label":"b"}]"#, #" { "boxes" : [ {"label":"a"} , {"box":{"label":"b"}} ] } "#,
        "\u{FEFF}[{\"label\":\"a\"},\n{\"label\":\"b\"}\n]\n",
    ])
    func `arrays are read record by record`(text: String) throws {
        #expect(try Self.bodies(text, .json) == [#"{"label":"a"}"#, #"{"label":"b"}"#])
    }

    @Test func `records of arrays know their lines, whatever texts hold`() throws {
        let text = "[\n{\"label\":\"}\\\"]{\"}\n,\n\n{\"label\":\n\"b\"},{}]"
        #expect(try Self.rows(text, .json).map(\.line) == [2, 5, 6])
    }

    @Test(arguments: [
        "", "{}", "[", "[}", "[{}", "[{} {}]", "[{},]", "[1]", "[{}] 1", #"{"box":[]}"#, #"{"boxes":[]"#,
        #"[{"label":"a]"#, #"[{"label":}]"#, "[{\"a\":\"\\",
    ])
    func `what is no such array is refused`(text: String) {
        #expect(throws: Failure.self) { try Self.rows(text, .json) }
    }

    @Test func `rows come out of chunks as they went in`() {
        let rows = [
            BulkRow(line: 1, body: Array("{}".utf8)), BulkRow(line: 70_000, body: []),
            BulkRow(line: 3, issue: .init(field: "a", message: "is b")),
            BulkRow(line: 4, issue: .init(field: "", message: "x")),
        ]
        var chunk: [UInt8] = []
        for row in rows { BulkChunk.append(row, to: &chunk) }
        for start in 0...rows.count { #expect(BulkChunk.rows(in: chunk, from: start) == Array(rows[start...])) }
        #expect(BulkChunk.rows(in: Array(chunk.dropLast()), from: 0) == Array(rows.dropLast()))
        #expect(BulkChunk.rows(in: [1, 2, 3], from: 0).isEmpty)
    }

    @Test func `what is exported is what would write it`() throws {
        let columns = try Self.columns(of: "box")
        let record =
            #"{"id":7,"label":"'=a\nb","capacity":-3,"items":[{"id":8,"title":"","price":"-1.00","marks":[]},{"id":9,"title":null,"price":"2.00","marks":[{"id":1}]}]}"#
        var csv = CSVWriter()
        columns.appendHeader(to: &csv)
        let document = JSONDocument()
        let bytes = Array(record.utf8)
        try bytes.withUnsafeBytes {
            try document.parse($0)
            columns.append(document.root, externalID: "@x", to: &csv)
        }
        let text = String(decoding: csv.take(), as: UTF8.self)
        #expect(text.hasPrefix("id,external_id,label,capacity,created_at,updated_at,items.id,items.title,"))
        #expect(text.contains("\r\n7,'@x,\"''=a\nb\",-3,,,8,\"\","))
        let body = try Self.bodies(text, .csv)
        #expect(body.count == 1)
        #expect(
            body[0].hasPrefix(
                #"{"id":"7","external_id":"@x","label":"'=a\nb","capacity":"-3","items":[{"id":"8","title":"""#))
        #expect(body[0].contains(#"{"id":"9","title":null"#))
    }
}

import StoaCore
import Testing

@Suite struct CSVTests {
    private static func records(_ bytes: [UInt8]) -> [CSVReader.Record] {
        bytes.withUnsafeBytes { bytes in
            var reader = CSVReader()
            var records: [CSVReader.Record] = []
            while let record = reader.next(in: bytes) { records.append(record) }
            return records
        }
    }

    private static func texts(_ text: String) -> [[String]] {
        records(Array(text.utf8)).map { $0.cells.map { String(decoding: $0.bytes, as: UTF8.self) } }
    }

    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\n3,4\r\n5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
        ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\n\n\r\n1,2\n\n", [["a", "b"], ["1", "2"]]),
        ("\"a,\"\"b\"\"\",\"c\r\nd\"\n", [["a,\"b\"", "c\r\nd"]]),
        ("\"\",\"\"\"\"", [["", "\""]]),
        (",,\n", [["", "", ""]]),
        ("a,", [["a", ""]]),
        ("\"\u{FEFF}a\",b", [["\u{FEFF}a", "b"]]),
        ("", []), ("\u{FEFF}", []),
    ])
    func `files of all kinds are read`(text: String, expected: [[String]]) {
        #expect(Self.texts(text).elementsEqual(expected) { $0.elementsEqual($1) { Array($0.utf8) == Array($1.utf8) } })
    }

    @Test func `quotes tell an empty text from nothing`() {
        let cells = Self.records(Array("\"\",,x".utf8))[0].cells
        #expect(cells.map(\.isNothing) == [false, true, false])
    }

    @Test func `records know their lines, whatever ends them and whatever cells hold`() {
        let text = "a,b\r\n\"1\n\r\n\r2\",x\r\r3,4\n"
        #expect(Self.records(Array(text.utf8)).map(\.line) == [1, 2, 7])
    }

    @Test(arguments: [
        (#"a"b,c"#, CSVReader.Problem.quoteInCell), (#" "a",c"#, .quoteInCell), (#""a"b,c"#, .textAfterQuote),
        ("a\0,b", .zeroByte), ("\"a\0\",b", .zeroByte),
    ])
    func `a bad record is told of and the next one is read`(record: String, problem: CSVReader.Problem) {
        let records = Self.records(Array("x,y\n\(record)\n1,2\n".utf8))
        #expect(records.map(\.problem) == [nil, problem, nil])
        #expect(records.map(\.line) == [1, 2, 3])
    }

    @Test func `a quote that never ends is told of with its line`() {
        let records = Self.records(Array("x,y\n1,2\n3,\"4\n5,6\n".utf8))
        #expect(records.map(\.problem) == [nil, nil, .unending(line: 3)])
    }

    @Test func `what is no UTF-8 is a problem of its record`() {
        let records = Self.records([0x61, 0x2C, 0xFF, 0x0A] + Array("1,2".utf8))
        #expect(records.map(\.problem) == [.notUTF8, nil])
    }

    @Test func `a cell of ten megabytes is read, a longer record is passed over`() {
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: 10 << 20)
        let records = Self.records(Array("x,".utf8) + large + Array("\nx,".utf8) + large + large + Array("\n1,2".utf8))
        #expect(records.map(\.problem) == [nil, .tooLong, nil])
        #expect(records[0].cells[1].bytes.count == 10 << 20)
    }

    private static let nasty: [String] = [
        "", "a", ",", "\"", "\"\"", "\n", "\r", "\r\n", " ", "  a ", "\t", "'", "''", "=1+1", "'=1", "''@x", "-1",
        "+49", "@a", "\u{FEFF}", "😀", "é", "e\u{301}", "\u{202E}x", "a\nb\r\nc", "\"quoted\"", "x\u{1}y", "\u{85}",
        "null",
    ]

    private static func anyText(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in nasty.randomElement(using: &random) ?? "" }.joined()
    }

    @Test func `what is written is what is read`() {
        var random = SeededGenerator(state: 33)
        for _ in 0..<300 {
            let width = Int.random(in: 2...5, using: &random)
            // Nothing, or a text.
            var expected: [[[UInt8]?]] = []
            var writer = CSVWriter()
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                var cells: [[UInt8]?] = []
                for _ in 0..<width {
                    let text = Bool.random(using: &random) ? nil : Self.anyText(&random)
                    if let text { writer.cell(text) } else { writer.nothing() }
                    cells.append(text.map { Array($0.utf8) })
                }
                writer.endRecord()
                expected.append(cells)
            }
            let read = Self.records(writer.take())
            #expect(read.allSatisfy { $0.problem == nil })
            #expect(read.map { $0.cells.map { $0.isNothing ? nil : $0.bytes } } == expected)
        }
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-1", "'-1"), ("@a", "'@a"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("\nx", "'\nx"), ("'=1", "''=1"), ("''@", "'''@"), ("'tis", "'tis"), ("'", "'"), ("a=1", "a=1"), ("", ""),
        (" =1", " =1"),
    ])
    func `what begins like a formula gets an apostrophe`(text: String, cell: String) {
        #expect(Self.guarded(text) == cell)
        #expect(Self.plain(cell) == text)
    }

    @Test func `taking the apostrophe away is exact for all texts`() {
        var random = SeededGenerator(state: 4180)
        for _ in 0..<5_000 {
            let text = Self.anyText(&random)
            let cell = Self.guarded(text)
            #expect(Array(Self.plain(cell).utf8) == Array(text.utf8))
            #expect(cell.utf8.first.map { !Array("=+-@\t\r\n".utf8).contains($0) } ?? true)
        }
    }

    private static func guarded(_ text: String) -> String {
        var out: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { FormulaGuard.append($0, to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    private static func plain(_ cell: String) -> String {
        String(decoding: FormulaGuard.text(of: Array(cell.utf8)), as: UTF8.self)
    }
}

import StoaJSON
import Testing

@Suite struct BytesTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes = Array("<".utf8)
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `text and bytes are appended as they are`() {
        #expect(written { $0.appendASCII("\"a\":") } == "<\"a\":")
        #expect(written { $0.append(text: "é\"") } == "<é\"")
        #expect(written { bytes in [1, 2].withUnsafeBytes { bytes.append($0) } }.utf8.count == 17)
        #expect(written { $0.append(UnsafeRawBufferPointer(start: nil, count: 0)) } == "<")
    }

    @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -100, 1_234_567_890, .max, .min] as [Int64])
    func `an integer is written in decimal`(value: Int64) {
        #expect(written { $0.append(decimal: value) } == "<\(value)")
    }

    @Test(
        arguments: [
            (1, "1.0"), (-0.0, "-0.0"), (19.99, "19.99"), (0.1, "0.1"), (1e21, "1e+21"),
            (.leastNonzeroMagnitude, "5e-324"), (1e16, "1e+16"), (1e15, "1000000000000000.0"),
            (.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func `a double is written as short as it reads back`(value: Double, text: String) {
        #expect(written { $0.append(double: value) } == "<\(text)")
    }

    @Test(arguments: [
        ("", "\"\""), ("a", "\"a\""), ("\"", #""\"""#), ("\\", #""\\""#), ("a/b", #""a/b""#), ("é😀", "\"é😀\""),
        ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{B}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u000b\\u001f\u{7F}\""),
        ("1234567\"1234567890\n", #""1234567\"1234567890\n""#), ("\"\"\"", #""\"\"\"""#),
    ])
    func `a string is escaped where it must be`(text: String, json: String) {
        #expect(written { $0.appendJSONString(text) } == "<\(json)")
    }

    @Test func `a string reads back as it was, wherever its escapes and wide characters stand`() throws {
        let alphabet: [Character] = ["a", "b", "\"", "\\", "\n", "\u{1}", "é", "€", "😀", "\u{7F}"]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50_000 {
            let text = String(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    Int.random(in: 0..<4, using: &random) == 0 ? alphabet.randomElement(using: &random) ?? "a" : "x"
                })
            var bytes: [UInt8] = []
            bytes.appendJSONString(text)
            guard try parsing(bytes, { $0.text() }) == text else {
                Issue.record("\(text.debugDescription) does not read back")
                return
            }
        }
    }

    /// Copying the array at every append would move 2.5 TB.
    @Test func `many small appends cost no more than their length`() {
        var bytes: [UInt8] = []
        let isQuick = takesLessThanAMinute {
            for _ in 0..<1_000_000 {
                bytes.appendJSONString("abc")
            }
        }
        #expect(isQuick && bytes.count == 5_000_000)
    }
}

import StoaJSON
import Testing

@Suite struct GrammarTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1", "\"\"", "[]", "{}", " 1 ", "\t\r\n1\n\r\t", "[ ]", "{ }",
        "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[]]", "[{}]", "[null,1,\"1\",{}]", "[null, null]", "[\n1\n,\n2]",
        "{\"a\":1}", "{ \"a\" : 1 }", "{\"a\":1,\"b\":2}", "{\"a\":{}}", "{\"\":0}", "{\"a\":null}", "{\"a\":[]}",
        "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "{\"A\":1,\"a\":2}", "{\"__proto__\":1}", "[\"a\",\"a\"]",
    ])
    func `a document of the grammar is accepted`(source: String) {
        #expect(refusal(of: source) == nil)
    }

    @Test(arguments: [
        "0.0", "0.5", "-0.5", "1.0", "123.456", "1e0", "1E1", "1e+1", "1e-1", "1.5e3", "0e1", "0e+1", "0E-1", "-0.0",
        "20e1", "123e65", "123123123123123", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "100000000000000000000000000000", "1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "1e-400",
        "0e400", "0.0e999999999999999999999", "1e-999999999999999999999", "0.00000000000000000001e320",
        "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
    ])
    func `a number of the grammar is accepted`(source: String) {
        #expect(refusal(of: source) == nil)
        #expect(refusal(of: "[\(source),\(source) ]") == nil)
    }

    @Test(arguments: [
        #""a""#, #"" ""#, #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0020""#, #""\u0001""#, #""\uFFFF""#,
        #""\uabcd\uABCD""#, #""\uD834\uDD1E""#, #""\ud83d\ude00""#, #""\uDBFF\uDFFF""#, #""\uD7FF\uE000""#,
        #""\\u0000""#, "\"\u{7F}\"", "\"é\"", "\"\u{2028}\u{2029}\"", "\"€𝄞\"", "\"\u{FFFF}\"", "\"\u{10FFFF}\"",
        "\"\u{E000}\u{D7FF}\"", "\"a\u{FEFF}b\"", "\"12345678\"", "\"1234567\\n\"", "\"1234567é\"", "\"/*\"",
    ])
    func `a string of the grammar is accepted`(source: String) {
        #expect(refusal(of: source) == nil)
        #expect(refusal(of: "{\(source):[\(source)]}") == nil)
    }

    @Test(arguments: [
        "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[}", "{]", "[1}", "{\"a\":1]", "{,}", "{\"a\"}",
        "{\"a\",1}", "{\"a\"::1}", "{\"a\":}", "{\"a\":,}", "{\"a\":1,}", "{\"a\":1,,\"b\":2}", "{:1}", "{a:1}",
        "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{{}}", "[\"a\":1]", "]", "}",
        ",", ":", "'a'", "a", "nul1", "nulL", "Null", "NULL", "TRUE", "True", "tru e", "fals0", "falsey ", "[nulll]",
        "[truefalse]", "[\u{0C}]", "[\u{A0}1]", "[\u{0B}1]", "/**/1", "[1//\n]", "#1", "[\u{2060}]", "*", "\\n",
        "[1]\u{0}x", "undefined", "[<a>]", "{\"a\":1/*x*/}", "[\"a\"b]", "[\"a\" \"b\"]", "\u{0}", "[\u{0}]",
    ])
    func `a document beside the grammar is refused`(source: String) {
        let kind = refusal(of: source)?.kind
        #expect(kind == .unexpectedCharacter || kind == .trailingContent)
    }

    @Test(arguments: [
        "+1", "01", "-01", "00", "-00", "1.e1", "-.5", ".5", "-a", "- 1", "--1", "1..2", "1.2.3", "1e1.5",
        "1ee1", "1e+-1", "1e 1", "0x10", "0b1", "1_000", "1,000.0e", "0e+ ", "1.-1", "1e+a", "１", "٣", "1a", "1+2",
        "NaN", "nan", "Infinity", "-Infinity", "-inf", "-NaN", "2.e3", "2.e+3", "0.e1", "1.0e+x", "1eE2", "1 000",
        "0.1.", "-1x", "0.3e\u{0}", "1\u{0}",
    ])
    func `a number beside the grammar is refused`(source: String) {
        let kind = refusal(of: "[\(source)]")?.kind
        #expect(kind == .unexpectedCharacter)
    }

    @Test(arguments: [
        "1 2", "1,", "{}{}", "[]]", "{}}", "[] x", "\"a\"b", "nullx", "1 \u{0}", "[1]//", "\"\"\"\"", "1\u{FEFF}",
    ])
    func `content after the value is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .trailingContent)
    }

    @Test(arguments: [
        "[", "{", "[1", "[1,", "[[", "[{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "\"", "\"a", "\"\\", "\"\\u",
        "\"\\u12", "\"\\ud83d\\", "\"\\\"", "t", "tru", "f", "n", "-", "1.", "1e", "1e+", "[\"", "  [ ", "\"12345678",
    ])
    func `a document that ends too early is refused at its end`(source: String) {
        let error = refusal(of: source)
        #expect(error?.kind == .unexpectedEnd)
        #expect(error?.offset == source.utf8.count)
    }

    @Test(arguments: ["", " ", "\n\t \r"])
    func `no value at all is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .empty)
    }

    @Test(arguments: ["\u{FEFF}", "\u{FEFF}{}", "\u{FEFF}null"])
    func `a byte order mark is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .byteOrderMark)
    }

    @Test(arguments: 0..<UInt8(0x20))
    func `a control character in a string is refused unless it is escaped`(character: UInt8) {
        for length in 0..<17 {
            let plain = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            let source = [UInt8(ascii: "\"")] + plain + [character] + plain + [UInt8(ascii: "\"")]
            let error = refusal(of: source)
            #expect(error?.kind == .controlCharacter)
            #expect(error?.offset == length + 1)
        }
    }

    @Test(arguments: [
        #""\a""#, #""\x00""#, #""\v""#, #""\'""#, #""\0""#, #""\U0041""#, #""\u""#, #""\u1""#, #""\u12""#, #""\u123""#,
        #""\u123g""#, #""\u 123""#, #""\u+123""#, #""\é""#, #""\uD834\u12""#, #""\uD800\uDC0g""#, "\"\\\n\"",
        "\"\\\u{0}\"",
    ])
    func `an unknown escape is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .invalidEscape)
    }

    @Test(arguments: [
        #""\uD800""#, #""\uDBFF""#, #""\uDC00""#, #""\uDFFF""#, #""\ud800a""#, #""\uD800\n""#, #""\uD800\uD800""#,
        #""\uDC00\uD800""#, #""\uD800\u0041""#, #""\uD800\uE000""#, #""\uD834\uDD1E\uDD1E""#,
    ])
    func `half a surrogate pair is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .loneSurrogate)
    }

    @Test(arguments: [#""\u0000""#, #""a\u0000b""#, #"{"\u0000":1}"#])
    func `an escaped U+0000 is refused`(source: String) {
        #expect(refusal(of: source)?.kind == .nulCharacter)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC3, 0xC3], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF],
            [0xED, 0xA0, 0x81, 0xED, 0xB0, 0x81], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98],
            [0xF0, 0x28, 0x8C, 0xBC], [0xF0, 0x90, 0x28, 0xBC], [0xF0, 0x90, 0x8C, 0x28], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
            [0xC3, 0xA9, 0xA9], [0xE9],
        ] as [[UInt8]])
    func `text that is not UTF-8 is refused wherever it stands`(invalid: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        for length in 0..<17 {
            let plain = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            #expect(refusal(of: [quote] + plain + invalid + plain + [quote])?.kind == .invalidUTF8)
            #expect(refusal(of: [quote] + Array("\\n".utf8) + plain + invalid + [quote])?.kind == .invalidUTF8)
        }
        #expect(refusal(of: [quote] + invalid)?.kind == .invalidUTF8)
        #expect(refusal(of: invalid)?.kind == .unexpectedCharacter)
    }

    @Test func `every scalar of Unicode but U+0000 is accepted escaped and, from U+0020 on, unescaped`() throws {
        for scalar in (1...0x10FFFF).lazy.compactMap(Unicode.Scalar.init as (UInt32) -> Unicode.Scalar?) {
            let expected = Array(String(scalar).utf8)
            var source = Array("[\"".utf8)
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                source += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            }
            source += Array("\",".utf8)
            source.appendJSONString(String(scalar))
            source += Array("]".utf8)
            let strings = try parsing(source) { root in root.elements.map { $0.string.map(Array.init) } }
            guard strings == [expected, expected] else {
                Issue.record("U+\(String(scalar.value, radix: 16)) came out as \(strings)")
                return
            }
        }
    }
}

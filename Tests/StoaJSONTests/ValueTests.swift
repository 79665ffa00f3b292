import StoaJSON
import Testing

@Suite struct ValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .bool), ("false", .bool), ("0", .number), ("1.5", .number), ("\"\"", .string),
            ("\"\\n\"", .string), ("[]", .array), ("{}", .object),
        ] as [(String, JSONValue.Kind)])
    func `a value knows what it is and has nothing of the other kinds`(source: String, kind: JSONValue.Kind) throws {
        try parsing(source) { value in
            #expect(value.kind == kind)
            #expect(value.isNull == (kind == .null))
            #expect((value.bool != nil) == (kind == .bool))
            #expect((value.double != nil) == (kind == .number))
            #expect((value.string != nil) == (kind == .string))
            #expect((value.text() != nil) == (kind == .string))
            #expect(value.count == 0)
            #expect(Array(value.elements).isEmpty)
            #expect(Array(value.members).isEmpty)
            #expect(value.member("a") == nil)
            #expect(Array(value.literal) == Array(source.utf8))
        }
    }

    @Test func `members are found by key and listed in order`() throws {
        try parsing(#"{"id": 7, "tags": ["a", "b"], "\u0061": {"x": true}, "": null}"#) { root in
            #expect(root.count == 4)
            #expect(root.members.map { String(decoding: $0.key, as: UTF8.self) } == ["id", "tags", "a", ""])
            #expect(root.member("id")?.int == 7)
            #expect(root.member("tags")?.elements.map { $0.text() } == ["a", "b"])
            #expect(root.member("a")?.member("x")?.bool == true)
            #expect(root.member("")?.isNull == true)
            #expect(root.member("x") == nil)
            let found = Array("tags".utf8).withUnsafeBytes { root.member($0)?.count }
            #expect(found == 2)
        }
    }

    @Test func `a literal is the source of the value with nothing around it`() throws {
        try parsing(#" { "a" : [ 1 , {"b":"\n"} ] , "c" : -1.50e1 } "#) { root in
            #expect(String(decoding: root.literal, as: UTF8.self) == #"{ "a" : [ 1 , {"b":"\n"} ] , "c" : -1.50e1 }"#)
            let list = root.member("a")
            #expect(list.map { String(decoding: $0.literal, as: UTF8.self) } == #"[ 1 , {"b":"\n"} ]"#)
            #expect(root.member("c").map { String(decoding: $0.literal, as: UTF8.self) } == "-1.50e1")
        }
    }

    @Test func `a string without escapes is not copied`() throws {
        let source = Array(#"["plain","es\tcaped"]"#.utf8)
        try parsing(source) { root in
            let addresses = root.elements.compactMap { $0.string?.baseAddress }
            let literals = root.elements.compactMap { $0.literal.baseAddress }
            #expect(addresses[0] == literals[0] + 1)
            #expect(addresses[1] != literals[1] + 1)
        }
    }

    @Test func `escaped strings stay where they are while others follow`() throws {
        let source = "[" + (0..<5000).map { "\"\\n\($0)\"" }.joined(separator: ",") + "]"
        let texts = try parsing(source) { $0.elements.map { $0.text() } }
        #expect(texts == (0..<5000).map { "\n\($0)" })
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC\ud83d\ude00""#, "é€😀"),
        (#""a\u0041b""#, "aAb"),
        (#""\\\\""#, "\\\\"), (#""\\u0041""#, "\\u0041"), (#""é\né""#, "é\né"),
        (#""12345678\"12345678""#, "12345678\"12345678"),
    ])
    func `escapes are resolved`(source: String, text: String) throws {
        #expect(try parsing(source) { $0.text() } == text)
    }

    @Test func `iterating a container does not enter the containers in it`() throws {
        try parsing(#"[[1,[2,3]],{"a":{"b":[4]}},5]"#) { root in
            #expect(root.elements.map { $0.kind } == [.array, .object, .number])
            #expect(root.elements.map { $0.count } == [2, 1, 0])
        }
    }

    @Test(arguments: [
        ("", "is empty"), ("[1,]", "is not valid JSON: unexpected character at byte 3"),
        ("[1", "is not valid JSON: unexpected end at byte 2"),
        ("1 2", "is not valid JSON: unexpected content after the value at byte 2"),
        ("[1e999]", "has a number that is too large at byte 1"), (#""\u0000""#, "has the character U+0000 at byte 1"),
        (#""\q""#, "is not valid JSON: invalid escape at byte 1"),
        (#""\ud800""#, "is not valid JSON: half a surrogate pair at byte 1"),
        ("\"\n\"", "is not valid JSON: unescaped control character at byte 1"),
        ("\u{FEFF}1", "is not valid JSON: it starts with a byte order mark"),
    ])
    func `an error says what is wrong and where`(source: String, message: String) {
        #expect(refusal(of: source)?.message == message)
    }
}

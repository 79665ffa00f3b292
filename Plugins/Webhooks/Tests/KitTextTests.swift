import StoaKit
import Testing

@Suite struct TimestampTextTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199), ("2000-03-01T00:00:00Z", 951_868_800),
            ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
        ] as [(String, Int64)])
    func `times are read and written`(text: String, seconds: Int64) {
        let time = Timestamp(text: text)
        #expect(time?.seconds == seconds)
        #expect(time?.text == text)
        #expect(time?.text(utcOffset: 0) == text.dropLast() + "+00:00")
        #expect(Timestamp(text: time?.preciseText ?? "") == time)
    }

    @Test func `every day comes back`() {
        for day in stride(from: Int64(-800_000), to: 3_000_000, by: 17) {
            let time = Timestamp(microseconds: 0).adding(seconds: day * 86_400 + 86_399)
            guard time.seconds >= -62_135_596_800 else { continue }
            guard Timestamp(text: time.text) != time, time.text.utf8.count == 20 else { continue }
            Issue.record("\(time.text)")
        }
    }

    @Test(
        arguments: [
            ("2024-01-02T03:04:05.5Z", 1_704_164_645_500_000),
            ("2024-01-02T03:04:05.123456789Z", 1_704_164_645_123_456),
            ("2024-01-02T05:04:05+02:00", 1_704_164_645_000_000), ("2024-01-01t22:34:05-04:30", 1_704_164_645_000_000),
        ] as [(String, Int64)])
    func `fractions and offsets count`(text: String, microseconds: Int64) {
        #expect(Timestamp(text: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2024-01-02", "2024-13-02T03:04:05Z", "2023-02-29T03:04:05Z", "2024-01-02T24:04:05Z",
        "2024-01-02T03:04:05", "2024-01-02T03:04:05.Z", "2024-01-02T03:04:05Zx", "2024-1-2T03:04:05Z",
        "2024-01-02T03:04:05+2:00", "+024-01-02T03:04:05Z", "2024-00-02T03:04:05Z", "2024-01-00T03:04:05Z",
    ])
    func `what is no time is nil`(text: String) {
        #expect(Timestamp(text: text) == nil)
    }

    @Test(
        arguments: [
            ("Tue, 02 Jan 2024 03:04:05 GMT", 1_704_164_645), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Tue, 02 Jan 2024 03:04:05", nil), ("", nil),
            ("Tue, 02 Foo 2024 03:04:05 GMT", nil),
        ] as [(String, Int64?)])
    func `times of HTTP are read`(text: String, seconds: Int64?) {
        #expect(Timestamp(httpText: text)?.seconds == seconds)
    }
}

@Suite struct JSONReadingTests {
    @Test func `members keep their order and their text`() {
        let json = JSON(#" { "a" : [1, {"b": "}"}] , "c\"d" : -1.5e3,"e":null, "a": "x\\" } "#)
        #expect(json.members?.map(\.name) == ["a", "c\"d", "e", "a"])
        #expect(json.members?.map(\.value.text) == [#"[1, {"b": "}"}]"#, "-1.5e3", "null", #""x\\""#])
        #expect(json["a"]?.string == "x\\")
        #expect(json["c\"d"]?.number == -1500)
        #expect(json["e"]?.isNull == true)
        #expect(json["absent"] == nil)
    }

    @Test(arguments: [("[]", 0), (" [ ] ", 0), ("[1]", 1), (#"["a,b", [2, 3], {"c": [4]}]"#, 3)])
    func `elements are one level`(text: String, count: Int) {
        #expect(JSON(text).elements?.count == count)
        #expect(JSON(text).members == nil)
    }

    @Test(arguments: ["", "{", "[", "{]", "[1", "{\"a\"}", "{\"a\":", "[,]", "3", "\"", "{\"a\":}", "x", "[1,", "]"])
    func `what is no container has nothing in it`(text: String) {
        #expect(JSON(text).members == nil)
        #expect(JSON(text).elements == nil)
    }

    @Test func `scalars are what they are and nothing else`() {
        #expect(JSON("12").integer == 12 && JSON("12").number == 12 && JSON("12").string == nil)
        #expect(JSON("1.5").integer == nil && JSON("nan").number == nil && JSON("inf").number == nil)
        #expect(JSON("true").bool == true && JSON("\"true\"").bool == nil)
        #expect(JSON.object([("a\"", .array([.string("b\n"), .null]))]).text == #"{"a\"":["b\u000a",null]}"#)
    }

    @Test func `depth costs nothing`() {
        let deep = JSON(String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000))
        #expect(deep.elements?.count == 1)
    }
}

@Suite struct MoneyTextTests {
    @Test(
        arguments: [
            ("12.5", "USD", 2, 1250), ("12.50", "USD", 2, 1250), ("12.500", "USD", 2, 1250), ("12.505", "USD", 2, nil),
            ("-0.01", "USD", 2, -1), ("12", "JPY", 0, 12), ("12.00", "JPY", 0, 12), ("12.5", "JPY", 0, nil),
            ("1.234", "KWD", 3, 1234), ("0", "USD", 2, 0), ("", "USD", 2, nil), (".5", "USD", 2, nil),
            ("5.", "USD", 2, nil), ("-", "USD", 2, nil), ("--1", "USD", 2, nil), (" 1", "USD", 2, nil),
            (".", "JPY", 0, nil),
            ("1,000", "USD", 2, nil), ("1e3", "USD", 2, nil), ("+1", "USD", 2, nil), ("1.2.3", "USD", 2, nil),
            ("٣", "USD", 2, nil), ("99999999999999999999", "USD", 2, nil),
        ] as [(String, String, Int, Int64?)])
    func `amounts are read in minor units`(text: String, code: String, exponent: Int, expected: Int64?) {
        #expect(Money(text, in: Currency(code: code, exponent: exponent))?.minorUnits == expected)
    }

    @Test(
        arguments: [
            (1250, "USD", 2, "12.50"), (5, "USD", 2, "0.05"), (0, "USD", 2, "0.00"), (-1, "USD", 2, "-0.01"),
            (12, "JPY", 0, "12"), (0, "JPY", 0, "0"), (-7, "KWD", 3, "-0.007"),
            (.min, "USD", 2, "-92233720368547758.08"),
            (.max, "JPY", 0, "9223372036854775807"),
        ] as [(Int64, String, Int, String)])
    func `amounts are written with all decimals, and come back`(units: Int64, code: String, exponent: Int, text: String)
    {
        let currency = Currency(code: code, exponent: exponent)
        #expect(Money(minorUnits: units).text(in: currency) == text)
        #expect(Money(text, in: currency)?.minorUnits == units)
        #expect(Money(JSON.string(text), in: currency) == Money(JSON(text), in: currency))
    }
}

@Suite struct PictureTests {
    @Test(
        arguments: [
            ("iVBORw0KGgoAAA", "image/png"), ("R0lGODlhAQAB", "image/gif"), ("/9j/4AAQ", "image/jpeg"),
            ("UklGRiQAAABXRUJQ", "image/webp"), ("PHN2Zz4=", "image/x-unknown"), ("", "image/x-unknown"),
        ])
    func `a picture's address tells its type`(base64: String, type: String) {
        #expect(Picture.address(holding: base64) == "data:\(type);base64,\(base64)")
        #expect(WebAddress.isImage(Picture.address(holding: base64)))
    }

    @Test(arguments: [("1", "1"), ("4000", "4000"), ("0", "null"), ("-1", "null"), ("1.5", "null"), (#""7""#, "null")])
    func `a size is a whole number above zero`(sent: String, kept: String) {
        #expect(Picture.pixels(JSON(sent)).text == kept)
        #expect(Picture.pixels(nil).isNull)
    }
}

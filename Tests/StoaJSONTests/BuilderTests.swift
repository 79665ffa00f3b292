import StoaJSON
import Testing

struct BuilderTests {
    @Test func `Commas stand between members and values, and nowhere else`() {
        var json = JSONBuilder()
        json.object {
            $0.member("text", "a")
            $0.object("empty") { _ in }
            $0.array("none", [])
            $0.array("objects", 1...2) { json, number in json.object { $0.member("n", Int64(number)) } }
            $0.member("flag", true)
            $0.member("raw", json: "[1,null]")
        }
        let expected = #"{"text":"a","empty":{},"none":[],"objects":[{"n":1},{"n":2}],"flag":true,"raw":[1,null]}"#
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test func `Keys and texts are escaped`() {
        var json = JSONBuilder()
        json.object { $0.member("a\"b", "line\n") }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a\"b":"line\n"}"#)
    }
}

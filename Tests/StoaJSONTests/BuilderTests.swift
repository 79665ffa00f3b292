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

    @Test(arguments: ["{}", " { } ", "\n{\t}\r\n"])
    func `An object without members adds none`(object: String) {
        var json = JSONBuilder()
        json.object {
            $0.members(of: object)
            $0.member("flag", true)
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"flag":true}"#)
    }

    @Test func `The members of an object stand among others`() {
        var json = JSONBuilder()
        json.object {
            $0.member("flag", true)
            $0.members(of: #" {"a":{"b":"}"},"c":[1]} "#)
            $0.member("last", 2)
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"flag":true,"a":{"b":"}"},"c":[1],"last":2}"#)
    }

    @Test func `Keys and texts are escaped`() {
        var json = JSONBuilder()
        json.object { $0.member("a\"b", "line\n") }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a\"b":"line\n"}"#)
    }
}

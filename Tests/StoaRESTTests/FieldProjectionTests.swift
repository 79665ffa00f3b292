import StoaREST
import Testing

struct FieldProjectionTests {
    private func project(_ record: String, _ fields: [String]) -> String {
        var out: [UInt8] = []
        Array(record.utf8).withUnsafeBytes { FieldProjection().append($0, FieldSelection(only: fields), to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    private static let cuts: [([String], String)] = [
        (["name"], #"{"name":"a\"b"}"#), (["tags", "id"], #"{"id":1,"tags":[1, {"id":2}]}"#), ([], "{}"),
        (["none"], "{}"),
    ]

    @Test(arguments: cuts)
    func `A record is cut down to the fields asked for, in its own sequence`(fields: [String], expected: String) {
        #expect(project(#"{"id":1,"name":"a\"b","tags":[1, {"id":2}]}"#, fields) == expected)
    }

    @Test(arguments: [(nil, #"{"id":1}"#), (["name", "id"], #"{"id":1}"#)] as [([String]?, String)])
    func `Fields that are left out are so whatever is asked for`(only: [String]?, expected: String) {
        var out: [UInt8] = []
        let selection = FieldSelection(only: only, without: ["name", "tags"])
        #expect(!selection.isWhole)
        Array(#"{"id":1,"name":"a","tags":[]}"#.utf8).withUnsafeBytes {
            FieldProjection().append($0, selection, to: &out)
        }
        #expect(String(decoding: out, as: UTF8.self) == expected)
    }

    @Test func `The largest and the deepest record are cut like any other`() {
        let children = Array(
            repeating: #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10}"#, count: 5_000)
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        let record = #"{"id":1,"deep":\#(deep),"children":[\#(children.joined(separator: ","))]}"#
        #expect(project(record, ["id"]) == #"{"id":1}"#)
        #expect(project(record, ["deep"]) == #"{"deep":\#(deep)}"#)
    }
}

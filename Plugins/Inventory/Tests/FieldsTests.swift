import Inventory
import StoaKit
import Testing

@Suite struct FieldsTests {
    private func fields(_ json: String) -> Fields { Fields(JSON(json), path: "items[1].") }

    @Test func `numbers may stand in strings`() throws {
        #expect(try fields(#"{"id":7,"other":"8"}"#).id("id") == 7)
        #expect(try fields(#"{"id":7,"other":"8"}"#).id("other") == 8)
        #expect(try fields(#"{"n":-5}"#).number("n") == -5)
    }

    @Test(arguments: [
        ("{}", "can't be blank"), (#"{"n":null}"#, "can't be blank"), (#"{"n":"x"}"#, "is not a number"),
        (#"{"n":1.5}"#, "is not a number"), (#"{"n":[]}"#, "is not a number"), (#"{"n":true}"#, "is not a number"),
        (#"{"n":1000000000001}"#, "is too large"), (#"{"n":-9223372036854775808}"#, "is too large"),
        (#"{"n":99999999999999999999}"#, "is not a number"),
    ])
    func `what is no quantity is refused by its path`(json: String, message: String) {
        #expect(throws: Failures.invalid("items[1].n", message)) { try fields(json).number("n") }
    }

    @Test func `a text is at most 255 characters`() throws {
        #expect(try fields(#"{"reason":""}"#).text("reason") == nil)
        #expect(try fields(#"{"reason":"damaged"}"#).text("reason") == "damaged")
        let long = String(repeating: "é", count: 256)
        #expect(throws: Failures.self) { try fields(#"{"reason":"\#(long)"}"#).text("reason") }
        #expect(throws: Failures.self) { try fields(#"{"reason":5}"#).text("reason") }
    }
}

import Discounts
import StoaKit
import Testing

@Suite struct CodeTests {
    @Test(arguments: [
        ("SUMMER", "SUMMER", "summer"), ("  Summer \n", "Summer", "summer"), ("Été 10", "Été 10", "été 10"),
        (" ", "", ""),
    ])
    func `a code is kept without blanks around it and compared whatever the case`(
        given: String, code: String, key: String
    ) {
        let normalised = DiscountCode.normalised(given)
        #expect(normalised.code == code)
        #expect(normalised.key == key)
    }

    @Test(
        arguments: [
            ("A", nil), ("", "can't be blank"), (String(repeating: "é", count: 255), nil),
            (String(repeating: "x", count: 256), "is too long (maximum is 255 characters)"),
        ] as [(String, String?)])
    func `a code that cannot be made is told why`(code: String, problem: String?) {
        #expect(CodeEntry.problem(of: code) == problem)
    }

    @Test(arguments: [
        (#"{"code":"A"}"#, "A"), (#"{"code":7}"#, "7"), (#"{"code":null}"#, ""), (#"{"code":["A"]}"#, ""), ("{}", ""),
        (#""A""#, ""), ("null", ""),
    ])
    func `an entry without a code has an empty one`(json: String, code: String) {
        #expect(CodeEntry(JSON(json)).code == code)
    }

    @Test func `an entry is told with its id or its problems`() {
        var entry = CodeEntry(code: "A")
        #expect(entry.json.text == #"{"id":null,"code":"A","errors":{}}"#)
        entry.problems = ["can't be blank"]
        #expect(entry.json.text == #"{"id":null,"code":"A","errors":{"code":["can't be blank"]}}"#)
        entry.problems = []
        entry.id = 7
        #expect(entry.json.text == #"{"id":7,"code":"A","errors":{}}"#)
        #expect(CodeEntry(entry.json).code == "A")
    }
}

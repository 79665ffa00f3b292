import CStoaABI
import StoaRecords
import Testing

/// What modules search for.
@Suite struct SearchTests {
    @Test(
        arguments: [
            ("number", "[2,3,9]", ["B", "C"]), ("number", "[3, 3]", ["C"]), ("number", "[9]", []),
            ("number", "[-1,9223372036854775807]", []), ("grade", #"["A","C"]"#, ["A", "C"]),
            ("code", #"["\u0041a","bb"]"#, ["A"]), ("code", #"["Aa' OR 1=1 --"]"#, []),
        ] as [(String, String, [String])])
    func `One of several values is found in the sequence of ids`(field: String, list: String, expected: [String]) throws
    {
        #expect(try names(field, list) == (0, expected))
    }

    @Test(
        arguments: [
            ("number", "[]"), ("number", "3"), ("number", "[1.0]"), ("number", "[9223372036854775808]"),
            ("code", "[null]"), ("code", "[7]"), ("balance", "[7]"), ("signed_at", "[7]"), ("is_preferred", "[1]"),
            ("welcome", "[1]"), ("number", "[" + String(repeating: "1,", count: 250) + "1]"),
        ])
    func `What is no list of the field's values is refused`(field: String, list: String) throws {
        #expect(try names(field, list) == (Int32(STOA_E_BAD), []))
    }

    /// What a search for suppliers answers, A to C having the numbers 1 to 3.
    private func names(_ field: String, _ list: String) throws -> (Int32, [String]) {
        let notes = Notes()
        let codes = Notes()
        let look = hook("box", .follow, [.created]) { context, _ in
            withValue(of: list) { value in
                var value = value
                value.tag = UInt32(STOA_JSON)
                let place = context.registry.resource(named: "supplier")?.field(named: field) ?? 0
                let condition = stoa_condition(field: UInt32(place), op: UInt32(STOA_Q_ONE_OF), value: value)
                let (code, found) = context.find("supplier", conditions: [condition], after: 0, limit: 10)
                codes.add("\(code)")
                for supplier in found { notes.add(context.text(supplier, "name") ?? "") }
            }
            return 0
        }
        let store = try TestStore(sampleRegistry(hooks: [look]))
        for (place, name) in ["A", "B", "C"].enumerated() {
            try store.create(
                "supplier", #"{"name":"\#(name)","grade":"\#(name)","code":"\#(name)a","number":\#(place + 1)}"#)
        }
        try store.create("box", #"{"label":"looks"}"#)
        return (Int32(codes.all.first ?? "") ?? -1, notes.all)
    }
}

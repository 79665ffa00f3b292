import StoaCore
import StoaRecords
import Testing

struct ValidationTests {
    let store: TestStore

    init() throws { store = try TestStore(try sampleRegistry()) }

    private static let refused: [(String, String)] = [
        (#"{}"#, "name can't be blank"),
        (#"{"name":null}"#, "name can't be blank"),
        (#"{"name":""}"#, "name can't be blank"),
        (#"{"name":" \t\n"}"#, "name can't be blank"),
        (#"{"name":"\#(String(repeating: "é", count: 41))"}"#, "name is too long (maximum is 40 characters)"),
        (#"{"name":"A","code":"x"}"#, "code is too short (minimum is 2 characters)"),
        (#"{"name":"A","grade":"D"}"#, "grade is not included in the list"),
        (#"{"name":"A","grade":"a"}"#, "grade is not included in the list"),
        (#"{"name":"A","lead_time_days":366}"#, "lead_time_days must be less than or equal to 365"),
        (#"{"name":"A","lead_time_days":-1}"#, "lead_time_days must be greater than or equal to 0"),
        (#"{"name":"A","rating":0.99}"#, "rating must be greater than or equal to 1"),
        (#"{"name":"A","rating":5.01}"#, "rating must be less than or equal to 5"),
        (#"{"name":"A","balance":"1000.01"}"#, "balance must be less than or equal to 1000.00"),
        (#"{"name":"A","balance":"-0.01"}"#, "balance must be greater than or equal to 0.00"),
    ]

    @Test(arguments: refused)
    func `A rule that is broken is said in the field's words`(body: String, text: String) throws {
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", body) }
        #expect(failure?.texts == [text])
        #expect(failure?.code == .invalid)
        #expect(try store.count("supplier") == 0)
    }

    @Test func `Words of what is input only are checked too`() throws {
        let mode = field("mode", .text, [.transient], choices: ["quick", "slow"])
        let store = try TestStore(try sampleRegistry(supplier: supplier(adding: [mode])))
        let failure = store.refusal { () throws(Failure) in
            try store.create("supplier", #"{"name":"A","mode":"fast"}"#)
        }
        #expect(failure?.texts == ["mode is not included in the list"])
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"A","mode":"quick"}"#) }
    }

    @Test(arguments: [
        #"{"name":"\#(String(repeating: "é", count: 40))"}"#, #"{"name":"A","code":"xy"}"#, #"{"name":"A","code":""}"#,
        #"{"name":"A","lead_time_days":0,"rating":1,"balance":"1000"}"#,
        #"{"name":"A","lead_time_days":365,"rating":5}"#,
    ])
    func `A value at its bound is accepted`(body: String) throws {
        #expect(throws: Never.self) { try store.create("supplier", body) }
    }

    @Test func `Every issue of a tree is told with its path`() throws {
        let failure = store.refusal { () throws(Failure) in
            try store.create(
                "box", #"{"capacity":"x","items":[{},{"price":"1.001","marks":[{"text":"m"},{"text":" "}]}]}"#)
        }
        #expect(
            failure?.texts == [
                "capacity must be a whole number between -(2^53-1) and 2^53-1",
                "items[1].price has more decimals than USD allows", "label can't be blank",
                "items[1].marks[1].text can't be blank",
            ])
    }

    @Test func `Issues of a child that was sent alone begin at the child`() throws {
        let box = try store.create("box", #"{"label":"A","items":[{},{"sku":"taken"}]}"#)
        let failure = store.refusal { () throws(Failure) in
            try store.create(
                "item", in: box.id,
                #"{"price":"-1","title":"\#(String(repeating: "x", count: 31))","sku":"TAKEN","marks":[{}]}"#)
        }
        #expect(
            failure?.texts == [
                "title is too long (maximum is 30 characters)", "price must be greater than or equal to 0.00",
                "marks[0].text can't be blank", "sku has already been taken",
            ])
        let first = box.ids("items", count: 1)[0]
        let other = store.refusal { () throws(Failure) in try store.update("item", first, #"{"price":"-1"}"#) }
        #expect(other?.texts == ["price must be greater than or equal to 0.00"])
    }

    @Test func `Wrong JSON types are malformed, all of them at once`() throws {
        let failure = store.refusal { () throws(Failure) in
            try store.create("supplier", #"{"name":[],"rating":{},"grade":"D"}"#)
        }
        #expect(failure?.code == .badRequest)
        #expect(failure?.texts == ["name must be a string", "rating must be a number"])
    }

    @Test func `An initial value stands wherever there is none`() throws {
        let made = try store.create("supplier", #"{"name":"A","grade":null,"is_preferred":null}"#)
        #expect(made["grade"] == "\"B\"" && made["is_preferred"] == "false")
        let changed = try store.update("supplier", made.id, #"{"grade":"C","is_preferred":true}"#)
        #expect(changed["grade"] == "\"C\"" && changed["is_preferred"] == "true")
        #expect(try store.update("supplier", made.id, #"{"grade":null}"#)["grade"] == "\"B\"")
        let box = try store.create("box", #"{"label":"A","items":[{"price":"3"}]}"#)
        let item = box.ids("items", count: 1)[0]
        #expect(box["capacity"] == "10")
        #expect(try store.update("item", item, #"{"price":null}"#)["price"] == "\"0.00\"")
    }

    @Test func `Text that no field bounds is bounded all the same`() throws {
        let long = String(repeating: "x", count: 1 << 20)
        let made = try store.create("supplier", #"{"name":"A","secret_note":"\#(long)"}"#)
        let failure = store.refusal { () throws(Failure) in
            try store.update("supplier", made.id, #"{"secret_note":"\#(long)x"}"#)
        }
        #expect(failure?.texts == ["secret_note is too long (maximum is 1 MiB)"])
    }
}

import StoaCore
import StoaRecords
import Testing

struct UniquenessTests {
    let store: TestStore

    init() throws { store = try TestStore(try sampleRegistry()) }

    private func refused(_ body: () throws(Failure) -> Void) -> [String] { store.refusal(body)?.texts ?? ["accepted"] }

    @Test(arguments: ["\"abc\"", "\"ABC\"", "\"aBc\""])
    func `A text is taken whatever its case`(code: String) throws {
        try store.create("supplier", #"{"name":"A","code":"abc"}"#)
        let texts = refused { () throws(Failure) in try store.create("supplier", #"{"name":"B","code":\#(code)}"#) }
        #expect(texts == ["code has already been taken"])
        #expect(try store.count("supplier") == 1)
    }

    @Test func `Letters beyond ASCII meet too, and a number is taken like a text`() throws {
        try store.create("supplier", #"{"name":"A","code":"ÉΣ","number":5}"#)
        let texts = refused { () throws(Failure) in
            try store.create("supplier", #"{"name":"B","code":"éς","number":"5"}"#)
        }
        #expect(texts == ["code has already been taken", "number has already been taken"])
    }

    @Test(arguments: ["null", "\"\"", "\"  \""])
    func `Having none is not having the same`(code: String) throws {
        try store.create("supplier", #"{"name":"A","code":\#(code)}"#)
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"B","code":\#(code)}"#) }
    }

    @Test func `A record may keep its own value and change its case`() throws {
        let made = try store.create("supplier", #"{"name":"A","code":"abc"}"#)
        #expect(try store.update("supplier", made.id, #"{"code":"ABC","name":"B"}"#)["code"] == "\"ABC\"")
        let texts = refused { () throws(Failure) in try store.create("supplier", #"{"name":"B","code":"abc"}"#) }
        #expect(texts == ["code has already been taken"])
    }

    @Test func `A value is free again once its record is deleted, renamed or emptied`() throws {
        let one = try store.create("supplier", #"{"name":"A","code":"one"}"#)
        let two = try store.create("supplier", #"{"name":"A","code":"two"}"#)
        let three = try store.create("supplier", #"{"name":"A","code":"three"}"#)
        try store.delete("supplier", one.id)
        try store.update("supplier", two.id, #"{"code":"2"}"#.replacing("2", with: "22"))
        try store.update("supplier", three.id, #"{"code":null}"#)
        for code in ["one", "two", "three"] {
            #expect(throws: Never.self) { try store.create("supplier", #"{"name":"B","code":"\#(code)"}"#) }
        }
    }

    @Test func `Requests of one transaction see each other's values`() throws {
        let bodies = (0..<20).map { #"{"name":"A","code":"\#($0 % 2 == 0 ? "same" : "SAME")"}"# }
        let answers = store.batch(bodies.map { (nil, store.creating("supplier", $0)) })
        #expect(answers.map { $0.wait().status }.sorted() == [200] + Array(repeating: 422, count: 19))
        #expect(try store.count("supplier") == 1)
    }

    @Test func `Two children of one request cannot have the same value`() throws {
        let texts = refused { () throws(Failure) in
            try store.create("box", #"{"label":"A","items":[{"sku":"x"},{"sku":"y"},{"sku":"X"}]}"#)
        }
        #expect(texts == ["items[2].sku has already been taken"])
        #expect(try store.count("box") == 0)
    }

    @Test func `Children of other parents have their values too`() throws {
        try store.create("box", #"{"label":"A","items":[{"sku":"x"}]}"#)
        let texts = refused { () throws(Failure) in try store.create("box", #"{"label":"B","items":[{},{"sku":"X"}]}"#)
        }
        #expect(texts == ["items[1].sku has already been taken"])
    }

    @Test func `A child may take what a child that goes had`() throws {
        let made = try store.create("box", #"{"label":"A","items":[{"sku":"x"},{"sku":"y"}]}"#)
        let changed = try store.update("box", made.id, #"{"items":[{"sku":"Y"},{"sku":"x"}]}"#)
        #expect(changed["items[0].sku"] == "\"Y\"" && changed["items[1].sku"] == "\"x\"")
        #expect(try store.count("item") == 2)
    }

    @Test func `Children may exchange values in one save, but not take what stays`() throws {
        let made = try store.create("box", #"{"label":"A","items":[{"sku":"x"},{"sku":"y"},{"sku":"z"}]}"#)
        let ids = made.ids("items", count: 3)
        let changed = try store.update(
            "box", made.id,
            #"{"items":[{"id":\#(ids[0]),"sku":"Y"},{"id":\#(ids[1]),"sku":"z"},{"id":\#(ids[2]),"sku":"x"}]}"#)
        #expect((0..<3).map { changed["items[\($0)].sku"] } == ["\"Y\"", "\"z\"", "\"x\""])
        #expect(try store.rows("SELECT c_sku FROM r_item ORDER BY id") == ["y", "z", "x"])
        let texts = refused { () throws(Failure) in
            try store.update(
                "box", made.id, #"{"items":[{"id":\#(ids[0]),"sku":"Z"},{"id":\#(ids[1])},{"id":\#(ids[2])}]}"#)
        }
        #expect(texts == ["items[0].sku has already been taken"])
    }
}

import StoaCore
import StoaRecords
import Testing

/// The engine as a person would describe it: boxes with items, in memory.
private struct Model {
    struct Item: Equatable {
        var id: Int64
        var title: String
        var sku: String?
        var cents: Int
        var version: Int64 = 1
    }

    struct Box: Equatable {
        var id: Int64
        var label: String
        var items: [Item]
        var version: Int64 = 1
    }

    var boxes: [Int64: Box] = [:]
    var events: [String] = []
    var nextID: Int64 = 7_000_000_001

    mutating func id() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }

    /// Nil if the new state of a box breaks a rule.
    func accepts(_ box: Box) -> Bool {
        let others = boxes.values.filter { $0.id != box.id }.flatMap(\.items).compactMap { $0.sku?.lowercased() }
        let own = box.items.compactMap { $0.sku?.lowercased() }
        return !box.label.isEmpty && Set(own).count == own.count && Set(own).isDisjoint(with: others)
            && box.items.allSatisfy { $0.cents <= 1_000_000 }
    }

    /// Puts a changed box in place, with versions counted where something differs.
    mutating func store(_ new: Box, before: Box) {
        guard new != before else { return }
        var box = new
        box.version += 1
        let old = Dictionary(uniqueKeysWithValues: before.items.enumerated().map { ($1.id, ($0, $1)) })
        for (place, item) in new.items.enumerated() {
            if let (oldPlace, same) = old[item.id], place != oldPlace || item != same { box.items[place].version += 1 }
        }
        boxes[box.id] = box
        events.append("box.updated \(box.id) \(box.version)")
    }

    static func json(_ item: Item, withID: Bool) -> String {
        let sku = item.sku.map { "\"\($0)\"" } ?? "null"
        let identity = withID ? "\"id\":\(item.id)," : ""
        return "{\(identity)\"title\":\"\(item.title)\",\"sku\":\(sku),\"price\":\"\(money(item.cents))\"}"
    }

    static func money(_ cents: Int) -> String { "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)" }

    /// What a document must show of the box, for comparison by value.
    static func shown(_ box: Box) -> [String] {
        ["\(box.id) \(box.label)"]
            + box.items.enumerated().map {
                "\($1.id) \($1.title) \($1.sku ?? "null") \(money($1.cents)) \($0 + 1) \(box.id)"
            }
    }
}

/// Random requests, sent to the engine and applied to the model.
private struct Run {
    let store: TestStore
    var model = Model()
    var random: SeededGenerator

    init(seed: UInt64) throws {
        store = try TestStore(sampleRegistry())
        random = SeededGenerator(state: seed)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func item() -> Model.Item {
        let sku = number(0...2) == 0 ? nil : "\(["s", "S"][number(0...1)])\(number(0...30))"
        return Model.Item(
            id: 0, title: "t\(number(0...3))", sku: sku, cents: number(0...30) == 0 ? 1_000_001 : number(0...5_000))
    }

    mutating func step() throws {
        let box = model.boxes.values.sorted { $0.id < $1.id }.randomElement(using: &random)
        switch (number(0...9), box) {
        case (0...1, _), (_, nil): try create()
        case (2, let box?): try delete(box)
        case (3...4, let box?): try relabel(box)
        case (5...6, let box?): try replaceItems(box)
        case (7, let box?): try addItem(box)
        case (8, let box?): try changeItem(box)
        case (_, let box?): try dropItem(box)
        }
    }

    private func check(_ failure: Failure?, isAccepted: Bool) {
        #expect((failure == nil) == isAccepted, "\(failure.map { "\($0)" } ?? "accepted")")
        if let failure { #expect(failure.code == .invalid) }
    }

    private mutating func create() throws {
        var box = Model.Box(id: 0, label: number(0...9) == 0 ? "" : "b\(number(0...5))", items: [])
        for _ in 0..<number(0...4) { box.items.append(item()) }
        let body =
            #"{"label":"\#(box.label)","items":[\#(box.items.map { Model.json($0, withID: false) }.joined(separator: ","))]}"#
        let failure = store.refusal { () throws(Failure) in try store.create("box", body) }
        box.id = model.id()
        for place in box.items.indices { box.items[place].id = model.id() }
        let isAccepted = model.accepts(box)
        check(failure, isAccepted: isAccepted)
        guard isAccepted else { return }
        model.boxes[box.id] = box
        model.events.append("box.created \(box.id) 1")
    }

    private mutating func delete(_ box: Model.Box) throws {
        try store.delete("box", box.id)
        model.boxes[box.id] = nil
        model.events.append("box.deleted \(box.id) \(box.version + 1)")
    }

    private mutating func relabel(_ box: Model.Box) throws {
        var new = box
        new.label = number(0...9) == 0 ? "" : "b\(number(0...5))"
        let failure = store.refusal { () throws(Failure) in
            try store.update("box", box.id, #"{"label":"\#(new.label)"}"#)
        }
        check(failure, isAccepted: model.accepts(new))
        if model.accepts(new) { model.store(new, before: box) }
    }

    private mutating func replaceItems(_ box: Model.Box) throws {
        var new = box
        new.items = box.items.shuffled(using: &random).filter { _ in number(0...3) > 0 }
        for place in new.items.indices where number(0...2) == 0 {
            let other = item()
            (new.items[place].sku, new.items[place].title) = (other.sku, other.title)
        }
        var elements = new.items.map { Model.json($0, withID: true) }
        for _ in 0..<number(0...2) {
            let added = item()
            let place = number(0...new.items.count)
            new.items.insert(added, at: place)
            elements.insert(Model.json(added, withID: false), at: place)
        }
        let body = #"{"items":[\#(elements.joined(separator: ","))]}"#
        let failure = store.refusal { () throws(Failure) in try store.update("box", box.id, body) }
        for place in new.items.indices where new.items[place].id == 0 { new.items[place].id = model.id() }
        check(failure, isAccepted: model.accepts(new))
        if model.accepts(new) { model.store(new, before: box) }
    }

    private mutating func addItem(_ box: Model.Box) throws {
        var new = box
        var added = item()
        let body = Model.json(added, withID: false)
        let failure = store.refusal { () throws(Failure) in try store.create("item", in: box.id, body) }
        added.id = model.id()
        new.items.append(added)
        check(failure, isAccepted: model.accepts(new))
        if model.accepts(new) { model.store(new, before: box) }
    }

    private mutating func changeItem(_ box: Model.Box) throws {
        guard !box.items.isEmpty else { return }
        var new = box
        let place = number(0...box.items.count - 1)
        let target = number(0...box.items.count - 1)
        var moved = new.items.remove(at: place)
        let other = item()
        (moved.sku, moved.cents) = (other.sku, other.cents)
        new.items.insert(moved, at: target)
        let sku = other.sku.map { "\"\($0)\"" } ?? "null"
        let body = #"{"sku":\#(sku),"price":"\#(Model.money(other.cents))","position":\#(target + 1)}"#
        let failure = store.refusal { () throws(Failure) in try store.update("item", moved.id, in: box.id, body) }
        check(failure, isAccepted: model.accepts(new))
        if model.accepts(new) { model.store(new, before: box) }
    }

    private mutating func dropItem(_ box: Model.Box) throws {
        guard !box.items.isEmpty else { return }
        var new = box
        let gone = new.items.remove(at: number(0...box.items.count - 1))
        try store.delete("item", gone.id)
        model.store(new, before: box)
    }

    /// Documents, versions and events are those of the model.
    func compare() throws {
        var query = ListQuery()
        query.limit = 10_000
        query.order = .oldestFirst
        let page = try store.list("box", query)
        let boxes = model.boxes.values.sorted { $0.id < $1.id }
        #expect(page.ids == boxes.map(\.id))
        for (place, box) in boxes.enumerated() {
            let document = try #require(literal(in: page.json, at: "[\(place)]"))
            #expect(Self.shown(document, items: box.items.count) == Model.shown(box))
        }
        #expect(try store.rows("SELECT version FROM r_box ORDER BY id") == boxes.map { "\($0.version)" })
        let items = boxes.flatMap(\.items).sorted { $0.id < $1.id }
        #expect(try store.rows("SELECT id,version FROM r_item ORDER BY id") == items.map { "\($0.id) \($0.version)" })
        #expect(try store.events() == model.events)
    }

    private static func shown(_ document: String, items: Int) -> [String] {
        func value(_ path: String) -> String {
            (literal(in: document, at: path) ?? "missing").trimmingPrefix("\"").split(separator: "\"").first.map(
                String.init) ?? ""
        }
        let fields = ["id", "title", "sku", "price", "position", "box_id"]
        return ["\(value("id")) \(value("label"))"]
            + (0..<items).map { item in fields.map { value("items[\(item)].\($0)") }.joined(separator: " ") }
            + (literal(in: document, at: "items[\(items)]").map { [$0] } ?? [])
    }
}

struct ModelTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `After 2,000 random requests the engine holds what a model holds`(seed: UInt64) throws {
        var run = try Run(seed: seed)
        for step in 1...2_000 {
            try run.step()
            if step % 500 == 0 { try run.compare() }
        }
    }
}

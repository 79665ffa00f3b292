import ProductCollections
import StoaKit
import Testing

/// A repeatable source of chance (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &self)]
    }

    mutating func word() -> String { pick(["Acme", "ACME", "Zed", "red", "Blue", "mug", ""]) }

    mutating func randomProduct(_ id: Int64) -> SortedProduct {
        let variants = (0..<Int.random(in: 1...3, using: &self)).map { _ in
            variant(
                word(), price: pick([0, 999, 1000, 1001, 2500]), compareAt: pick([nil, 1000, 3000]),
                weight: pick([0, 0.5, 1]), inventory: pick([-1, 0, 5]))
        }
        let tags = (0..<Int.random(in: 0...3, using: &self)).map { _ in word() }.filter { !$0.isEmpty }
        return product(
            word() + " " + word(), type: word(), vendor: word(), tags: tags.joined(separator: ", "),
            variants: variants, id: id)
    }

    mutating func randomRule() -> Rule {
        let column = pick(Column.allCases)
        let relation = pick(Relation.allCases.filter { $0.fits(column.kind) })
        let condition =
            switch column.kind {
            case .text: pick(["acme", "Zed", "RED", "u", "mug"])
            case .money: pick(["10", "10.00", "9.99", "25"])
            case .weight: pick(["0.5", "1"])
            case .whole: pick(["0", "5"])
            }
        return Rule(column, relation, condition)
    }

    mutating func randomEntry(_ id: Int64, round: Int) -> RulebookEntry {
        let rules = (0..<Int.random(in: 1...3, using: &self)).map { _ in randomRule() }
        return entry(id, rules, isDisjunctive: Bool.random(using: &self), round: round, isPending: true)
    }
}

/// A store as the rules change it: each product's write moves it, and a change of rules goes through all, page by page.
private struct Model {
    var products: [Int64: SortedProduct] = [:]
    var entries: [RulebookEntry] = []
    var members: [Int64: Set<Int64>] = [:]
    /// How far a change of rules has come.
    var done: [Int64: Int64] = [:]

    mutating func write(_ product: SortedProduct) {
        let before = products.updateValue(product, forKey: product.id).map(ComparedProduct.init)
        for move in moves(of: ComparedProduct(product), before: before, among: entries) {
            if move.isArrival {
                members[move.collectionID, default: []].insert(product.id)
            } else {
                members[move.collectionID]?.remove(product.id)
            }
        }
    }

    mutating func delete(_ id: Int64) {
        products[id] = nil
        for collection in members.keys { members[collection]?.remove(id) }
    }

    mutating func change(_ entry: RulebookEntry) {
        entries.removeAll { $0.collectionID == entry.collectionID }
        entries.append(entry)
        done[entry.collectionID] = 0
    }

    /// The next page of a change of rules.
    mutating func step(_ place: Int, limit: Int) {
        let entry = entries[place]
        let id = entry.collectionID
        guard entry.isPending, let after = done[id] else { return }
        let page = products.values.filter { $0.id > after }.sorted { $0.id < $1.id }.prefix(limit)
        let (arriving, leaving) = moves(of: Array(page), members: members[id] ?? [], by: entry)
        members[id] = (members[id] ?? []).union(arriving.map(\.id)).subtracting(leaving)
        done[id] = page.last?.id ?? after
        if page.count < limit { entries[place].isPending = false }
    }

    /// What is wrong, compared with looking at every product.
    var differences: [Int64] {
        entries.filter { !$0.isPending }.map(\.collectionID).filter { id in
            guard let entry = entries.first(where: { $0.collectionID == id }) else { return true }
            let expected = products.values.filter { entry.accepts(ComparedProduct($0)) }.map(\.id)
            return members[id] ?? [] != Set(expected)
        }
    }
}

@Suite struct MembershipPropertyTests {
    @Test(arguments: 1...10)
    func `after any writes, membership is what looking at every product gives`(seed: UInt64) {
        var chance = Chance(state: seed)
        var model = Model()
        for number in 1...2_000 {
            switch Int.random(in: 0..<20, using: &chance) {
            case 0: model.change(chance.randomEntry(Int64.random(in: 1...6, using: &chance), round: number))
            case 1...4: if !model.entries.isEmpty { model.step(chance.pick(Array(model.entries.indices)), limit: 5) }
            case 5: if let id = model.products.keys.sorted().first { model.delete(id) }
            default: model.write(chance.randomProduct(Int64.random(in: 1...40, using: &chance)))
            }
            #expect(model.differences.isEmpty, "seed \(seed), write \(number)")
        }
        for place in model.entries.indices {
            while model.entries[place].isPending { model.step(place, limit: 5) }
        }
        #expect(model.differences.isEmpty && model.entries.count == 6)
        #expect(model.members.values.contains { !$0.isEmpty })
    }

    @Test func `a product that stays where it was moves nowhere`() {
        let acme = entry(1, [Rule(.vendor, .equals, "acme")])
        let (old, new) = (ComparedProduct(product("A", vendor: "Acme")), ComparedProduct(product("B", vendor: "ACME")))
        #expect(moves(of: new, before: old, among: [acme]).isEmpty)
        #expect(moves(of: new, before: nil, among: [acme]) == [Move(1, isArrival: true)])
        let other = ComparedProduct(product(vendor: "Zed"))
        #expect(moves(of: other, before: new, among: [acme]) == [Move(1, isArrival: false)])
        #expect(moves(of: other, before: nil, among: [acme]).isEmpty)
    }

    @Test func `while rules are followed up, a write says where its product belongs`() {
        let pending = entry(1, [Rule(.vendor, .equals, "acme")], isPending: true)
        let (acme, zed) = (ComparedProduct(product(vendor: "Acme")), ComparedProduct(product(vendor: "Zed")))
        #expect(moves(of: acme, before: acme, among: [pending]) == [Move(1, isArrival: true)])
        #expect(moves(of: zed, before: zed, among: [pending]) == [Move(1, isArrival: false)])
    }
}

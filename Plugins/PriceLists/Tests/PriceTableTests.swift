import PriceLists
import StoaKit
import Testing

private let now = Timestamp(microseconds: 1_700_000_000_000_000)

private func list(_ id: Int64, _ audience: Audience = .everybody, _ change: (inout PriceList) -> Void = { _ in })
    -> PriceList
{
    var list = PriceList()
    list.id = id
    switch audience {
    case .customer(let customer): list.customerID = customer
    case .customerGroup(let group): list.groupID = group
    case .everybody: break
    }
    change(&list)
    return list
}

private func price(_ list: Int64, _ units: Int64, from quantity: Int64 = 1, of variant: Int64 = 1) -> PriceListPrice {
    var price = PriceListPrice()
    (price.listID, price.variantID) = (list, variant)
    (price.price, price.minQuantity) = (Money(minorUnits: units), quantity)
    return price
}

private let base = Money(minorUnits: 1_000)

@Suite struct PriceTableTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let lists: [PriceList]
        let prices: [PriceListPrice]
        var quantity: Int64 = 1
        /// The list that decides, and nil for none.
        let expected: Int64?
    }

    @Test(
        arguments: [
            Case(testDescription: "no list", lists: [], prices: [], expected: nil),
            Case(
                testDescription: "a list without the variant", lists: [list(1)], prices: [price(1, 5, of: 2)],
                expected: nil),
            Case(
                testDescription: "a contract comes before a group, however dear and of whatever priority",
                lists: [list(1, .customerGroup(8)) { $0.priority = 9 }, list(2, .customer(7))],
                prices: [price(1, 500), price(2, 2_000)], expected: 2),
            Case(
                testDescription: "a group comes before everybody",
                lists: [list(1) { $0.priority = 9 }, list(2, .customerGroup(8))], prices: [price(1, 1), price(2, 900)],
                expected: 2),
            Case(
                testDescription: "a list comes before the variant's own price, however dear", lists: [list(1)],
                prices: [price(1, 5_000)], expected: 1),
            Case(
                testDescription: "a contract that says nothing of so few leaves it to the group",
                lists: [list(1, .customer(7)), list(2, .customerGroup(8))],
                prices: [price(1, 100, from: 10), price(2, 900)], quantity: 9, expected: 2),
            Case(
                testDescription: "the higher priority comes first among groups",
                lists: [list(1, .customerGroup(8)), list(2, .customerGroup(9)) { $0.priority = 1 }],
                prices: [price(1, 100), price(2, 900)], expected: 2),
            Case(
                testDescription: "the lower price comes first at one priority",
                lists: [list(1, .customerGroup(8)), list(2, .customerGroup(9))],
                prices: [price(1, 900), price(2, 100)],
                expected: 2),
            Case(
                testDescription: "the older list comes first at one price", lists: [list(2), list(1)],
                prices: [price(2, 100), price(1, 100)], expected: 1),
            Case(
                testDescription: "the price for the largest quantity that is reached counts, even a higher one",
                lists: [list(1), list(2)], prices: [price(1, 300), price(1, 800, from: 10), price(2, 700)],
                quantity: 10,
                expected: 2),
            Case(
                testDescription: "a draft does not count", lists: [list(1) { $0.status = .draft }],
                prices: [price(1, 5)],
                expected: nil),
            Case(
                testDescription: "a list counts at the moment at which it starts",
                lists: [list(1) { $0.startsAt = now }],
                prices: [price(1, 5)], expected: 1),
            Case(
                testDescription: "and not before", lists: [list(1) { $0.startsAt = now.adding(seconds: 1) }],
                prices: [price(1, 5)], expected: nil),
            Case(
                testDescription: "a list no longer counts at the moment at which it ends",
                lists: [list(1) { $0.endsAt = now }], prices: [price(1, 5)], expected: nil),
            Case(
                testDescription: "but until then", lists: [list(1) { $0.endsAt = now.adding(seconds: 1) }],
                prices: [price(1, 5)], expected: 1),
            Case(testDescription: "prices of unknown lists", lists: [], prices: [price(1, 5)], expected: nil),
        ])
    func `one list decides`(_ one: Case) {
        let quote = PriceTable(one.lists, one.prices, at: now).quote(1, quantity: one.quantity, base: base)
        #expect(quote.listID == one.expected)
        #expect((quote.price == base) == (one.expected == nil))
    }

    @Test(arguments: [(1, 1_000), (2, 900), (9, 900), (10, 800), (99, 800), (100, 0), (1_000_000_000, 0)])
    func `each quantity has the price of its tier`(quantity: Int64, units: Int64) {
        let prices = [price(1, 0, from: 100), price(1, 900, from: 2), price(1, 800, from: 10)]
        let table = PriceTable([list(1)], prices, at: now)
        #expect(table.quote(1, quantity: quantity, base: base).price.minorUnits == units)
    }
}

/// What must hold of any lists, against a model that says it in other words.
@Suite struct PriceTablePropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
    }

    private struct World {
        var lists: [PriceList] = []
        var prices: [PriceListPrice] = []

        init(_ random: inout Generator) {
            for id in 1...Int64.random(in: 1...8, using: &random) {
                let audience = [Audience.everybody, .customer(7), .customerGroup(8), .customerGroup(9)].randomElement(
                    using: &random)
                lists.append(
                    list(id, audience ?? .everybody) { list in
                        list.priority = .random(in: -1...1, using: &random)
                        list.status = Int.random(in: 0...4, using: &random) == 0 ? .draft : .active
                        let start = Int64.random(in: -2...1, using: &random)
                        if Bool.random(using: &random) { list.startsAt = now.adding(seconds: start) }
                        if Bool.random(using: &random) {
                            list.endsAt = now.adding(seconds: start + .random(in: 1...3, using: &random))
                        }
                    })
                for quantity in [1, 2, 5, 10] as [Int64] where Bool.random(using: &random) {
                    prices.append(price(id, .random(in: 1...6, using: &random), from: quantity))
                }
            }
        }

        /// Sorts instead of choosing.
        func expected(_ quantity: Int64) -> Quote {
            var offers: [(keys: [Int64], Quote)] = []
            for list in lists where list.status == .active {
                guard list.startsAt ?? now <= now, list.endsAt.map({ $0 > now }) ?? true else { continue }
                let own = prices.filter { $0.listID == list.id && $0.minQuantity <= quantity }
                guard let tier = own.max(by: { $0.minQuantity < $1.minQuantity }), let amount = tier.price else {
                    continue
                }
                let kind: Int64 = list.customerID != nil ? 0 : list.groupID != nil ? 1 : 2
                offers.append(([kind, -list.priority, amount.minorUnits, list.id], Quote(amount, by: list.id)))
            }
            return offers.min { $0.keys.lexicographicallyPrecedes($1.keys) }?.1 ?? Quote(base)
        }
    }

    @Test func `any lists in any sequence come to what the order says`() {
        var random = Generator(state: 31)
        for round in 0..<3_000 {
            let world = World(&random)
            let quantity = Int64.random(in: 1...12, using: &random)
            let expected = world.expected(quantity)
            for _ in 0..<3 {
                let table = PriceTable(
                    world.lists.shuffled(using: &random), world.prices.shuffled(using: &random), at: now)
                #expect(table.quote(1, quantity: quantity, base: base) == expected, "round \(round)")
            }
        }
    }

    @Test func `lists that do not count, and other variants, change nothing`() {
        var random = Generator(state: 32)
        for _ in 0..<500 {
            let world = World(&random)
            let counting = world.lists.filter { $0.isEffective(at: now) }
            let ids = Set(counting.map(\.id))
            let other = world.prices.map { price($0.listID, 0, of: 2) }
            let all = PriceTable(world.lists, world.prices + other, at: now)
            let some = PriceTable(counting, world.prices.filter { ids.contains($0.listID) }, at: now)
            for quantity in 1...11 as ClosedRange<Int64> {
                #expect(all.quote(1, quantity: quantity, base: base) == some.quote(1, quantity: quantity, base: base))
            }
        }
    }
}

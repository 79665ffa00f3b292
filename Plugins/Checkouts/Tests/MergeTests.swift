import Checkouts
import StoaKit
import Testing

private func merged(_ own: Cart, _ guest: Cart, limit: Int64 = Goods.quantityMax) -> Cart {
    var cart = own
    cart.merge(guest) { _ in limit }
    return cart
}

@Suite struct MergeTests {
    static let table: [(own: [CartLine], guest: [CartLine], limit: Int64, result: [[Int64]])] = [
        ([line(7, 2)], [line(7, 3)], 100, [[7, 5]]),
        ([line(7, 2)], [line(8, 3)], 100, [[7, 2], [8, 3]]),
        ([line(7, 2), line(8)], [line(9), line(7)], 100, [[7, 3], [8, 1], [9, 1]]),
        ([line(7, 2)], [line(7, 3)], 4, [[7, 4]]),
        ([line(7, 2)], [line(7, 3)], 3, [[7, 3]]),
        // There is not even what one of them had: nobody takes it away, and the checkout will refuse it.
        ([line(7, 2)], [line(7, 3)], 1, [[7, 3]]),
        ([line(7, 5)], [line(7, 3)], 0, [[7, 5]]),
        ([line(7, Goods.quantityMax)], [line(7)], 2_000_000, [[7, Goods.quantityMax]]),
        ([line(7, 2)], [line(7, 3, engraved: "Ada")], 100, [[7, 2], [7, 3]]),
        ([line(7, 2, engraved: "Ada")], [line(7, 3, engraved: "Ada")], 100, [[7, 5]]),
        ([], [line(7, 3)], 2, [[7, 3]]),
        ([line(7, 3)], [], 2, [[7, 3]]),
    ]

    @Test(arguments: table)
    func `equal lines add up as far as there are so many`(
        own: [CartLine], guest: [CartLine], limit: Int64, result: [[Int64]]
    ) {
        #expect(quantities(merged(cart(own), cart(guest), limit: limit)) == result)
    }

    @Test func `lines of the customer stay the records that they are, and those of the guest become new ones`() {
        let both = merged(cart([line(7, id: 70)]), cart([line(7, id: 71), line(8, id: 80)]))
        #expect(both.lineItems.map(\.id) == [70, 0])
    }

    @Test func `what the guest said last counts, where something was said`() {
        let own = cart([]) {
            ($0.note, $0.email) = ("Mine", "old@example.com")
            $0.attributes = JSON(#"[{"name":"gift","value":"no"},{"name":"floor","value":"2"}]"#)
        }
        let guest = cart([]) {
            $0.note = "Ring twice"
            $0.attributes = JSON(#"[{"name":"gift","value":"yes"}]"#)
        }
        let both = merged(own, guest)
        #expect(both.note == "Ring twice" && both.email == "old@example.com")
        #expect(both.attributes == JSON(#"[{"name":"floor","value":"2"},{"name":"gift","value":"yes"}]"#))
        #expect(merged(cart([]), guest).note == "Ring twice")
    }

    @Test func `another currency of the guest's cart leaves that of the customer's`() {
        let both = merged(cart([line(7)]) { $0.currency = "USD" }, cart([line(7)]) { $0.currency = "EUR" })
        #expect(both.currency == "USD" && quantities(both) == [[7, 2]])
    }

    @Test func `a merge loses nothing, makes nothing up and leaves no line twice`() {
        var chance = Chance(state: 27)
        for _ in 0..<500 {
            let (own, guest) = (chance.someCart(), chance.someCart())
            let limit = Int64.random(in: 0...12, using: &chance)
            let both = merged(own, guest, limit: limit)
            let (mine, theirs) = (contents(own), contents(guest))
            #expect(contents(both).count == both.lineItems.count, "no line is there twice")
            #expect(Set(contents(both).keys) == Set(mine.keys).union(theirs.keys))
            for (key, quantity) in contents(both) {
                let (one, other) = (mine[key] ?? 0, theirs[key] ?? 0)
                #expect(quantity >= max(one, other) && quantity <= one + other)
                #expect(quantity <= max(limit, one, other))
            }
            #expect(merged(both, cart([]), limit: limit) == both)
            #expect(contents(both) == contents(merged(guest, own, limit: limit)), "in either direction")
        }
    }
}

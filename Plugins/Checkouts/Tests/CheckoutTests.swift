import Checkouts
import StoaKit
import Testing

private func checkout(_ change: (inout Checkout) -> Void = { _ in }) -> Checkout {
    var checkout = Checkout()
    checkout.email = "ada@example.com"
    change(&checkout)
    return checkout
}

@Suite struct CheckoutTests {
    private static let later = now.adding(seconds: 600)

    @Test func `a new checkout is of a buyer who is there`() {
        var new = checkout()
        new.note(nil, at: now)
        #expect(new.activeAt == now && new.listedAs == .active)
    }

    @Test func `being abandoned is nothing that its buyer does`() {
        let before = checkout { $0.activeAt = now }
        var after = before
        (after.abandonedAt, after.remindedAt) = (Self.later, Self.later)
        after.note(before, at: Self.later)
        #expect(after.activeAt == now && after.listedAs == .abandoned && after.abandonedAt == Self.later)
    }

    @Test func `a buyer who comes back has not abandoned it, and was told once`() {
        let before = checkout {
            ($0.activeAt, $0.abandonedAt, $0.remindedAt, $0.listedAs) = (now, now, now, .abandoned)
        }
        var after = before
        after.phone = "+15555551234"
        after.note(before, at: Self.later)
        #expect(after.activeAt == Self.later && after.listedAs == .active)
        #expect(after.abandonedAt == nil && after.remindedAt == now)
    }

    @Test(arguments: [Checkout.Listing.completed, .closed])
    func `what is over is not abandoned`(list: Checkout.Listing) {
        let before = checkout { ($0.activeAt, $0.abandonedAt, $0.listedAs) = (now, now, .abandoned) }
        var after = before
        if list == .completed { after.completedAt = Self.later } else { after.closedAt = Self.later }
        after.note(before, at: Self.later)
        #expect(after.listedAs == list && after.abandonedAt == nil && !after.canBeAbandoned)
    }

    @Test func `without an e-mail nobody can be asked to come back`() {
        #expect(!checkout { $0.email = nil }.canBeAbandoned && checkout().canBeAbandoned)
    }

    @Test func `a checkout takes lines over, and from a buyer who has said nothing what was said in the cart`() {
        var cart = cart([line(7, 2), line(8)]) {
            ($0.id, $0.token, $0.email, $0.note) = (1, "t", "cart@example.com", "Ring twice")
        }
        cart.lineItems[0].goods.price = Money(minorUnits: 900)
        var taken = checkout { $0.email = nil }
        taken.take(cart, cart.lineItems)
        #expect((taken.email, taken.note, taken.cartToken) == ("cart@example.com", "Ring twice", "t"))
        #expect(taken.lineItems.map(\.goods) == cart.lineItems.map(\.goods))
        var again = taken
        (again.email, again.note) = ("ada@example.com", "Leave it")
        again.lineItems[0].id = 70
        again.take(cart, cart.lineItems)
        #expect((again.email, again.note) == ("ada@example.com", "Leave it"))
        #expect(again.lineItems.map(\.id) == [70, 0], "an equal line stays the record that it is")
    }

    @Test func `prices are agreed on until others or somebody else asks`() {
        let before = checkout {
            for variant in [7, 8] {
                var line = CheckoutLine()
                (line.id, line.goods.variantID, line.goods.price) = (70, Int64(variant), Money(minorUnits: 900))
                line.goods.title = "Mug"
                $0.lineItems.append(line)
            }
        }
        func isAgreed(_ change: (inout Checkout) -> Void) -> Bool {
            var after = before
            change(&after)
            return after.isAgreed(in: before)
        }
        #expect(isAgreed { _ in } && isAgreed { $0.lineItems.reverse() })
        #expect(!isAgreed { $0.lineItems[0].goods.quantity = 2 } && !isAgreed { $0.customerID = 3 })
        #expect(!isAgreed { $0.lineItems = [] } && !isAgreed { $0.lineItems.removeLast() })
        #expect(!isAgreed { $0.lineItems[1] = $0.lineItems[0] } && !isAgreed { $0.lineItems.append($0.lineItems[0]) })
        #expect(!isAgreed { $0.lineItems[0].goods.properties = JSON(#"[{"name":"A","value":"1"}]"#) })
        var new = before
        let isAgreedAtFirst = new.isAgreed(in: nil)
        #expect(!isAgreedAtFirst)
    }

    @Test func `the same, sent without its id, is agreed on already`() {
        let before = checkout {
            var line = CheckoutLine()
            (line.id, line.goods.variantID, line.goods.price, line.goods.title) = (70, 7, Money(minorUnits: 900), "Mug")
            $0.lineItems = [line]
        }
        var after = before
        after.lineItems[0] = CheckoutLine()
        after.lineItems[0].goods.variantID = 7
        let isAgreed = after.isAgreed(in: before)
        #expect(isAgreed && after.lineItems[0].goods == before.lineItems[0].goods)
    }
}

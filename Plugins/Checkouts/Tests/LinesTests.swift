import Checkouts
import StoaKit
import Testing

private func joined(
    _ lines: [CartLine], sent: Range<Int>? = nil
) -> (quantities: [[Int64]], places: [Int], issues: [String]) {
    var failures = Failures()
    let joined = lines.joined(sent: sent ?? lines.indices, &failures)
    return (
        quantities(cart(joined.map(\.line))), joined.map(\.place),
        failures.issues.map { "\($0.field) \($0.message)" }
    )
}

@Suite struct LinesTests {
    @Test func `equal lines add up in the place of the first one, whatever the sequence of their properties`() {
        var (first, second) = (line(7, 2), line(7, 3))
        first.goods.properties = JSON(#"[{"name":"A","value":"1"},{"name":"B","value":"2"}]"#)
        second.goods.properties = JSON(#"[{"name":"B","value":"2"},{"name":"A","value":"1"}]"#)
        let found = joined([first, line(8), second, line(7, engraved: "Ada")])
        #expect(found.quantities == [[7, 5], [8, 1], [7, 1]] && found.places == [2, 1, 3] && found.issues.isEmpty)
    }

    @Test func `none of a line is no line`() {
        let found = joined([line(7, 0), line(8, 0), line(8, 2), line(9, 0)])
        #expect(found.quantities == [[8, 2]] && found.places == [2])
    }

    @Test func `more than a line can have is refused where it becomes too many`() {
        let found = joined([line(7, Goods.quantityMax), line(8), line(7, 1)])
        #expect(found.issues == ["line_items[2].quantity comes to more than 1000000 of this"])
        #expect(joined([line(7, Goods.quantityMax - 1), line(7, 1)]).issues.isEmpty)
        let added = joined([line(8), line(7, Goods.quantityMax), line(7, 1)], sent: 2..<3)
        #expect(added.issues == ["line_items[0].quantity comes to more than 1000000 of this"])
        let merged = joined([line(7, Goods.quantityMax), line(7, 1)], sent: 0..<0)
        #expect(merged.issues.isEmpty && merged.quantities == [[7, Goods.quantityMax]])
    }

    @Test func `lines of nothing are nobody's double`() {
        #expect(joined([line(7), line(nil), line(nil)]).quantities == [[7, 1], [0, 1], [0, 1]])
    }

    static let extremes: [(price: Int64, quantity: Int64)] = [
        (.max, 1), (Goods.priceMax + 1, Goods.quantityMax), (Goods.priceMax, .max), (1, .min),
    ]

    @Test(arguments: extremes)
    func `no sum is more than there are numbers for`(price: Int64, quantity: Int64) {
        var lines = (0..<Goods.linesMax).map { line(Int64($0), quantity) }
        for place in lines.indices {
            lines[place].goods.grams = 10_000_000_000
            lines[place].goods.cost(Money(minorUnits: price))
            #expect(lines[place].goods.isAvailable == (price <= Goods.priceMax))
        }
        #expect(Totals(of: lines).price.minorUnits <= Int64(Goods.linesMax) * Goods.priceMax * Goods.quantityMax)
    }

    @Test func `what cannot be bought costs nothing`() {
        var (one, other) = (line(7, 2), line(8, 3))
        (one.goods.linePrice, one.goods.grams) = (Money(minorUnits: 500), 10)
        (other.goods.linePrice, other.goods.isAvailable) = (Money(minorUnits: 900), false)
        let totals = Totals(of: [one, other])
        #expect((totals.items, totals.price.minorUnits, totals.weight) == (2, 500, 20))
        #expect(totals.requiresShipping && !Totals(of: [other]).requiresShipping)
    }
}

@Suite struct CatalogueTests {
    private static let variant: CatalogueVariant = {
        var variant = CatalogueVariant()
        (variant.id, variant.title, variant.price, variant.grams) = (7, "Red", Money(minorUnits: 900), 120)
        return variant
    }()

    private static func entry(_ status: String, published: Int64?) -> CatalogueEntry {
        var product = CatalogueProduct()
        (product.id, product.title, product.status) = (5, "Mug", status)
        product.publishedAt = published.map { now.adding(seconds: $0) }
        return CatalogueEntry(variant, of: product)
    }

    @Test(arguments: [
        ("active", -1, true), ("active", 0, true), ("active", 1, false), ("active", nil, false), ("draft", -1, false),
        ("archived", -1, false),
    ])
    func `what is on sale and published can be bought`(status: String, published: Int64?, isAvailable: Bool) {
        var goods = Goods()
        goods.take(Self.entry(status, published: published), at: now)
        #expect(goods.isAvailable == isAvailable && goods.title == "Mug" && goods.variantTitle == "Red")
    }

    @Test func `what is gone stays as it was, and cannot be bought`() {
        var goods = Goods()
        goods.take(Self.entry("active", published: -1), at: now)
        var later = goods
        later.take(nil, at: now)
        goods.isAvailable = false
        #expect(later == goods && later.price.minorUnits == 900)
    }

    @Test(arguments: [(3, 3, nil), (3, 2, nil), (3, 4, "is not available"), (0, 1, "is not available")])
    func `what cannot be bought may stay, or become less`(before: Int64, quantity: Int64, problem: String?) {
        var goods = Goods()
        (goods.isAvailable, goods.quantity) = (false, quantity)
        var stored = Goods()
        stored.quantity = before
        let known = before > 0 ? stored : nil
        #expect(goods.problem(Self.entry("draft", published: nil), before: known) == problem)
        if problem != nil { #expect(goods.problem(nil, before: known) == "does not exist") }
    }

    @Test(arguments: [("continue", 3, Goods.quantityMax), ("deny", 3, 3), ("deny", -2, 0)])
    func `what there is limits what is put together`(policy: String, quantity: Int64, limit: Int64) {
        var variant = StockedVariant()
        (variant.policy, variant.quantity) = (policy, quantity)
        #expect(variant.limit == limit)
    }
}

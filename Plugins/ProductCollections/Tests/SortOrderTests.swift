import ProductCollections
import StoaKit
import Testing

/// Products in an order, by their titles.
private func titles(_ products: [SortedProduct], _ order: SortOrder) -> [String] {
    products.enumerated().sorted {
        let ranks = [$0, $1].map { order.rank(of: $0.element) ?? $0.offset }
        return ranks[0] == ranks[1] ? $0.element.id < $1.element.id : ranks[0] < ranks[1]
    }.map(\.element.title)
}

@Suite struct SortOrderTests {
    static let products = [
        product("b", variants: [variant(price: 300), variant(price: 200)], id: 7_000_000_003),
        product("A", variants: [variant(price: 100)], id: 7_000_000_001),
        product("c", variants: [variant(price: 250)], id: 7_000_000_002),
    ]

    @Test(arguments: [
        (SortOrder.manual, "bAc"), (.bestSelling, "bAc"), (.created, "Acb"), (.createdDescending, "bcA"),
        (.priceAscending, "Abc"), (.priceDescending, "cbA"), (.alphaAscending, "Abc"), (.alphaDescending, "cbA"),
    ])
    func `ranks ascend in each order`(order: SortOrder, expected: String) {
        #expect(titles(Self.products, order).joined() == expected)
    }

    @Test func `titles sort by their first ten characters, whatever the case`() {
        let sorted = ["", "!", "1", "10", "2", "Ab", "ABBA", "ab b", "abc", "Zebra", "Élan"]
        let expected = ["", "!", "1", "10", "2", "Ab", "ab b", "ABBA", "abc", "Zebra", "Élan"]
        #expect(titles(sorted.map { product($0) }, .alphaAscending) == expected)
        let rank = { SortOrder.alphaAscending.rank(of: product($0)) ?? 0 }
        #expect(rank("abcdefghij") == rank("ABCDEFGHIJK") && rank("abcdefghi") < rank("abcdefghij"))
    }

    @Test func `ranks are whole numbers that JavaScript takes`() {
        let largest = product(String(repeating: "ж", count: 20), variants: [variant(price: .max)])
        for order in SortOrder.allCases { #expect((order.rank(of: largest) ?? 0).magnitude < 1 << 53) }
    }

    @Test func `only another price or title moves a product`() {
        let before = product("Mug", variants: [variant(price: 100), variant(price: 200)])
        let changes: [((inout SortedProduct) -> Void, [SortOrder])] = [
            ({ $0.vendor = "X" }, []), ({ $0.title = "MUG" }, []),
            ({ $0.variants[1].price = Money(minorUnits: 150) }, []),
            ({ $0.variants[1].price = Money(minorUnits: 50) }, [.priceAscending, .priceDescending]),
            ({ $0.title = "Cup" }, [.alphaAscending, .alphaDescending]),
        ]
        for (change, expected) in changes {
            var after = before
            change(&after)
            #expect(SortOrder.changed(from: before, to: after) == expected)
        }
    }

    @Test(arguments: [(1, "0000000001"), (42, "0000000042"), (12_345_678_901, "12345678901")])
    func `positions are texts that sort`(position: Int, text: String) {
        var membership = Membership()
        membership.move(to: position)
        #expect(membership.sortValue == text && membership.position == position)
    }

    @Test(arguments: SortOrder.allCases)
    func `a move is seen where the position is the order`(order: SortOrder) {
        var membership = Membership()
        membership.move(to: 3)
        membership.rank(Self.products[0], in: order)
        let before = membership.rank
        membership.move(to: 9)
        #expect(membership.rank == (order.rank(of: Self.products[0]) == nil ? 9 : before))
    }
}

import Orders
import StoaKit
import Testing

private func shippingLine(_ price: String) -> ShippingLine {
    var line = ShippingLine()
    line.price = money(price)
    return line
}

@Suite struct ReckonTests {
    private func discounted(_ codes: String, _ lines: [LineItem], shipping: [ShippingLine] = []) -> Order {
        reckoned(
            order(lines) {
                $0.discountCodes = JSON(codes)
                $0.shippingLines = shipping
            }
        ).order
    }

    @Test func `lines, shipping and weight are added up`() {
        var heavy = line("2.50", quantity: 3)
        heavy.grams = 200
        let totals = discounted("[]", [heavy, line("1.00")], shipping: [shippingLine("4.90"), shippingLine("0.10")])
            .totals
        #expect(totals.lineItems == money("8.50") && totals.subtotal == money("8.50") && totals.weight == 600)
        #expect(totals.shipping == money("5.00") && totals.price == money("13.50") && totals.discounts == .zero)
    }

    @Test(
        arguments: [
            (#"{"code":"A","amount":"10.00","type":"fixed_amount"}"#, ["4.63", "0.74", "4.63"], "10.00"),
            (#"{"code":"A","amount":10}"#, ["4.63", "0.74", "4.63"], "10.00"),
            (#"{"code":"A","amount":"10.0","type":"percentage"}"#, ["10.00", "1.60", "10.00"], "21.60"),
            (#"{"code":"A","amount":"999","type":"fixed_amount"}"#, ["100.00", "15.99", "100.00"], "215.99"),
            (#"{"code":"A","amount":"100","type":"percentage"}"#, ["100.00", "15.99", "100.00"], "215.99"),
            (#"{"code":"A","amount":"3.00","type":"shipping"}"#, ["0.00", "0.00", "0.00"], "3.00"),
            (#"{"code":"A","amount":"30.00","type":"shipping"}"#, ["0.00", "0.00", "0.00"], "4.90"),
        ] as [(String, [String], String)])
    func `a code takes off what it says and no more than there is`(code: String, shares: [String], total: String) {
        let lines = [line("100"), line("15.99"), line("100")]
        let order = discounted("[\(code)]", lines, shipping: [shippingLine("4.90")])
        #expect(order.lineItems.map { $0.totalDiscount.text(in: dollars) } == shares)
        #expect(order.totals.discounts == money(total))
        #expect(order.discountCodes.elements?.first?["amount"] == .string(total))
        #expect(order.totals.price.minorUnits == money("220.89").minorUnits - money(total).minorUnits)
    }

    @Test func `codes follow each other, and each line knows which took what`() {
        let order = discounted(
            #"[{"code":"A","amount":"5.00"},{"code":"B","amount":"50","type":"percentage"}]"#, [line("10"), line("5")])
        #expect(order.totals.subtotal == money("5.00"))
        #expect(
            order.lineItems[0].discountAllocations
                == JSON(
                    #"[{"amount":"3.33","discount_application_index":0},{"amount":"3.34","discount_application_index":1}]"#
                ))
        #expect(order.discountApplications.elements?.map { $0["code"]?.string } == ["A", "B"])
        #expect(order.discountApplications.elements?.map { $0["value"]?.string } == ["5.00", "50.0"])
    }

    private static let refused: [(String, String)] = [
        (#"[{"amount":"1"}]"#, "discount_codes[0].code must be text of 1 to 255 characters"),
        (#"[{"code":"A","amount":"1","type":"gift"}]"#, "discount_codes[0].type is not included in the list"),
        (#"[{"code":"A","amount":"1.005"}]"#, "discount_codes[0].amount is not an amount in USD"),
        (#"[{"code":"A","amount":"-1"}]"#, "discount_codes[0].amount is not an amount in USD"),
        (#"[{"code":"A"}]"#, "discount_codes[0].amount is not an amount in USD"),
        (
            #"[{"code":"A","amount":101,"type":"percentage"}]"#,
            "discount_codes[0].amount must be a number from 0 to 100"
        ),
        ("5", "discount_codes must be a list of objects"),
    ]

    @Test(arguments: refused)
    func `what is no code is refused by its place`(codes: String, issue: String) {
        #expect(reckoned(order([line("10")]) { $0.discountCodes = JSON(codes) }).issues == [issue])
    }

    @Test func `what comes to more than can be reckoned exactly is refused`() {
        let large = line("100000000", quantity: LineItem.quantityMax)
        let issues = reckoned(order(Array(repeating: large, count: LineItem.countMax))).issues
        #expect(issues == ["line_items come to more than 100000000000.00"])
    }

    @Test func `what is beyond its bounds is not reckoned with`() {
        for change: (inout LineItem) -> Void in [
            { $0.quantity = .max }, { $0.quantity = 0 }, { $0.price = Money(minorUnits: .max) },
            { $0.price = Money(minorUnits: -1) }, { $0.grams = .max },
        ] {
            var wrong = line("1.00", quantity: 2)
            change(&wrong)
            let (order, issues) = reckoned(order([wrong]))
            #expect(issues.isEmpty && order.totals == Order.Totals())
        }
    }

    /// What the parts of an order say of each other, however they were made.
    @Test func `any order comes to the sum of its parts`() {
        var chance = Chance(state: 7)
        for _ in 0..<2_000 {
            let draft = order((0..<Int.random(in: 1...8, using: &chance)).map { _ in randomLine(&chance) }) {
                $0.shippingLines = [shippingLine("4.90")]
                $0.taxesIncluded = Bool.random(using: &chance)
                $0.taxRounding = Bool.random(using: &chance) ? .perLine : .perOrder
                $0.taxLines = JSON(
                    #"[{"title":"A","rate":0.0\#(chance.amount(99).minorUnits)},{"title":"B","rate":0.19}]"#)
                $0.discountCodes = JSON(
                    #"[{"code":"A","amount":\#(chance.amount(99).minorUnits)},{"code":"B","amount":12.5,"type":"percentage"}]"#
                )
            }
            let (order, issues) = reckoned(draft)
            #expect(issues.isEmpty)
            check(order)
        }
    }

    private func randomLine(_ chance: inout Chance) -> LineItem {
        var random = line("1", quantity: Int64.random(in: 1...9, using: &chance))
        random.price = chance.amount(10_000)
        random.taxable = Int.random(in: 0...3, using: &chance) > 0
        return random
    }

    private func check(_ order: Order) {
        let totals = order.totals
        let taxes = order.lineItems.flatMap { $0.taxLines.elements ?? [] }.map { money($0["price"]?.string ?? "") }
        #expect(taxes.sum == totals.tax)
        #expect(order.taxLines.elements?.map { money($0["price"]?.string ?? "") }.sum == totals.tax)
        #expect(order.lineItems.map(\.gross).sum == totals.lineItems)
        #expect(order.lineItems.map(\.totalDiscount).sum == totals.discounts)
        #expect(totals.subtotal.minorUnits == totals.lineItems.minorUnits - totals.discounts.minorUnits)
        let added = order.taxesIncluded ? 0 : totals.tax.minorUnits
        #expect(totals.price.minorUnits == totals.subtotal.minorUnits + totals.shipping.minorUnits + added)
        for line in order.lineItems {
            #expect(line.totalDiscount >= .zero && line.totalDiscount <= line.gross)
            let allocated = (line.discountAllocations.elements ?? []).map { money($0["amount"]?.string ?? "") }
            #expect(allocated.sum == line.totalDiscount)
        }
        let codes = (order.discountCodes.elements ?? []).map { money($0["amount"]?.string ?? "") }
        #expect(codes.sum == totals.discounts)
    }
}

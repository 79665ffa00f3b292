import Orders
import StoaKit
import Testing

@Suite struct TaxTests {
    private func taxed(_ count: Int, _ price: String, _ tax: String, _ rounding: TaxRounding, included: Bool) -> Order {
        reckoned(
            order((0..<count).map { _ in line(price) }) {
                $0.taxLines = JSON(#"[{"title":"Tax","rate":\#(tax)}]"#)
                ($0.taxRounding, $0.taxesIncluded) = (rounding, included)
            }
        ).order
    }

    @Test(
        arguments: [
            // Gross 19.99 at 19 % is 16.80 and 3.19.
            (1, "19.99", "0.19", .perLine, true, "3.19", "19.99"),
            (3, "3.33", "0.2", .perLine, true, "1.65", "9.99"), (3, "3.33", "0.2", .perOrder, true, "1.66", "9.99"),
            (10, "1.05", "0.0825", .perLine, false, "0.90", "11.40"),
            (10, "1.05", "0.0825", .perOrder, false, "0.87", "11.37"),
            (1, "24.99", "0.1075", .perLine, false, "2.69", "27.68"),
            (2, "10.00", "0", .perLine, true, "0.00", "20.00"),
        ] as [(Int, String, String, TaxRounding, Bool, String, String)])
    func `taxes are rounded half up where the order says`(
        count: Int, price: String, tax: String, rounding: TaxRounding, included: Bool, total: String, all: String
    ) {
        let order = taxed(count, price, tax, rounding, included: included)
        #expect(order.totals.tax.text(in: dollars) == total)
        #expect(order.totals.price.text(in: dollars) == all)
    }

    @Test func `a total is whole minor units, shipping included`() {
        var shipping = ShippingLine()
        shipping.price = money("6.44")
        let (order, issues) = reckoned(
            order([line("24.99")]) {
                $0.shippingLines = [shipping]
                $0.taxLines = JSON(#"[{"title":"Tax","rate":0.1075}]"#)
            })
        #expect(issues.isEmpty && order.totals.price == money("34.12"))
    }

    @Test func `taxes per order are spread over the lines to the last cent`() {
        let order = taxed(10, "1.05", "0.0825", .perOrder, included: false)
        let shares = order.lineItems.map { $0.taxLines.elements?.first?["price"]?.string ?? "" }
        #expect(shares == Array(repeating: "0.09", count: 7) + Array(repeating: "0.08", count: 3))
        #expect(order.taxLines == JSON(#"[{"title":"Tax","rate":0.0825,"price":"0.87"}]"#))
    }

    @Test func `several taxes that a price includes come to what is not net`() throws {
        let rates = try ["0.05", "0.08"].map { try #require(Rate(JSON($0))) }
        #expect(taxes(on: money("11.30"), rates, included: true) == [money("0.50"), money("0.80")])
        #expect(taxes(on: money("10.00"), rates, included: false) == [money("0.50"), money("0.80")])
    }

    @Test func `a price that was sent stays, and one of the whole order is spread`() {
        var own = line("10.00")
        own.taxLines = JSON(#"[{"title":"Local","rate":"0.1","price":"0.77"}]"#)
        var free = line("99.00")
        free.taxable = false
        let (order, issues) = reckoned(
            order([own, line("20.00"), line("10.00"), free]) {
                $0.taxLines = JSON(#"[{"title":"State","rate":0.06,"price":13.5}]"#)
            })
        #expect(issues.isEmpty && order.totals.tax == money("14.27"))
        #expect(order.lineItems.map { $0.taxLines.elements?.first?["price"]?.string } == ["0.77", "9.00", "4.50", nil])
        #expect(
            order.taxLines
                == JSON(
                    #"[{"title":"Local","rate":0.1,"price":"0.77"},{"title":"State","rate":0.06,"price":"13.50"}]"#))
    }

    private static let refused: [(String, String)] = [
        (#"[{"rate":-0.1}]"#, "tax_lines[0].rate must be a number from 0 to 10, such as 0.0825"),
        (#"[{"title":"x"}]"#, "tax_lines[0].rate must be a number from 0 to 10, such as 0.0825"),
        (#"[{"rate":1e1}]"#, "tax_lines[0].rate must be a number from 0 to 10, such as 0.0825"),
        (#"[{"rate":0.1},{"rate":0.1,"price":"1.005"}]"#, "tax_lines[1].price is not an amount in USD"),
        (#"[{"rate":0.1,"price":"-1"}]"#, "tax_lines[0].price is not an amount in USD"),
        ("[5]", "tax_lines must be a list of objects"), (#"{"rate":0.1}"#, "tax_lines must be a list of objects"),
    ]

    @Test(arguments: refused)
    func `what is no tax is refused by its place`(json: String, issue: String) {
        #expect(reckoned(order([line("1.00")]) { $0.taxLines = JSON(json) }).issues == [issue])
    }

    @Test func `a tax on nothing is refused`() {
        var free = line("10.00")
        free.taxable = false
        let issues = reckoned(order([free]) { $0.taxLines = JSON(#"[{"rate":0.1,"price":"1.00"}]"#) }).issues
        #expect(issues == ["tax_lines have a price, but there is nothing that they could be on"])
    }

    @Test(arguments: [
        ("0.0825", "8.25"), ("0.1", "10.0"), ("1", "100.0"), ("0.07375", "7.375"), ("0", "0.0"), ("0.000000001", nil),
    ])
    func `a rate is exact, as a part and as a percentage`(part: String, percent: String?) {
        #expect(Rate(JSON(part)) == Rate(JSON("\"\(part)\"")) && Rate(JSON(part)) != nil)
        guard let percent else { return }
        #expect(Rate(percent: percent) == Rate(JSON(part)))
    }

    @Test(arguments: ["", "x", "-1", "1e-2", "10.1", "0.0000000001", "null", "[]", ".5", "99999999999999999999"])
    func `what is no rate is none`(text: String) {
        #expect(Rate(JSON(text)) == nil)
    }
}

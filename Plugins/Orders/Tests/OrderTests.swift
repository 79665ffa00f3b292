import Orders
import StoaKit
import Testing

private func issues(_ body: (inout Failures) -> Void) -> [String] {
    var failures = Failures()
    body(&failures)
    return failures.issues.map { "\($0.field) \($0.message)" }
}

@Suite struct OrderTests {
    private static let variant: OrderedVariant = {
        var variant = OrderedVariant()
        (variant.id, variant.title, variant.sku, variant.grams) = (7, "Red", "R-1", 120)
        (variant.taxable, variant.requiresShipping) = (false, false)
        return variant
    }()
    private static let product: OrderedProduct = {
        var product = OrderedProduct()
        (product.id, product.title, product.vendor) = (5, "Mug", "Acme")
        return product
    }()

    @Test func `a line takes over what the variant is, except for what was sent`() {
        var line = LineItem()
        line.take(Self.variant, of: Self.product)
        line.complete()
        #expect((line.title, line.variantTitle, line.name) == ("Mug", "Red", "Mug - Red"))
        #expect((line.sku, line.vendor, line.grams, line.productID) == ("R-1", "Acme", 120, 5))
        #expect((line.taxable, line.requiresShipping) == (false, false))
        var sent = LineItem()
        (sent.title, sent.sku, sent.vendor, sent.grams, sent.taxable, sent.requiresShipping) = (
            "Cup", "", "Zed", 0, true, true
        )
        let before = sent
        sent.take(Self.variant, of: Self.product)
        #expect(
            (sent.title, sent.sku, sent.vendor, sent.grams) == (before.title, before.sku, before.vendor, before.grams))
        #expect((sent.taxable, sent.requiresShipping) == (true, true))
    }

    @Test func `the only variant of a product has no title of its own`() {
        var variant = Self.variant
        variant.title = "Default Title"
        var line = LineItem()
        line.take(variant, of: Self.product)
        line.complete()
        #expect(line.variantTitle == nil && line.name == "Mug")
    }

    @Test func `what is sent back as it was is no change, however it is spelled`() {
        var taxed = line("10.00")
        taxed.taxLines = JSON(#"[{"title":"VAT","rate":0.19,"price":"1.90"}]"#)
        var other = line("5.00")
        other.id = 1
        let before = order([taxed, other]) { ($0.taxLines, $0.currency, $0.processedAt) = (taxed.taxLines, "USD", now) }
        var sent = before
        (sent.currency, sent.processedAt) = ("usd", nil)
        sent.lineItems[0].taxLines = JSON(#"[ {"price": "1.90", "title": "V\u0041T", "rate": 0.190} ]"#)
        sent.taxLines = sent.lineItems[0].taxLines
        sent.lineItems[0].properties = JSON(#"[{"name":"Engraving","value":"Ada"}]"#)
        let properties = sent.lineItems[0].properties
        sent.lineItems.reverse()
        #expect(issues { sent.keepTerms(of: before, &$0) } == [])
        #expect(sent.taxLines == before.taxLines && sent.lineItems[1].taxLines == taxed.taxLines)
        #expect(sent.lineItems[1].properties == properties)
        #expect(sent.currency == "USD" && sent.processedAt == now)
    }

    private static let changes: [(String, @Sendable (inout Order) -> Void)] = [
        ("line_items", { $0.lineItems[0].quantity = 2 }), ("line_items", { $0.lineItems[0].price = money("1.00") }),
        ("line_items", { $0.lineItems = [] }), ("line_items", { $0.lineItems.append(line("1.00")) }),
        ("line_items", { $0.lineItems[0].taxLines = JSON(#"[{"rate":0.1}]"#) }),
        ("shipping_lines", { $0.shippingLines = [ShippingLine()] }), ("taxes_included", { $0.taxesIncluded = true }),
        ("tax_rounding", { $0.taxRounding = .perOrder }), ("currency", { $0.currency = "EUR" }),
        ("discount_codes", { $0.discountCodes = JSON(#"[{"code":"A","amount":"1"}]"#) }),
        ("tax_lines", { $0.taxLines = JSON(#"[{"rate":0.1}]"#) }),
    ]

    @Test(arguments: changes.indices)
    func `what it was bought for stays`(place: Int) {
        let (field, change) = Self.changes[place]
        let before = order([line("10.00")])
        var sent = before
        change(&sent)
        #expect(issues { sent.keepTerms(of: before, &$0) } == ["\(field) can't be changed once the order is made"])
    }

    @Test(arguments: [
        ("https://post.example/1Z", []), ("", []),
        ("javascript:alert(1)", ["tracking_url is not a valid URL"]),
        ("post.example/1Z", ["tracking_url is not a valid URL"]),
    ])
    func `goods are followed at an address of the web`(url: String, expected: [String]) {
        var sent = order([]) { $0.trackingURL = url }
        #expect(issues { sent.settleTexts(&$0) } == expected)
    }

    @Test func `names and values may be an object, and numbers`() {
        var sent = order([line("1")]) {
            $0.noteAttributes = JSON(#"{"colour":"red","size":5}"#)
            $0.lineItems[0].properties = JSON(#"[{"name":"Engraving","value":null},{"name":"Font","value":true}]"#)
        }
        #expect(issues { sent.settleTexts(&$0) } == [])
        #expect(sent.noteAttributes == JSON(#"[{"name":"colour","value":"red"},{"name":"size","value":"5"}]"#))
        #expect(
            sent.lineItems[0].properties == JSON(#"[{"name":"Engraving","value":""},{"name":"Font","value":"true"}]"#))
    }

    @Test(arguments: [
        ("5", "note_attributes must be a list of objects"), ("[5]", "note_attributes must be a list of objects"),
        (#"[{"value":"x"}]"#, "note_attributes[0].name must be text of 1 to 255 characters"),
        (
            "[" + Array(repeating: #"{"name":"a"}"#, count: 251).joined(separator: ",") + "]",
            "note_attributes has more than 250 entries"
        ),
    ])
    func `what are no names and values is refused`(json: String, issue: String) {
        var sent = order([]) { $0.noteAttributes = JSON(json) }
        #expect(issues { sent.settleTexts(&$0) } == [issue])
    }

    @Test(
        arguments: [
            (#"{"country":"germany"}"#, "country", "Germany"), (#"{"country":"germany"}"#, "country_code", "DE"),
            (#"{"country_code":"us","province":"ny"}"#, "province", "New York"),
            (#"{"country_code":"us","province_code":"NY"}"#, "province", "New York"),
            (#"{"country":"Atlantis","country_code":"XX"}"#, "country_code", "XX"),
            (#"{"first_name":"Ada","last_name":"L","name":"x"}"#, "name", "Ada L"), (#"{"name":"x"}"#, "name", "x"),
        ])
    func `an address says the same in names and codes`(json: String, member: String, value: String) {
        var failures = Failures()
        let address = PostalAddress.settled(JSON(json), "billing_address", &failures)
        #expect(failures.issues.isEmpty && address?[member]?.string == value)
        #expect(address.flatMap { PostalAddress.settled($0, "billing_address", &failures) } == address)
    }

    @Test(arguments: [
        ("5", "billing_address must be an object"),
        (#"{"city":5}"#, "billing_address.city must be text of at most 255 characters"),
    ])
    func `what is no address is refused`(json: String, issue: String) {
        #expect(issues { _ = PostalAddress.settled(JSON(json), "billing_address", &$0) } == [issue])
    }

    @Test func `of who was erased nothing is left but the number`() {
        var customer = OrderingCustomer()
        (customer.id, customer.firstName, customer.erasedAt) = (9, "Erased", now)
        var kept = order([line("10.00")]) {
            ($0.customerID, $0.email, $0.phone, $0.note) = (9, "ada@example.com", "1", "for Ada")
            ($0.billingAddress, $0.shippingAddress) = (JSON(#"{"name":"Ada"}"#), JSON(#"{"name":"Ada"}"#))
            $0.noteAttributes = JSON(#"[{"name":"to","value":"Ada"}]"#)
            $0.lineItems[0].properties = $0.noteAttributes
        }
        kept.show(customer)
        #expect(
            kept == order([line("10.00")]) { ($0.customerID, $0.customer) = (9, customer.shown) })
        #expect(!customer.shown.text.contains("Ada"))
    }

    @Test func `a history counts orders, what they come to, and the newest`() throws {
        func share(_ id: Int64, _ total: String, _ status: Order.Status = .pending) throws -> OrderShare {
            try #require(
                OrderShare(
                    order([]) {
                        ($0.id, $0.name, $0.customerID, $0.status) = (id, "#\(id)", 9, status)
                        $0.totals.price = money(total)
                    }))
        }
        var customer = OrderingCustomer()
        let (first, second) = (try share(1, "10.00"), try share(2, "5.00"))
        customer.count(second)
        customer.count(first)
        #expect((customer.ordersCount, customer.totalSpent, customer.lastOrderName) == (2, money("15.00"), "#2"))
        try customer.discount(first) { () throws(Failures) in nil }
        #expect((customer.ordersCount, customer.totalSpent, customer.lastOrderID) == (1, money("5.00"), 2))
        try customer.discount(second) { () throws(Failures) in first }
        #expect((customer.ordersCount, customer.totalSpent, customer.lastOrderID) == (0, .zero, 1))
        #expect(try share(3, "7.00", .cancelled).spent == .zero)
        #expect(OrderShare(order([])) == nil)
    }
}

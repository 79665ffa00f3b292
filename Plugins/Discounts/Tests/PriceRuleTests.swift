import Discounts
import StoaKit
import Testing

@Suite struct PriceRuleTests {
    private static let shippingOff: @Sendable (inout PriceRule) -> Void = {
        $0.targetType = .shippingLine
        $0.allocationMethod = .each
        $0.valueType = .percentage
        $0.value = "-100"
    }
    private static let buyOneGetOne: @Sendable (inout PriceRule) -> Void = {
        $0.targetSelection = .entitled
        $0.allocationMethod = .each
        $0.valueType = .percentage
        $0.value = "-100"
        $0.entitled.products = JSON("[1]")
        $0.prerequisite.products = JSON("[2]")
        $0.quantityRatio = JSON(#"{"prerequisite_quantity":2,"entitled_quantity":1}"#)
    }

    private static func rule(_ changes: (inout PriceRule) -> Void...) -> PriceRule {
        var rule = PriceRule()
        rule.title = "Sale"
        (rule.valueType, rule.value) = (.fixedAmount, "-10.00")
        (rule.targetType, rule.targetSelection, rule.allocationMethod) = (.lineItem, .all, .across)
        rule.customerSelection = .all
        rule.startsAt = Timestamp(microseconds: 0)
        for change in changes { change(&rule) }
        return rule
    }

    private func prepared(
        _ rule: PriceRule, currency: Currency = Currency(code: "USD", exponent: 2)
    ) throws(Failures) -> PriceRule {
        var rule = rule
        try preparePriceRule(&rule, Change(currency: currency))
        return rule
    }

    struct Refusal: Sendable {
        let field: String
        let message: String
        let change: @Sendable (inout PriceRule) -> Void

        init(_ field: String, _ message: String, _ change: @escaping @Sendable (inout PriceRule) -> Void) {
            (self.field, self.message, self.change) = (field, message, change)
        }
    }

    private func expectRefusal(_ refusal: Refusal, of rule: PriceRule) {
        var rule = rule
        refusal.change(&rule)
        let failures = #expect(throws: Failures.self) { try prepared(rule) }
        #expect(failures?.issues.first == Failure(.invalid, refusal.field, refusal.message))
    }

    @Test(arguments: [
        Refusal("value", "is not a number") { $0.value = "ten" },
        Refusal("value", "must be less than or equal to 0") { $0.value = "0.01" },
        Refusal("value", "must have at most 2 decimal places") { $0.value = "-1.001" },
        Refusal("value", "must be between -100.0 and 0.0") { ($0.valueType, $0.value) = (.percentage, "-100.01") },
        Refusal("ends_at", "must be after starts_at") { $0.endsAt = $0.startsAt },
        Refusal("entitled_product_ids", "must be a list of at most 1000 ids") { $0.entitled.products = JSON("7") },
        Refusal("entitled_product_ids", "can only be used when target_selection is entitled") {
            $0.entitled.products = JSON("[1]")
        },
        Refusal("entitled_country_ids", "can only be used when target_selection is entitled") {
            $0.entitled.countries = JSON("[1]")
        },
        Refusal("target_selection", "is entitled, so it needs products, variants or collections") {
            $0.targetSelection = .entitled
        },
        Refusal("customer_selection", "is prerequisite, so it needs customers or segments") {
            $0.customerSelection = .prerequisite
        },
        Refusal("prerequisite_customer_ids", "can only be used when customer_selection is prerequisite") {
            $0.prerequisite.customers = JSON("[1]")
        },
        Refusal("prerequisite_shipping_price_range", "can only be used when target_type is shipping_line") {
            $0.shippingPriceRange = JSON(#"{"less_than_or_equal_to":"5"}"#)
        },
        Refusal("prerequisite_subtotal_range", "can't be used together with prerequisite_quantity_range") {
            $0.subtotalRange = JSON(#"{"greater_than_or_equal_to":"5"}"#)
            $0.quantityRange = JSON(#"{"greater_than_or_equal_to":5}"#)
        },
    ])
    func `what contradicts itself is refused`(refusal: Refusal) {
        expectRefusal(refusal, of: Self.rule())
    }

    @Test(arguments: [
        Refusal("value", "must be -100.0 when target_type is shipping_line") { $0.value = "-50" },
        Refusal("allocation_method", "must be each when target_type is shipping_line") {
            $0.allocationMethod = .across
        },
        Refusal("target_selection", "is entitled, so it needs countries") { $0.targetSelection = .entitled },
        Refusal("entitled_variant_ids", "can only be used when target_type is line_item") {
            $0.targetSelection = .entitled
            $0.entitled.countries = JSON("[1]")
            $0.entitled.variants = JSON("[1]")
        },
    ])
    func `what shipping cannot have is refused`(refusal: Refusal) {
        expectRefusal(refusal, of: Self.rule(Self.shippingOff))
    }

    @Test(arguments: [
        Refusal("prerequisite_to_entitlement_quantity_ratio", "can only be used when value_type is percentage") {
            $0.valueType = .fixedAmount
        },
        Refusal("prerequisite_to_entitlement_quantity_ratio", "can only be used when allocation_method is each") {
            $0.allocationMethod = .across
        },
        Refusal("prerequisite_to_entitlement_quantity_ratio", "must say how many get cheaper") {
            $0.quantityRatio = JSON(#"{"prerequisite_quantity":2}"#)
        },
        Refusal(
            "prerequisite_to_entitlement_quantity_ratio", "must say either how many have to be bought or for how much"
        ) {
            $0.quantityRatio = JSON(#"{"entitled_quantity":2}"#)
        },
        Refusal(
            "prerequisite_to_entitlement_quantity_ratio",
            "needs products, variants or collections that have to be bought"
        ) {
            $0.prerequisite.products = JSON("[]")
        },
        Refusal("prerequisite_collection_ids", "can't be used together with products or variants") {
            $0.prerequisite.collections = JSON("[3]")
        },
        Refusal("entitled_collection_ids", "can't be used together with products or variants") {
            $0.entitled.collections = JSON("[3]")
        },
    ])
    func `what an exchange cannot have is refused`(refusal: Refusal) {
        expectRefusal(refusal, of: Self.rule(Self.buyOneGetOne))
    }

    @Test func `what is right is written in one form`() throws {
        let plain = try prepared(Self.rule())
        #expect(plain.value == "-10.0")
        #expect(try prepared(plain) == plain)
        let shipping = try prepared(
            Self.rule(
                Self.shippingOff,
                {
                    $0.targetSelection = .entitled
                    $0.entitled.countries = JSON(#"["7", 7, 8]"#)
                    $0.shippingPriceRange = JSON(#"{"less_than_or_equal_to":12.50}"#)
                }))
        #expect(shipping.entitled.countries == JSON("[7,8]"))
        #expect(shipping.shippingPriceRange == JSON(#"{"less_than_or_equal_to":"12.5"}"#))
        let spending = try prepared(
            Self.rule(
                Self.buyOneGetOne,
                {
                    $0.quantityRatio = JSON(#"{"entitled_quantity":"1"}"#)
                    $0.purchase = JSON(#"{"prerequisite_amount":50}"#)
                }))
        #expect(spending.quantityRatio == JSON(#"{"prerequisite_quantity":null,"entitled_quantity":1}"#))
        #expect(spending.purchase == JSON(#"{"prerequisite_amount":"50.0"}"#))
    }

    @Test func `a fixed amount is taken off shipping too`() throws {
        let rule = Self.rule(Self.shippingOff, { ($0.valueType, $0.value) = (.fixedAmount, "-5") })
        #expect(try prepared(rule).value == "-5.0")
    }

    @Test(arguments: [("-18.5", 0, false), ("-18", 0, true), ("-1.125", 3, true), ("-1.1255", 3, false)])
    func `an amount has no more decimals than the currency`(value: String, exponent: Int, isFine: Bool) {
        let currency = Currency(code: "XXX", exponent: exponent)
        let result = Result { () throws(Failures) in try prepared(Self.rule({ $0.value = value }), currency: currency) }
        #expect(((try? result.get()) != nil) == isFine)
    }

    @Test func `an empty range is none`() throws {
        #expect(try prepared(Self.rule({ $0.subtotalRange = JSON("{}") })).subtotalRange == nil)
        let null = JSON(#"{"greater_than_or_equal_to":null}"#)
        #expect(try prepared(Self.rule({ $0.quantityRange = null })).quantityRange == nil)
    }

    @Test(arguments: [
        "5", "[]", #"{"less_than_or_equal_to":"5"}"#, #"{"greater_than_or_equal_to":"-5"}"#,
        #"{"greater_than_or_equal_to":"5.001"}"#, #"{"greater_than_or_equal_to":{}}"#,
        #"{"greater_than_or_equal_to":"5","more":1}"#,
    ])
    func `a range is an object of one amount`(range: String) {
        let failures = #expect(throws: Failures.self) {
            try prepared(Self.rule({ $0.subtotalRange = JSON(range) }))
        }
        #expect(failures?.issues.map(\.field) == ["prerequisite_subtotal_range"])
    }

    @Test(arguments: [#"["x"]"#, "[0]", "[-1]", "[1.5]", "[null]", "[[1]]"])
    func `what is no id is refused`(ids: String) {
        let failures = #expect(throws: Failures.self) {
            try prepared(Self.rule({ ($0.targetSelection, $0.entitled.products) = (.entitled, JSON(ids)) }))
        }
        #expect(failures?.issues.first == Failure(.invalid, "entitled_product_ids", "must be a list of ids"))
    }

    @Test func `a list has no more than a thousand ids`() {
        func rule(_ count: Int) -> PriceRule {
            let ids = JSON.array((1...count).map { JSON("\($0)") })
            return Self.rule({ ($0.targetSelection, $0.entitled.products) = (.entitled, ids) })
        }
        #expect(throws: Never.self) { try prepared(rule(1_000)) }
        #expect(throws: Failures.self) { try prepared(rule(1_001)) }
    }

    @Test func `what is missing contradicts nothing`() {
        #expect(throws: Never.self) { try prepared(PriceRule()) }
    }

    @Test func `all that is wrong is told at once`() {
        let failures = #expect(throws: Failures.self) {
            try prepared(
                Self.rule({
                    $0.value = "5"
                    $0.endsAt = Timestamp(microseconds: -1)
                    $0.entitled.products = JSON("[1]")
                }))
        }
        #expect(failures?.issues.map(\.field) == ["value", "ends_at", "entitled_product_ids"])
    }
}

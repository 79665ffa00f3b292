import Inventory
import StoaKit
import Testing

@Suite struct ItemTests {
    private func variant(_ quantity: Int = 0, management: String? = nil) -> StockedVariant {
        var variant = StockedVariant()
        variant.id = 7
        variant.sku = "MUG"
        variant.quantity = quantity
        variant.management = management
        return variant
    }

    static let beginnings: [(Int, String?, Bool)] = [
        (0, nil, false), (200, nil, true), (-1, nil, true), (0, "shopify", true),
    ]

    @Test(arguments: beginnings)
    func `what has a quantity or is counted by somebody is tracked`(quantity: Int, by: String?, isTracked: Bool) {
        #expect(InventoryItem(of: variant(quantity, management: by), product: 1).isTracked == isTracked)
    }

    @Test func `an item has its variant's sku, shipping and policy`() {
        var variant = variant()
        variant.requiresShipping = false
        variant.policy = .continue
        let item = InventoryItem(of: variant, product: 1)
        #expect((item.sku, item.requiresShipping, item.isOversold) == ("MUG", false, true))
        #expect(item.productID == 1)
    }

    @Test func `who counts a variant decides whether its item is counted`() {
        var item = InventoryItem(of: variant(5), product: 1)
        item.follow(variant(5, management: "shopify"), since: variant(5))
        #expect(item.isTracked)
        item.follow(variant(5), since: variant(5, management: "shopify"))
        #expect(!item.isTracked)
        item.isTracked = true
        item.follow(variant(9), since: variant(5))
        #expect(item.isTracked, "nothing changed about who counts")
    }

    @Test func `an item that is counted says so on its variant`() {
        let before = InventoryItem(of: variant(), product: 1)
        var item = before
        item.isTracked = true
        item.sku = "CUP"
        var variant = variant()
        variant.follow(item, since: before)
        #expect((variant.management, variant.sku) == ("shopify", "CUP"))
        variant.management = "other"
        variant.follow(item, since: before)
        #expect(variant.management == "other")
        variant.follow(before, since: item)
        #expect(variant.management == nil)
    }

    @Test(arguments: [
        (0, StockedVariant.Policy.deny, true), (5, .deny, true), (-1, .deny, false), (-1, .continue, true),
        (Quantities.most + 1, .continue, false),
    ])
    func `a variant starts with what it may have`(quantity: Int, policy: StockedVariant.Policy, isFine: Bool) {
        var variant = variant(quantity)
        variant.policy = policy
        #expect((variant.startProblem == nil) == isFine)
    }

    @Test(arguments: ["123456", "1234567890123"]) func `customs codes have 6 to 13 digits`(code: String) throws {
        var item = InventoryItem()
        item.harmonizedSystemCode = code
        item.harmonizedSystemCodes = JSON(#"[{"country_code":"ca","harmonized_system_code":\#(code)}]"#)
        item.countryOfOrigin = "de"
        try prepareItem(&item, Change())
        #expect(item.countryOfOrigin == "DE")
        #expect(
            item.harmonizedSystemCodes == JSON(#"[{"harmonized_system_code":"\#(code)","country_code":"CA"}]"#))
    }

    @Test(arguments: ["12345", "12345678901234", "12345a", "١٢٣٤٥٦"]) func `other customs codes are refused`(
        code: String
    ) {
        var item = InventoryItem()
        item.harmonizedSystemCode = code
        #expect(throws: Failures.invalid("harmonized_system_code", "must be a number of 6 to 13 digits")) {
            try prepareItem(&item, Change())
        }
    }

    @Test(arguments: ["1", "{}", "[1]", #"[{"country_code":"CA"}]"#, #"[{"harmonized_system_code":"123456"}]"#])
    func `lists of customs codes without codes are refused`(json: String) {
        var item = InventoryItem()
        item.harmonizedSystemCodes = JSON(json)
        #expect(throws: Failures.self) { try prepareItem(&item, Change()) }
    }
}

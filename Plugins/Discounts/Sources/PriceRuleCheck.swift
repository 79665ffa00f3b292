import StoaKit

/// Finds what the parts of a price rule have against each other.
///
/// A part that is missing or unreadable is refused elsewhere, and contradicts nothing here.
struct PriceRuleCheck {
    let rule: PriceRule
    var failures: Failures

    mutating func checkAll() {
        checkTimes()
        checkShipping()
        checkEntitlements()
        checkCustomers()
        checkConditions()
        if isExchange { checkExchange() } else { forbidPrerequisites() }
    }

    private mutating func checkTimes() {
        guard let start = rule.startsAt, let end = rule.endsAt, end <= start else { return }
        failures.add("ends_at", "must be after starts_at")
    }

    private mutating func checkShipping() {
        guard rule.targetType == .shippingLine else { return }
        if rule.allocationMethod == .across {
            failures.add("allocation_method", "must be each when target_type is shipping_line")
        }
        if rule.valueType == .percentage, let value = Amount(rule.value), value != Amount(-100) {
            failures.add("value", "must be -100.0 when target_type is shipping_line")
        }
    }

    private mutating func checkEntitlements() {
        let items = [
            ("entitled_product_ids", rule.entitled.products), ("entitled_variant_ids", rule.entitled.variants),
            ("entitled_collection_ids", rule.entitled.collections),
        ]
        let countries = [("entitled_country_ids", rule.entitled.countries)]
        if rule.targetSelection == .all {
            forbid(items + countries, "can only be used when target_selection is entitled")
        } else if rule.targetSelection == .entitled {
            switch rule.targetType {
            case .lineItem:
                need(items, "target_selection", "is entitled, so it needs products, variants or collections")
                forbid(countries, "can only be used when target_type is shipping_line")
            case .shippingLine:
                need(countries, "target_selection", "is entitled, so it needs countries")
                forbid(items, "can only be used when target_type is line_item")
            case nil: break
            }
        }
        if !isEmpty(items[2].1), !isEmpty(items[0].1) || !isEmpty(items[1].1) {
            failures.add("entitled_collection_ids", "can't be used together with products or variants")
        }
    }

    private mutating func checkCustomers() {
        let lists = [
            ("prerequisite_customer_ids", rule.prerequisite.customers),
            ("customer_segment_prerequisite_ids", rule.prerequisite.segments),
        ]
        switch rule.customerSelection {
        case .all: forbid(lists, "can only be used when customer_selection is prerequisite")
        case .prerequisite: need(lists, "customer_selection", "is prerequisite, so it needs customers or segments")
        case nil: break
        }
        if !lists.contains(where: { isEmpty($0.1) }) {
            failures.add("customer_segment_prerequisite_ids", "can't be used together with customers")
        }
    }

    private mutating func checkConditions() {
        if rule.shippingPriceRange != nil, rule.targetType == .lineItem {
            failures.add("prerequisite_shipping_price_range", "can only be used when target_type is shipping_line")
        }
        if rule.subtotalRange != nil, rule.quantityRange != nil {
            failures.add("prerequisite_subtotal_range", "can't be used together with prerequisite_quantity_range")
        }
    }
}

/// Something that is bought makes something else cheaper: buy two, get one; or spend 50, get one.
extension PriceRuleCheck {
    private var boughtQuantity: JSON { rule.quantityRatio["prerequisite_quantity"] ?? .null }
    private var entitledQuantity: JSON { rule.quantityRatio["entitled_quantity"] ?? .null }
    private var boughtAmount: JSON { rule.purchase["prerequisite_amount"] ?? .null }

    private var isExchange: Bool {
        !boughtQuantity.isNull || !entitledQuantity.isNull || !boughtAmount.isNull
    }

    private var prerequisites: [(String, JSON)] {
        [
            ("prerequisite_product_ids", rule.prerequisite.products),
            ("prerequisite_variant_ids", rule.prerequisite.variants),
            ("prerequisite_collection_ids", rule.prerequisite.collections),
        ]
    }

    private mutating func forbidPrerequisites() {
        forbid(
            prerequisites,
            "can only be used with prerequisite_to_entitlement_quantity_ratio or prerequisite_to_entitlement_purchase")
    }

    private mutating func checkExchange() {
        let field =
            boughtAmount.isNull
            ? "prerequisite_to_entitlement_quantity_ratio" : "prerequisite_to_entitlement_purchase"
        if boughtQuantity.isNull == boughtAmount.isNull {
            failures.add(field, "must say either how many have to be bought or for how much")
        }
        if entitledQuantity.isNull {
            failures.add("prerequisite_to_entitlement_quantity_ratio", "must say how many get cheaper")
        }
        if rule.valueType == .fixedAmount { failures.add(field, "can only be used when value_type is percentage") }
        if rule.targetType == .shippingLine { failures.add(field, "can only be used when target_type is line_item") }
        if rule.targetSelection == .all { failures.add(field, "can only be used when target_selection is entitled") }
        if rule.allocationMethod == .across {
            failures.add(field, "can only be used when allocation_method is each")
        }
        let lists = prerequisites
        need(lists, field, "needs products, variants or collections that have to be bought")
        if !isEmpty(lists[2].1), !isEmpty(lists[0].1) || !isEmpty(lists[1].1) {
            failures.add("prerequisite_collection_ids", "can't be used together with products or variants")
        }
    }

    private func isEmpty(_ list: JSON) -> Bool { list.text == "[]" }

    /// Refuses every list that is not empty.
    private mutating func forbid(_ lists: [(name: String, ids: JSON)], _ message: String) {
        for list in lists where !isEmpty(list.ids) { failures.add(list.name, message) }
    }

    /// Refuses `field` if all lists are empty.
    private mutating func need(_ lists: [(name: String, ids: JSON)], _ field: String, _ message: String) {
        if lists.allSatisfy({ isEmpty($0.ids) }) { failures.add(field, message) }
    }
}

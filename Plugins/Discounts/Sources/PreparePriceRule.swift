package import StoaKit

/// Brings a price rule into the form in which it is stored, and refuses what contradicts itself.
///
/// Every issue is found before any is told.
@Sendable package func preparePriceRule(_ rule: inout PriceRule, _ change: Change<PriceRule>) throws(Failures) {
    var failures = Failures()
    readValue(&rule, change.currency, &failures)
    readLists(&rule, &failures)
    readConditions(&rule, change.currency, &failures)
    var check = PriceRuleCheck(rule: rule, failures: failures)
    check.checkAll()
    try check.failures.throwIfAny()
}

/// Reads the value and writes it as it is answered, `-10.0`.
private func readValue(_ rule: inout PriceRule, _ currency: Currency, _ failures: inout Failures) {
    // An empty one is refused by the declaration.
    guard !rule.value.isEmpty else { return }
    guard let value = Amount(rule.value) else { return failures.add("value", "is not a number") }
    rule.value = value.text
    guard value <= Amount(0) else { return failures.add("value", "must be less than or equal to 0") }
    switch rule.valueType {
    case .percentage where value < Amount(-100): failures.add("value", "must be between -100.0 and 0.0")
    case .fixedAmount where value.digitsBehindPoint > currency.exponent:
        failures.add("value", "must have at most \(currency.exponent) decimal places")
    default: break
    }
}

/// The most ids of one list.
private let idsMax = 1_000

private let lists: [(name: String, path: any WritableKeyPath<PriceRule, JSON> & Sendable)] = [
    ("entitled_product_ids", \.entitled.products),
    ("entitled_variant_ids", \.entitled.variants),
    ("entitled_collection_ids", \.entitled.collections),
    ("entitled_country_ids", \.entitled.countries),
    ("prerequisite_product_ids", \.prerequisite.products),
    ("prerequisite_variant_ids", \.prerequisite.variants),
    ("prerequisite_collection_ids", \.prerequisite.collections),
    ("customer_segment_prerequisite_ids", \.prerequisite.segments),
    ("prerequisite_customer_ids", \.prerequisite.customers),
]

/// Reads the lists of ids: numbers, or numbers in strings, each kept once.
private func readLists(_ rule: inout PriceRule, _ failures: inout Failures) {
    for list in lists {
        guard let elements = rule[keyPath: list.path].elements, elements.count <= idsMax else {
            failures.add(list.name, "must be a list of at most \(idsMax) ids")
            continue
        }
        var ids: [Int64] = []
        for element in elements {
            guard let id = element.string.map({ Int64($0) }) ?? element.integer, id > 0 else {
                failures.add(list.name, "must be a list of ids")
                break
            }
            if !ids.contains(id) { ids.append(id) }
        }
        rule[keyPath: list.path] = JSON.array(ids.map { JSON(String($0)) })
    }
}

import ProductCollections
import StoaKit

let usd = Currency(code: "USD", exponent: 2)

func variant(
    _ title: String = "Default Title", price: Int64 = 0, compareAt: Int64? = nil, weight: Double = 0,
    inventory: Int = 0
) -> SortedVariant {
    var variant = SortedVariant()
    variant.title = title
    variant.price = Money(minorUnits: price)
    variant.compareAtPrice = compareAt.map { Money(minorUnits: $0) }
    variant.weight = weight
    variant.inventory = inventory
    return variant
}

func product(
    _ title: String = "", type: String = "", vendor: String = "", tags: String = "",
    variants: [SortedVariant] = [variant()], id: Int64 = 1
) -> SortedProduct {
    var product = SortedProduct()
    product.id = id
    product.title = title
    product.type = type
    product.vendor = vendor
    product.tags = tags
    product.variants = variants
    return product
}

/// Whether a product meets one rule.
func meets(_ rule: Rule, _ product: SortedProduct, _ currency: Currency = usd) -> Bool? {
    RuleSet([rule], isDisjunctive: false, currency)?.accepts(ComparedProduct(product))
}

func entry(
    _ id: Int64, _ rules: [Rule], isDisjunctive: Bool = false, round: Int = 1, isPending: Bool = false
) -> RulebookEntry {
    RulebookEntry(id, JSON(rules), isDisjunctive: isDisjunctive, round: round, isPending: isPending, usd)
}

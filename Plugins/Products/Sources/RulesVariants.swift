package import StoaKit

/// Heaviest weight of one variant, in any unit.
package let weightMax: Int64 = 2_000_000_000

/// Fills what a variant's fields say of each other.
package func completeVariants(_ product: inout Product, _ change: Change<Product>) {
    let stored = Dictionary(
        change.before?.variants.map { ($0.id, $0) } ?? [], uniquingKeysWith: { first, _ in first })
    for index in product.variants.indices {
        let before = stored[product.variants[index].id]
        weigh(&product.variants[index], before)
        stock(&product.variants[index], before, change)
    }
}

/// Keeps `grams` and `weight` in step: the one that changed wins, `weight` if both did.
///
/// What was merely sent does not count, since clients send whole records back with one field changed.
package func weigh(_ variant: inout Variant, _ before: Variant?) {
    let before = before ?? Variant()
    let unit = variant.weightUnit.grams
    if variant.weight == before.weight, variant.grams != before.grams {
        // Four decimals are a tenth of a gram in every unit, and short enough to read.
        variant.weight = (Double(variant.grams) / unit * 10_000).rounded() / 10_000
    } else if variant.weight != before.weight || variant.weightUnit != before.weightUnit {
        // Beyond the bound the declaration refuses the weight.
        guard (0...Double(weightMax)).contains(variant.weight) else { return }
        variant.grams = Int((variant.weight * unit).rounded())
    }
}

/// A client gives a variant its starting stock and nothing after that: later changes are movements of inventory, which
/// other modules record.
package func stock(_ variant: inout Variant, _ before: Variant?, _ change: Change<Product>) {
    if let before, change.wasSent("inventory_quantity", in: variant) {
        variant.inventoryQuantity = before.inventoryQuantity
    }
    variant.oldInventoryQuantity = variant.inventoryQuantity
}

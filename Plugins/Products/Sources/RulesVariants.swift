package import StoaKit

/// Heaviest weight of one variant, in any unit.
package let weightMax: Int64 = 2_000_000_000

/// Most of one variant, above and below zero: sums and differences of them are exact everywhere.
package let stockMax: Int64 = 1_000_000_000_000

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

/// A quantity that comes with the old one stands for the difference between the two, so that a record which is sent back
/// undoes no sale of the meantime; one that comes alone is the new quantity.
package func stock(_ variant: inout Variant, _ before: Variant?, _ change: Change<Product>) {
    // Beyond their bounds the declaration refuses them, so they stay as they were sent.
    let range = Int(-stockMax)...Int(stockMax)
    guard range.contains(variant.inventoryQuantity) else { return }
    if let before, change.wasSent("inventory_quantity", in: variant),
        change.wasSent("old_inventory_quantity", in: variant)
    {
        guard range.contains(variant.oldInventoryQuantity) else { return }
        variant.inventoryQuantity = before.inventoryQuantity + variant.inventoryQuantity - variant.oldInventoryQuantity
    }
    variant.oldInventoryQuantity = variant.inventoryQuantity
}

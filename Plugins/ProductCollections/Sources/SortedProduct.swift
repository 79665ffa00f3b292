package import StoaKit

/// What of a product decides to which smart collections it belongs.
package struct SortedProduct: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var type = ""
    package var vendor = ""
    /// Labels, "a, b".
    package var tags = ""
    package var variants: [SortedVariant] = []

    package init() {}
}

/// What of a variant decides it.
package struct SortedVariant: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var price = Money.zero
    package var compareAtPrice: Money?
    /// In the variant's own unit.
    package var weight = 0.0
    package var inventory = 0

    package init() {}
}

/// A product made ready to be compared with many rules: its texts are folded once.
package struct ComparedProduct {
    let title: [UInt8]
    let type: [UInt8]
    let vendor: [UInt8]
    let tags: [[UInt8]]
    let variants: [ComparedVariant]

    package init(_ product: SortedProduct) {
        title = folded(product.title)
        type = folded(product.type)
        vendor = folded(product.vendor)
        tags = product.tags.split(separator: ",").map { folded(String($0.drop { $0 == " " })) }
        variants = product.variants.map(ComparedVariant.init)
    }
}

/// A variant made ready.
struct ComparedVariant {
    let title: [UInt8]
    let price: Int64
    let compareAtPrice: Int64?
    let weight: Double
    let inventory: Int64

    init(_ variant: SortedVariant) {
        title = folded(variant.title)
        price = variant.price.minorUnits
        compareAtPrice = variant.compareAtPrice?.minorUnits
        weight = variant.weight
        inventory = Int64(variant.inventory)
    }
}

/// Text as it is compared: whatever the case.
func folded(_ text: String) -> [UInt8] {
    Array(text.lowercased().utf8)
}

package import StoaKit

/// What a variant costs by a list, from a quantity on.
package struct PriceListPrice: Record, Equatable {
    package var id: Int64 = 0
    package var listID: Int64 = 0
    package var variantID: Int64 = 0
    package var price: Money?
    /// It counts for so many and more, until a price for a larger quantity does.
    package var minQuantity: Int64 = 1

    /// Most of one variant that is bought at once.
    package static let quantityMax: Int64 = 1_000_000_000
    /// What JSON numbers hold exactly in every client, as everywhere.
    package static let priceMax = Money(minorUnits: 1 << 53)

    package init() {}
}

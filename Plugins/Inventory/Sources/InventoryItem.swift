package import StoaKit

/// What is counted of a variant: the variant's companion, with its id.
package struct InventoryItem: Record, Equatable {
    package var id: Int64 = 0
    package var sku = ""
    /// Whether anybody counts it; what nobody counts is sold without limit.
    package var isTracked = false
    package var requiresShipping = true
    package var countryOfOrigin: String?
    package var provinceOfOrigin: String?
    package var harmonizedSystemCode: String?
    package var harmonizedSystemCodes = JSON("[]")
    /// With so many or fewer available in all places together, stock is low.
    package var lowStockThreshold: Int?
    /// Kept by this module: whose it is.
    package var productID: Int64?
    /// The variant's inventory_policy is to sell what is not there.
    package var isOversold = false

    package init() {}
}

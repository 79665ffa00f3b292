import StoaKit

/// What this module looks at of a product.
package struct StockedProduct: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var variants: [StockedVariant] = []

    package init() {}
}

/// What this module looks at of a variant, and keeps in step.
package struct StockedVariant: Record, Equatable {
    package var id: Int64 = 0
    package var productID: Int64?
    package var title = ""
    package var sku = ""
    package var requiresShipping = true
    /// Who counts it; nil if nobody does.
    package var management: String?
    package var policy = Policy.deny
    package var quantity = 0

    /// Whether to sell what is not there.
    package enum Policy: String, FieldValue, CaseIterable { case deny, `continue` }

    package init() {}

    /// Says who counts it if somebody does: the word that clients know for the store itself.
    package mutating func setTracked(_ isTracked: Bool) {
        management = isTracked ? management ?? "shopify" : nil
    }
}

extension InventoryItem {
    /// The item of a variant that is new here.
    ///
    /// Somebody counts it if the variant says so or has a quantity.
    package init(of variant: StockedVariant, product: Int64) {
        self.init()
        productID = product
        isTracked = variant.quantity != 0
        follow(variant, since: nil)
    }

    /// Takes over what has changed in the variant.
    package mutating func follow(_ variant: StockedVariant, since before: StockedVariant?) {
        sku = variant.sku
        requiresShipping = variant.requiresShipping
        isOversold = variant.policy == .continue
        guard variant.management != before?.management else { return }
        isTracked = variant.management != nil
    }
}

extension StockedVariant {
    /// Takes over what has changed in the item.
    package mutating func follow(_ item: InventoryItem, since before: InventoryItem) {
        sku = item.sku
        requiresShipping = item.requiresShipping
        guard item.isTracked != before.isTracked else { return }
        setTracked(item.isTracked)
    }
}

extension StockedVariant {
    /// True if something differs that the item has too.
    func differsInItem(from other: StockedVariant) -> Bool {
        (sku, requiresShipping, management, policy)
            != (other.sku, other.requiresShipping, other.management, other.policy)
    }

    /// What is wrong with the quantity with which a client makes it; nil if nothing is.
    package var startProblem: String? {
        do throws(Quantities.Refusal) {
            _ = try Quantities().changed(by: Quantities(available: quantity), oversold: policy == .continue)
            return nil
        } catch {
            return error.message
        }
    }
}

import StoaKit

/// How many there are of a variant, as far as that limits what is put together when carts are merged.
package struct StockedVariant: Record {
    package var id: Int64 = 0
    package var policy = ""
    package var quantity: Int64 = 0

    package init() {}

    /// The most that can be bought of it where somebody counts it.
    package var limit: Int64 {
        policy == "continue" ? Goods.quantityMax : min(max(quantity, 0), Goods.quantityMax)
    }
}

/// What is counted of a variant, under its id.
struct StockedItem: Record {
    var id: Int64 = 0
    var isTracked = false
}

extension Context {
    /// The most that can be bought of some variants; those that nobody counts are not among them.
    func limits(_ variants: [Int64]) throws(Failures) -> [Int64: Int64] {
        let items = try items(variants)
        var limits: [Int64: Int64] = [:]
        for (variant, item) in zip(try fetchAll(StockedVariant.self, variants), items) {
            if let variant, item?.isTracked ?? false { limits[variant.id] = variant.limit }
        }
        return limits
    }

    private func items(_ variants: [Int64]) throws(Failures) -> [StockedItem?] {
        do throws(Failures) {
            return try fetchAll(StockedItem.self, variants)
        } catch {
            // Its module is not loaded.
            guard error.code == .notFound else { throw error }
            return []
        }
    }
}

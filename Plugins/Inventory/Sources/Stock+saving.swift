import StoaKit

extension Stock {
    /// Stores all that was added.
    mutating func save() throws(Failures) {
        // Levels come before products, so that who follows the product finds them in step.
        for place in places { try saveLevel(place) }
        guard !movements.isEmpty else { return }
        let actor = try context.store().actor
        for var movement in movements {
            movement.actor = actor
            try context.create(movement)
        }
        try saveProducts()
    }

    private mutating func saveLevel(_ place: Place) throws(Failures) {
        guard let entry = levels[place], entry.stored != entry.level.quantities else { return }
        if entry.stored == nil {
            let id = try context.create(entry.level)
            levels[place]?.level.id = id
            return try context.emit(Inventory.connected, about: id, levelJSON(place))
        }
        try context.update(InventoryLevel.self, entry.level.id) { $0.set(entry.level.quantities) }
        try context.emit(Inventory.updated, about: entry.level.id, levelJSON(place))
    }

    /// Adds to the quantities of variants what their levels have gained.
    ///
    /// What nobody has counted is counted from now on: the variant says so, and its item follows.
    private func saveProducts() throws(Failures) {
        let changed = gains.filter { $0.value != 0 }
        let products = Dictionary(grouping: changed.keys) { items[$0]?.productID ?? 0 }
        for (product, ids) in products.sorted(by: { $0.key < $1.key }) {
            var variants: [StockedVariant] = []
            try context.update(StockedProduct.self, product) { (product) throws(Failures) in
                for index in product.variants.indices where ids.contains(product.variants[index].id) {
                    let id = product.variants[index].id
                    product.variants[index].quantity += changed[id] ?? 0
                    if items[id]?.isTracked == false { product.variants[index].setTracked(true) }
                    variants.append(product.variants[index])
                }
            }
            for variant in variants { try alert(variant, before: variant.quantity - (changed[variant.id] ?? 0)) }
        }
    }

    /// Tells of a variant whose quantity has come down to its threshold, from above it.
    func alert(_ variant: StockedVariant, before: Int) throws(Failures) {
        guard let item = items[variant.id], let threshold = item.lowStockThreshold,
            isCrossing(threshold, from: before, to: variant.quantity)
        else { return }
        try context.emit(
            Inventory.lowStock, about: variant.id,
            .object([
                ("inventory_item_id", .number(variant.id)), ("variant_id", .number(variant.id)),
                ("product_id", .number(item.productID ?? 0)), ("sku", .string(variant.sku)),
                ("available", .number(variant.quantity)), ("low_stock_threshold", .number(threshold)),
            ]))
    }

    /// The id of the level at a place; nil before it is stored.
    func levelID(_ place: Place) -> Int64? {
        levels[place].flatMap { $0.level.id > 0 ? $0.level.id : nil }
    }

    /// The level at a place as routes and events show it; null if nothing is known of it.
    func levelJSON(_ place: Place) -> JSON {
        levels[place]?.level.json(product: items[place.item]?.productID ?? 0, updatedAt: context.text(context.now))
            ?? .null
    }
}

/// True if stock gets low: it comes down to the threshold, or below it, from above.
package func isCrossing(_ threshold: Int, from before: Int, to now: Int) -> Bool {
    before > threshold && now <= threshold
}

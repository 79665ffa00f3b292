import StoaKit

/// After every write of a product the levels of each variant sum up to its inventory_quantity.
///
/// New variants get their item and a level; what has changed in others is taken over. This module's own changes of a
/// product come here too and find nothing to do, because their levels were stored before.
@Sendable func followProduct(
    _ product: StockedProduct, _ change: Change<StockedProduct>, _ context: Context
) throws(Failures) {
    let before = change.before?.variants ?? []
    let known = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    try beginVariants(of: product, except: known, context)
    guard !known.isEmpty, product.variants != before else { return }
    var stock = Stock(context)
    var settled: [(variant: StockedVariant, total: Int)] = []
    for (index, variant) in product.variants.enumerated() {
        guard let before = known[variant.id] else { continue }
        if variant.differsInItem(from: before) { try followVariant(variant, since: before, context) }
        guard variant.quantity != before.quantity else { continue }
        if let total = try stock.settle(variant, field: quantityField(index)) { settled.append((variant, total)) }
    }
    try stock.save()
    for (variant, total) in settled { try stock.alert(variant, before: total) }
}

private func beginVariants(
    of product: StockedProduct, except known: [Int64: StockedVariant], _ context: Context
) throws(Failures) {
    guard product.variants.contains(where: { known[$0.id] == nil }) else { return }
    let beginner = try Beginner(context)
    for (index, variant) in product.variants.enumerated() where known[variant.id] == nil {
        if let problem = variant.startProblem { throw .invalid(quantityField(index), problem) }
        _ = try beginner.begin(variant, of: product.id)
    }
}

private func quantityField(_ index: Int) -> String { "variants[\(index)].inventory_quantity" }

private func followVariant(
    _ variant: StockedVariant, since before: StockedVariant, _ context: Context
) throws(Failures) {
    guard let item = try context.fetch(InventoryItem.self, variant.id) else { return }
    var changed = item
    changed.follow(variant, since: before)
    guard changed != item else { return }
    try context.update(InventoryItem.self, variant.id) { $0.follow(variant, since: before) }
}

extension Stock {
    /// Moves at the default location what the levels lack to come to the variant's quantity; returns what they came to
    /// before, or nil if they lacked nothing.
    ///
    /// Forced, it takes over any quantity that the variant has; else one that is impossible is refused at `field`.
    mutating func settle(
        _ variant: StockedVariant, field: String = "", isForced: Bool = false
    ) throws(Failures) -> Int? {
        let levels = try context.levels(of: variant.id)
        let total = levels.reduce(0) { $0 + $1.quantities.available }
        guard total != variant.quantity else { return nil }
        // An item has a level at least: this variant is from a time when this module was off.
        guard !levels.isEmpty else {
            _ = try item(variant.id)
            return nil
        }
        try add(
            StockChange(
                item: variant.id, location: try defaultLocation(),
                delta: Quantities(available: variant.quantity - total), reason: InventoryMovement.Reason.product,
                field: field, isInProduct: true, isForced: isForced))
        return total
    }
}

/// What changes in an item changes in its variant.
@Sendable func followItem(
    _ item: InventoryItem, _ change: Change<InventoryItem>, _ context: Context
) throws(Failures) {
    guard let before = change.before, let product = item.productID,
        (item.sku, item.requiresShipping, item.isTracked)
            != (before.sku, before.requiresShipping, before.isTracked),
        let stored = try context.fetch(StockedVariant.self, item.id)
    else { return }
    var changed = stored
    changed.follow(item, since: before)
    guard changed != stored else { return }
    try context.update(StockedProduct.self, product) { (product) throws(Failures) in
        guard let index = product.variants.firstIndex(where: { $0.id == item.id }) else { return }
        product.variants[index].follow(item, since: before)
    }
}

/// A level that goes, alone or with its item or location, leaves a movement that takes it to zero, so that the history
/// stays whole.
@Sendable func followLevel(
    _ level: InventoryLevel, _ change: Change<InventoryLevel>, _ context: Context
) throws(Failures) {
    guard let item = level.itemID, let location = level.locationID else { return }
    try context.emit(
        Inventory.disconnected, about: level.id,
        .object([
            ("id", .number(level.id)), ("inventory_item_id", .number(item)), ("variant_id", .number(item)),
            ("location_id", .number(location)),
        ]))
    guard !level.quantities.isZero else { return }
    var movement = InventoryMovement(
        StockChange(
            item: item, location: location, delta: -level.quantities, reason: InventoryMovement.Reason.deleted))
    movement.actor = try context.store().actor
    try context.create(movement)
}

import StoaKit

/// Where and by whom items are begun.
struct Beginner {
    let context: Context
    let location: Int64
    let actor: String

    init(_ context: Context) throws(Failures) {
        self.context = context
        location = try context.defaultLocation()
        actor = try context.store().actor
    }

    /// Makes the item of a variant, and its level with the variant's quantity, whatever that is.
    ///
    /// Beside `Stock`, since there is nothing yet that could change: this is done for every variant that is made.
    func begin(_ variant: StockedVariant, of product: Int64) throws(Failures) -> InventoryItem {
        var item = InventoryItem(of: variant, product: product)
        item.id = try context.create(item, companionOf: variant.id)
        let quantities = Quantities(available: variant.quantity)
        var level = InventoryLevel(Place(item: item.id, location: location), quantities)
        level.id = try context.create(level)
        try context.emit(
            Inventory.connected, about: level.id, level.json(product: product, updatedAt: context.text(context.now)))
        guard !quantities.isZero else { return item }
        var movement = InventoryMovement(
            StockChange(
                item: item.id, location: location, delta: quantities, reason: InventoryMovement.Reason.initial))
        movement.actor = actor
        try context.create(movement)
        return item
    }
}

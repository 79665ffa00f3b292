import StoaKit

let catchUpJob = "catch_up"

/// A step of a catch-up ends with the product that brings it to so many variants.
private let variantsPerStep = 250

/// With its first location the module comes to a store, which may have products already.
@Sendable func followLocation(
    _ location: Location, _ change: Change<Location>, _ context: Context
) throws(Failures) {
    guard try context.find(Location.self, limit: 2).count == 1 else { return }
    try context.enqueue(catchUpJob, .number(0))
}

/// A listener: finds out that products were made while this module was off.
///
/// Those that were made while it was on have their items.
@Sendable func hear(_ events: [Event], _ context: Context) throws(Failures) {
    for event in events {
        guard let variant = event.payload["variants"]?.elements?.first?["id"]?.integer,
            try context.fetch(InventoryItem.self, variant) == nil,
            try context.fetch(StockedProduct.self, event.record) != nil
        else { continue }
        // The others are behind it, and one job goes through them all.
        try context.enqueue(catchUpJob, .number(event.record - 1), key: catchUpJob)
        return
    }
}

/// A job: makes the items that products behind a given one lack, some products at a time.
@Sendable func catchUp(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    var last = job.arguments.integer ?? 0
    var variants = 0
    while variants < variantsPerStep {
        // One by one: what is loaded stays in memory until the step ends.
        let found = try context.find(StockedProduct.self, after: last, limit: 1)
        guard let product = found.first else { return .done }
        try begin(product, context)
        last = product.id
        variants += product.variants.count
    }
    try context.enqueue(catchUpJob, .number(last))
    return .done
}

private func begin(_ product: StockedProduct, _ context: Context) throws(Failures) {
    let beginner = try Beginner(context)
    for variant in product.variants where try context.fetch(InventoryItem.self, variant.id) == nil {
        _ = try beginner.begin(variant, of: product.id)
    }
}

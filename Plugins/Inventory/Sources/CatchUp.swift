import StoaKit

/// Products that this module has not seen being made or changed: from before it came to the store, or while it was off.
///
/// A job looks at all products, when the first location is made, when the module comes back, and when somebody asks for an
/// item that is missing. Not a listener: that would be told of every product, and add a fifth to the cost of making one.
enum CatchUp {
    static let job = "catch_up"
    /// A step ends with the product that brings it to so many variants.
    private static let variantsPerStep = 250

    /// Has all products looked at, unless that is about to happen anyway.
    static func start(_ context: Context) throws(Failures) {
        try context.enqueue(job, .number(0), key: job)
    }

    /// The job: makes the items that products behind a given one lack and brings the others into step, some products at a
    /// time.
    @Sendable static func step(_ run: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        var last = run.arguments.integer ?? 0
        var variants = 0
        while variants < variantsPerStep {
            // One by one: what is loaded stays in memory until the step ends.
            let found = try context.find(StockedProduct.self, after: last, limit: 1)
            guard let product = found.first else { return .done }
            try catchUp(product, context)
            last = product.id
            variants += product.variants.count
        }
        try context.enqueue(job, .number(last))
        return .done
    }

    /// What is in step stays as it is.
    private static func catchUp(_ product: StockedProduct, _ context: Context) throws(Failures) {
        let beginner = try Beginner(context)
        var stock = Stock(context)
        var settled: [(variant: StockedVariant, total: Int)] = []
        for variant in product.variants {
            guard let item = try context.fetch(InventoryItem.self, variant.id) else {
                _ = try beginner.begin(variant, of: product.id)
                continue
            }
            // Items can't be changed while the module is off, so what differs is the variant's.
            var changed = item
            changed.follow(variant, since: nil)
            if changed != item {
                try context.update(InventoryItem.self, item.id) { $0.follow(variant, since: nil) }
            }
            if let total = try stock.settle(variant, isForced: true) { settled.append((variant, total)) }
        }
        try stock.save()
        for (variant, total) in settled { try stock.alert(variant, before: total) }
    }
}

/// With its first location the module comes to a store, which may have products already.
@Sendable func followLocation(
    _ location: Location, _ change: Change<Location>, _ context: Context
) throws(Failures) {
    guard try context.find(Location.self, limit: 2).count == 1 else { return }
    try CatchUp.start(context)
}

import StoaKit

/// An answer ends with the product that brings it to so many variants.
private let variantsPerPage = 2_500

/// A route: the stock of products in the sequence of their ids, `limit` of them from `since_id` on.
///
/// A page ends early where its products have very many variants; the last page is the empty one.
@Sendable func inventoryRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let limit = try pageNumber("limit", of: request) ?? 50
    let since = try pageNumber("since_id", of: request) ?? 0
    guard limit >= 1, since >= 0 else { throw .malformed("limit", "is not a number from 1 to \(Context.pageMax)") }
    var shown: [JSON] = []
    var (last, variants) = (since, 0)
    while shown.count < min(limit, Int64(Context.pageMax)), variants < variantsPerPage {
        // One by one: what is loaded stays in memory until the answer is sent.
        let found = try context.find(StockedProduct.self, after: last, limit: 1)
        guard let product = found.first else { break }
        shown.append(try ProductStock(product, context).json)
        last = product.id
        variants += product.variants.count
    }
    return .json("inventory", .array(shown))
}

/// A route: the stock of one product.
@Sendable func productInventoryRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard let product = try context.fetch(StockedProduct.self, try request.id("product_id")) else {
        throw .notFound("Not found")
    }
    return .json("inventory", try ProductStock(product, context).json)
}

private func pageNumber(_ name: String, of request: Request) throws(Failures) -> Int64? {
    guard let text = request.parametersOfQuery[name] else { return nil }
    guard let number = Int64(text) else { throw .malformed(name, "is not a whole number in range") }
    return number
}

/// What there is of a product: in all, by location, and by variant and location.
private struct ProductStock {
    let product: StockedProduct
    private var total = Quantities()
    private var byLocation: [Int64: Quantities] = [:]
    private var variants: [JSON] = []

    init(_ product: StockedProduct, _ context: Context) throws(Failures) {
        self.product = product
        for variant in product.variants { add(variant, try context.levels(of: variant.id)) }
    }

    private mutating func add(_ variant: StockedVariant, _ levels: [InventoryLevel]) {
        var sum = Quantities()
        var locations: [JSON] = []
        for level in levels {
            guard let location = level.locationID else { continue }
            sum = sum + level.quantities
            byLocation[location, default: Quantities()] = byLocation[location, default: Quantities()] + level.quantities
            locations.append(.object([("location_id", .number(location))] + level.quantities.members))
        }
        total = total + sum
        variants.append(
            .object(
                [
                    ("variant_id", .number(variant.id)), ("inventory_item_id", .number(variant.id)),
                    ("title", .string(variant.title)), ("sku", .string(variant.sku)),
                ] + sum.members + [("locations", .array(locations))]))
    }

    var json: JSON {
        let locations = byLocation.sorted { $0.key < $1.key }.map { location, quantities in
            JSON.object([("location_id", .number(location))] + quantities.members)
        }
        return .object(
            [("product_id", .number(product.id)), ("title", .string(product.title))] + total.members
                + [("locations", .array(locations)), ("variants", .array(variants))])
    }
}

extension Quantities {
    /// As members of a JSON object.
    fileprivate var members: [(name: String, value: JSON)] {
        [
            ("available", .number(available)), ("committed", .number(committed)), ("reserved", .number(reserved)),
            ("on_hand", .number(onHand)),
        ]
    }
}

package import StoaKit

/// A route: sets up to 250 prices of a list, all or none; what a variant costs from the same quantity on is replaced.
@Sendable func setPricesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let list = try request.id("price_list_id")
    guard try context.fetch(PriceList.self, list) != nil else { throw .notFound("Not found") }
    let currency = try context.store().currency
    let sent = try SentPrice.list(request.body?["prices"], currency)
    try checkVariants(sent, context)
    let stored = try storedPrices(of: Array(Set(sent.map(\.variantID))), in: list, context)
    var shown: [JSON] = []
    for entry in sent {
        var price = PriceListPrice()
        (price.listID, price.variantID) = (list, entry.variantID)
        (price.price, price.minQuantity) = (entry.price, entry.minQuantity)
        if let known = stored[entry.place] {
            price.id = known.id
            if known != price {
                try context.update(PriceListPrice.self, known.id) { $0.price = entry.price }
            }
        } else {
            price.id = try context.create(price)
        }
        shown.append(price.json(currency))
    }
    return .json("prices", .array(shown))
}

/// Asked before anything is stored, since the kernel could not say which of them it is.
private func checkVariants(_ sent: [SentPrice], _ context: Context) throws(Failures) {
    var failures = Failures()
    for (place, variant) in try context.fetchAll(PricedVariant.self, sent.map(\.variantID)).enumerated()
    where variant == nil {
        failures.add("prices[\(place)].variant_id", "must exist")
    }
    try failures.throwIfAny()
}

private func storedPrices(
    of variants: [Int64], in list: Int64, _ context: Context
) throws(Failures) -> [SentPrice.Place: PriceListPrice] {
    let stored = try context.findAll(
        PriceListPrice.self, where: .equal("price_list_id", list), .oneOf("variant_id", variants))
    return Dictionary(
        stored.map { (SentPrice.Place(variantID: $0.variantID, minQuantity: $0.minQuantity), $0) },
        uniquingKeysWith: { first, _ in first })
}

extension PriceListPrice {
    fileprivate func json(_ currency: Currency) -> JSON {
        .object([
            ("id", .number(id)), ("price_list_id", .number(listID)), ("variant_id", .number(variantID)),
            ("price", price.map { .string($0.text(in: currency)) } ?? .null), ("min_quantity", .number(minQuantity)),
        ])
    }
}

/// A price that a client sets.
package struct SentPrice: Equatable, Sendable {
    package let place: Place
    package let price: Money

    var variantID: Int64 { place.variantID }
    var minQuantity: Int64 { place.minQuantity }

    /// What there is one price for in a list.
    package struct Place: Hashable, Sendable {
        package let variantID: Int64
        package let minQuantity: Int64

        package init(variantID: Int64, minQuantity: Int64) {
            self.variantID = variantID
            self.minQuantity = minQuantity
        }
    }

    /// Reads 1 to 250 objects with `variant_id`, `price` and `min_quantity`, 1 if it is not sent; every issue is told.
    package static func list(_ json: JSON?, _ currency: Currency) throws(Failures) -> [SentPrice] {
        guard let elements = json?.elements, !elements.isEmpty else {
            throw .malformed("prices", "Required parameter missing or invalid")
        }
        guard elements.count <= Context.pageMax else { throw .invalid("prices", "must be at most \(Context.pageMax)") }
        var failures = Failures()
        var sent: [SentPrice] = []
        var places: Set<Place> = []
        for (index, element) in elements.enumerated() {
            guard let price = SentPrice(element, at: "prices[\(index)]", currency, &failures) else { continue }
            if !places.insert(price.place).inserted {
                failures.add("prices[\(index)].min_quantity", "has already been taken")
            }
            sent.append(price)
        }
        try failures.throwIfAny()
        return sent
    }

    private init?(_ json: JSON, at path: String, _ currency: Currency, _ failures: inout Failures) {
        let variant = json["variant_id"].flatMap { $0.string.map { Int64($0) } ?? $0.integer }
        if variant == nil { failures.add("\(path).variant_id", "is not a number") }
        let amount = json["price"].flatMap { Money($0, in: currency) }
        if amount == nil {
            failures.add("\(path).price", "is not an amount of \(currency.code)")
        } else if let amount, amount < .zero || amount > PriceListPrice.priceMax {
            failures.add("\(path).price", "is not from 0 to \(PriceListPrice.priceMax.text(in: currency))")
        }
        let given = json["min_quantity"].flatMap { $0.isNull ? nil : $0 }
        let quantity = given.map { $0.string.map { Int64($0) } ?? $0.integer } ?? 1
        guard let quantity, (1...PriceListPrice.quantityMax).contains(quantity) else {
            failures.add("\(path).min_quantity", "is not a whole number from 1 to \(PriceListPrice.quantityMax)")
            return nil
        }
        guard let variant, let amount else { return nil }
        place = Place(variantID: variant, minQuantity: quantity)
        price = amount
    }
}

package import StoaKit

/// What an order looks at of a variant when it is made.
package struct OrderedVariant: Record, Equatable {
    package var id: Int64 = 0
    package var productID: Int64?
    package var title = ""
    package var price = Money.zero
    package var sku = ""
    package var grams: Int64 = 0
    package var taxable = true
    package var requiresShipping = true

    package init() {}

    /// What a product's only variant is called, which says nothing.
    static let defaultTitle = "Default Title"
}

/// What an order looks at of a product when it is made.
package struct OrderedProduct: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var vendor = ""
    package var variants: [OrderedVariant] = []

    package init() {}
}

extension LineItem {
    /// Takes over what a variant is now: the order shows that for ever, whatever becomes of the product.
    ///
    /// What the client sent stays, but for what names product and variant.
    package mutating func take(_ variant: OrderedVariant, of product: OrderedProduct) {
        (variantID, productID) = (variant.id, product.id)
        variantTitle = variant.title == OrderedVariant.defaultTitle ? nil : variant.title
        title = title ?? product.title
        sku = sku ?? variant.sku
        vendor = vendor ?? product.vendor
        grams = grams ?? variant.grams
        taxable = taxable ?? variant.taxable
        requiresShipping = requiresShipping ?? variant.requiresShipping
    }

    /// Fills what nobody has said.
    package mutating func complete() {
        grams = grams ?? 0
        taxable = taxable ?? true
        requiresShipping = requiresShipping ?? true
        name = [title, variantTitle].compactMap(\.self).joined(separator: " - ")
    }
}

extension Context {
    /// Fills the lines from the variants that they name, and gives prices to those that were sent without.
    func complete(_ order: inout Order, _ currency: Currency, _ failures: inout Failures) throws(Failures) {
        guard order.lineItems.count <= LineItem.countMax else {
            return failures.add("line_items", "has more than \(LineItem.countMax) entries")
        }
        var usual: [Int: Money] = [:]
        var known: [Int64: (variant: OrderedVariant, product: OrderedProduct)] = [:]
        for place in order.lineItems.indices {
            guard let id = order.lineItems[place].variantID else { continue }
            if known[id] == nil { try learn(of: id, &known) }
            guard let (variant, product) = known[id] else {
                failures.add("line_items[\(place)].variant_id", "does not exist")
                continue
            }
            order.lineItems[place].take(variant, of: product)
            if order.lineItems[place].price == nil { usual[place] = variant.price }
        }
        let special = try prices(of: usual.keys.sorted(), in: order, currency)
        for (place, price) in usual { order.lineItems[place].price = special[place] ?? price }
        for place in order.lineItems.indices {
            order.lineItems[place].complete()
            guard order.lineItems[place].variantID == nil else { continue }
            if order.lineItems[place].title?.trimmed.isEmpty ?? true {
                failures.add("line_items[\(place)].title", "can't be blank")
            }
            if order.lineItems[place].price == nil {
                failures.add("line_items[\(place)].price", "can't be blank")
            }
        }
    }

    /// Looks up a variant with all of its product, which is loaded as a whole: others are often bought with it.
    private func learn(
        of id: Int64, _ known: inout [Int64: (variant: OrderedVariant, product: OrderedProduct)]
    ) throws(Failures) {
        guard let variant = try fetch(OrderedVariant.self, id), let productID = variant.productID,
            let product = try fetch(OrderedProduct.self, productID)
        else { return }
        for variant in product.variants { known[variant.id] = (variant, product) }
    }

    /// What the customer pays for some lines, by their places, where a module has price lists.
    private func prices(
        of places: [Int], in order: Order, _ currency: Currency
    ) throws(Failures) -> [Int: Money] {
        guard !places.isEmpty else { return [:] }
        let lines = places.map { place in
            let line = order.lineItems[place]
            return JSON.object([
                ("variant_id", JSON(String(line.variantID ?? 0))), ("quantity", JSON(String(line.quantity))),
            ])
        }
        let input = JSON.object([
            ("customer_id", order.customerID.map { JSON(String($0)) } ?? .null), ("lines", .array(lines)),
        ])
        guard let answer = try callIfOffered("prices.resolve/1", input)?["lines"]?.elements else { return [:] }
        let prices = answer.map { $0["price"].flatMap { Money($0, in: currency) } }
        return zip(places, prices).reduce(into: [:]) { found, line in found[line.0] = line.1 }
    }
}

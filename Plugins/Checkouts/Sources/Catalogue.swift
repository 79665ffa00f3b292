package import StoaKit

/// What this module looks at of a variant.
package struct CatalogueVariant: Record, Equatable {
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

/// What this module looks at of a product.
package struct CatalogueProduct: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var vendor = ""
    package var status = ""
    package var publishedAt: Timestamp?
    package var variants: [CatalogueVariant] = []

    package init() {}

    /// Whether it can be bought: it is on sale, and published.
    package func isSellable(at now: Timestamp) -> Bool {
        status == "active" && publishedAt.map { $0 <= now } ?? false
    }
}

/// A variant with its product.
package struct CatalogueEntry: Equatable, Sendable {
    package let variant: CatalogueVariant
    package let product: CatalogueProduct

    package init(_ variant: CatalogueVariant, of product: CatalogueProduct) {
        (self.variant, self.product) = (variant, product)
    }
}

extension Goods {
    /// Shows what the catalogue says now; what is no longer in it stays as it was, and cannot be bought.
    package mutating func take(_ entry: CatalogueEntry?, at now: Timestamp) {
        isAvailable = entry?.product.isSellable(at: now) ?? false
        guard let entry else { return }
        productID = entry.product.id
        (title, vendor) = (entry.product.title, entry.product.vendor)
        variantTitle = entry.variant.title == CatalogueVariant.defaultTitle ? nil : entry.variant.title
        (sku, grams) = (entry.variant.sku, entry.variant.grams)
        (taxable, requiresShipping) = (entry.variant.taxable, entry.variant.requiresShipping)
        price = entry.variant.price
    }

    /// What is wrong with wanting it, if anything is; `before` is what the buyer had of it.
    ///
    /// What can no longer be bought may stay or become less, so that the buyer sees it until it is taken out.
    package func problem(_ entry: CatalogueEntry?, before: Goods?) -> String? {
        if isAvailable || quantity <= before?.quantity ?? 0 { return nil }
        return entry == nil ? "does not exist" : "is not available"
    }
}

extension Context {
    /// Lines in their form, with what the catalogue and the customer's price list say of them now.
    ///
    /// `before` is what is stored, and `sent` are the places of what a client sends now: it is told what is wrong with
    /// that, as if nothing else were there.
    func settled<Line: GoodsLine>(
        _ lines: [Line], before: [Line], for customer: Int64?, sent: Range<Int>,
        _ failures: inout Failures
    ) throws(Failures) -> [Line] {
        guard lines.count <= Goods.linesMax else {
            failures.add("line_items", "has more than \(Goods.linesMax) entries")
            return before
        }
        let joined = lines.joined(sent: sent, &failures)
        let entries = try catalogue(joined.compactMap(\.line.goods.variantID))
        let known = Dictionary(
            before.compactMap { line in line.goods.key.map { ($0, line.goods) } },
            uniquingKeysWith: { first, _ in first })
        var settled: [Line] = []
        for var (line, _) in joined {
            let entry = line.goods.variantID.flatMap { entries[$0] }
            if entry == nil, let stored = line.goods.key.flatMap({ known[$0] }) {
                let (quantity, properties) = (line.goods.quantity, line.goods.properties)
                line.goods = stored
                (line.goods.quantity, line.goods.properties) = (quantity, properties)
            }
            line.goods.take(entry, at: now)
            settled.append(line)
        }
        try price(&settled, known: Set(entries.keys), for: customer)
        for (line, place) in zip(settled, joined.map(\.place)) where sent.contains(place) {
            guard let id = line.goods.variantID else { continue }
            if let problem = line.goods.problem(entries[id], before: line.goods.key.flatMap { known[$0] }) {
                failures.add("line_items[\(place - sent.lowerBound)].variant_id", problem)
            }
        }
        return settled
    }

    /// Gives lines the prices of the customer's list, where a module has any.
    private func price<Line: GoodsLine>(
        _ lines: inout [Line], known: Set<Int64>, for customer: Int64?
    ) throws(Failures) {
        var prices = lines.map(\.goods.price)
        let places = lines.indices.filter { place in
            let goods = lines[place].goods
            return (1...Goods.quantityMax).contains(goods.quantity) && goods.variantID.map(known.contains) ?? false
        }
        if !places.isEmpty {
            let wanted = places.map { place in
                JSON.object([
                    ("variant_id", .number(lines[place].goods.variantID ?? 0)),
                    ("quantity", .number(lines[place].goods.quantity)),
                ])
            }
            // Of a customer that there is not the kernel tells.
            let buyer = try customer.flatMap { (id) throws(Failures) in try fetch(Buyer.self, id)?.id }
            let input = JSON.object([
                ("customer_id", buyer.map { .number($0) } ?? .null), ("lines", .array(wanted)),
            ])
            let answer = try callIfOffered("prices.resolve/1", input)?["lines"]?.elements ?? []
            let currency = try store().currency
            for (place, quote) in zip(places, answer) {
                if let price = quote["price"].flatMap({ Money($0, in: currency) }) { prices[place] = price }
            }
        }
        for place in lines.indices { lines[place].goods.cost(prices[place]) }
    }

    /// Variants with their products, each of which is loaded once.
    func catalogue(_ variants: [Int64]) throws(Failures) -> [Int64: CatalogueEntry] {
        var entries: [Int64: CatalogueEntry] = [:]
        for id in variants where entries[id] == nil {
            guard let variant = try fetch(CatalogueVariant.self, id), let productID = variant.productID,
                let product = try fetch(CatalogueProduct.self, productID)
            else { continue }
            for variant in product.variants { entries[variant.id] = CatalogueEntry(variant, of: product) }
        }
        return entries
    }
}

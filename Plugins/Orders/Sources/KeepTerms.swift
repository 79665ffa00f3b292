package import StoaKit

extension Order {
    /// Refuses what cannot change once the order is made.
    ///
    /// Clients send whole orders back with what they want to change, so what is sent as it was is no change, however it is
    /// spelled and in whatever sequence; it is kept as it is stored.
    package mutating func keepTerms(of before: Order, _ failures: inout Failures) {
        let message = "can't be changed once the order is made"
        if !lineItems.keepTerms(of: before.lineItems) { failures.add("line_items", message) }
        if !shippingLines.keepTerms(of: before.shippingLines) { failures.add("shipping_lines", message) }
        if taxesIncluded != before.taxesIncluded { failures.add("taxes_included", message) }
        if taxRounding != before.taxRounding { failures.add("tax_rounding", message) }
        if currency.uppercased() != before.currency { failures.add("currency", message) }
        for (name, now, then) in [
            ("discount_codes", discountCodes, before.discountCodes), ("tax_lines", taxLines, before.taxLines),
        ] where !now.isSame(as: then) {
            failures.add(name, message)
        }
        (discountCodes, taxLines, currency) = (before.discountCodes, before.taxLines, before.currency)
        processedAt = processedAt ?? before.processedAt
    }
}

/// What is part of an order's terms.
protocol OrderLine: Record, Equatable {
    var taxLines: JSON { get set }
    /// The same with what may still change as `other` has it.
    func corrected(as other: Self) -> Self
}

extension LineItem: OrderLine {
    /// What is engraved on it, say, may still be corrected.
    func corrected(as other: LineItem) -> LineItem {
        var line = self
        line.properties = other.properties
        return line
    }
}

extension ShippingLine: OrderLine {
    func corrected(as other: ShippingLine) -> ShippingLine { self }
}

extension Array where Element: OrderLine {
    /// Takes over how taxes are spelled; false if anything else differs.
    fileprivate mutating func keepTerms(of stored: [Element]) -> Bool {
        let places = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var areSame = count == stored.count
        for place in indices {
            guard let before = places[self[place].id], self[place].taxLines.isSame(as: before.taxLines) else {
                areSame = false
                continue
            }
            self[place].taxLines = before.taxLines
            areSame = areSame && self[place].corrected(as: before) == before
        }
        return areSame
    }
}

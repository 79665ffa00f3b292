package import StoaKit

/// Completes an order before it is stored.
@Sendable func prepareOrder(_ order: inout Order, _ change: Change<Order>, _ context: Context) throws(Failures) {
    var failures = Failures()
    try context.settleCustomer(&order, change, &failures)
    order.settleTexts(&failures)
    if let before = change.before {
        order.keepTerms(of: before, &failures)
    } else {
        try context.begin(&order, change, &failures)
    }
    order.advance(from: change.before, at: change.now, &failures)
    try failures.throwIfAny()
}

extension Order {
    /// Brings addresses and attributes into their form.
    package mutating func settleTexts(_ failures: inout Failures) {
        noteAttributes = NameValue.settled(noteAttributes, "note_attributes", &failures)
        for place in lineItems.indices {
            lineItems[place].properties = NameValue.settled(
                lineItems[place].properties, "line_items[\(place)].properties", &failures)
        }
        if let given = billingAddress {
            billingAddress = OrderAddress.settled(given, "billing_address", &failures)
        }
        if let given = shippingAddress {
            shippingAddress = OrderAddress.settled(given, "shipping_address", &failures)
        }
    }

    /// Refuses what cannot change once the order is made.
    ///
    /// Clients send whole orders back with what they want to change, so what is sent as it was is no change.
    package mutating func keepTerms(of before: Order, _ failures: inout Failures) {
        let message = "can't be changed once the order is made"
        if !lineItems.elementsEqual(before.lineItems, by: { $0.hasTerms(of: $1) }) {
            failures.add("line_items", message)
        }
        if !shippingLines.elementsEqual(before.shippingLines, by: { $0.hasTerms(of: $1) }) {
            failures.add("shipping_lines", message)
        }
        if taxesIncluded != before.taxesIncluded { failures.add("taxes_included", message) }
        if taxRounding != before.taxRounding { failures.add("tax_rounding", message) }
        if currency != before.currency { failures.add("currency", message) }
        for (name, now, then) in [
            ("discount_codes", discountCodes, before.discountCodes), ("tax_lines", taxLines, before.taxLines),
        ] where !now.isSame(as: then) {
            failures.add(name, message)
        }
        // In the spelling in which they are stored.
        (discountCodes, taxLines) = (before.discountCodes, before.taxLines)
        for (place, line) in zip(lineItems.indices, before.lineItems) { lineItems[place].taxLines = line.taxLines }
        for (place, line) in zip(shippingLines.indices, before.shippingLines) {
            shippingLines[place].taxLines = line.taxLines
        }
    }
}

extension LineItem {
    /// True if the same was bought for the same; what is engraved on it, say, may still be corrected.
    func hasTerms(of other: LineItem) -> Bool {
        guard taxLines.isSame(as: other.taxLines) else { return false }
        var line = self
        (line.taxLines, line.properties) = (other.taxLines, other.properties)
        return line == other
    }
}

extension ShippingLine {
    func hasTerms(of other: ShippingLine) -> Bool {
        guard taxLines.isSame(as: other.taxLines) else { return false }
        var line = self
        line.taxLines = other.taxLines
        return line == other
    }
}

extension Context {
    /// Whether the module is there that keeps stock.
    private func hasInventory() throws(Failures) -> Bool { try topic("inventory.updated") != nil }

    /// Fills everything that an order has from the start.
    fileprivate func begin(
        _ order: inout Order, _ change: Change<Order>, _ failures: inout Failures
    ) throws(Failures) {
        let last = try orderCounter().last
        (order.number, order.orderNumber) = (last + 1, OrderCounter.firstShown + last)
        order.name = "#\(order.orderNumber)"
        order.processedAt = order.processedAt ?? change.now
        if !order.currency.isEmpty, order.currency.uppercased() != change.currency.code {
            failures.add("currency", "is not \(change.currency.code), the store's currency")
        }
        order.currency = change.currency.code
        let settings = try storeSettings()
        if !change.wasSent("tax_rounding") { order.taxRounding = settings.taxRounding }
        if !change.wasSent("taxes_included") { order.taxesIncluded = settings.taxesIncluded }
        try complete(&order, change.currency, &failures)
        order.reckon(change.currency, &failures)
        let takesStock = order.inventoryBehaviour != .bypass && order.lineItems.contains { $0.variantID != nil }
        order.holdsStock = takesStock ? try hasInventory() : false
    }
}

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
        if let url = trackingURL, !url.isEmpty, !WebAddress.isAbsolute(url) {
            failures.add("tracking_url", "is not a valid URL")
        }
        if let given = billingAddress {
            billingAddress = PostalAddress.settled(given, "billing_address", &failures)
        }
        if let given = shippingAddress {
            shippingAddress = PostalAddress.settled(given, "shipping_address", &failures)
        }
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

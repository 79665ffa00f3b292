package import StoaKit

/// Completes a checkout before it is stored.
@Sendable func prepareCheckout(
    _ checkout: inout Checkout, _ change: Change<Checkout>, _ context: Context
) throws(Failures) {
    var failures = Failures()
    let before = change.before
    if let before, !before.isOpen {
        guard checkout == before || !Checkout.writable.contains(where: change.wasSent) else {
            throw .conflict("", "The checkout is \(before.completedAt == nil ? "closed" : "completed")")
        }
        return
    }
    if before == nil {
        checkout.token = try context.newToken()
        checkout.name = "#\(checkout.id)"
    }
    if !checkout.currency.isEmpty, checkout.currency.uppercased() != change.currency.code, change.wasSent("currency") {
        failures.add("currency", "is not \(change.currency.code), the store's currency")
    }
    checkout.currency = change.currency.code
    checkout.email = try context.settled(email: checkout.email, before: before?.email)
    checkout.settleTexts(&failures)
    let areSent = change.wasSent("line_items")
    if areSent { checkout.lineItems.settleProperties(&failures) }
    if checkout.isOpen, !checkout.isAgreed(in: before) {
        checkout.lineItems = try context.settled(
            checkout.lineItems, before: before?.lineItems ?? [], for: checkout.customerID,
            sent: areSent ? checkout.lineItems.indices : 0..<0, &failures)
    }
    try failures.throwIfAny()
    checkout.reckon()
    checkout.note(before, at: change.now)
}

extension Checkout {
    /// What clients send.
    fileprivate static let writable = [
        "billing_address", "currency", "customer_id", "email", "line_items", "note", "note_attributes", "phone",
        "shipping_address", "source_name",
    ]

    fileprivate mutating func settleTexts(_ failures: inout Failures) {
        noteAttributes = NameValue.settled(noteAttributes, "note_attributes", &failures)
        if let given = billingAddress {
            billingAddress = PostalAddress.settled(given, "billing_address", &failures)
        }
        if let given = shippingAddress {
            shippingAddress = PostalAddress.settled(given, "shipping_address", &failures)
        }
    }

    /// Takes over what was agreed on if the same buyer asks for the same, be it in lines that were sent without their ids;
    /// false if others are asked for, or somebody else asks.
    package mutating func isAgreed(in before: Checkout?) -> Bool {
        guard let before, customerID == before.customerID else { return false }
        let known = Dictionary(
            before.lineItems.compactMap { line in line.goods.key.map { ($0, line.goods) } },
            uniquingKeysWith: { first, _ in first })
        let agreed = lineItems.map { line in
            line.goods.key.flatMap { known[$0] }.flatMap { $0.quantity == line.goods.quantity ? $0 : nil }
        }
        let keys = Set(lineItems.compactMap(\.goods.key))
        guard !agreed.contains(nil), keys.count == lineItems.count, keys.count == known.count else { return false }
        for (place, goods) in agreed.enumerated() where lineItems[place].goods.title.isEmpty {
            lineItems[place].goods = goods ?? lineItems[place].goods
        }
        return true
    }

    /// Works out what it comes to.
    ///
    /// What is agreed on counts, whatever has become of it: completing looks at that.
    package mutating func reckon() {
        for place in lineItems.indices { lineItems[place].goods.isAvailable = true }
        totals = Totals(of: lineItems)
        subtotal = totals.price
        total = subtotal
        paymentDue = total
    }

    /// Notes in which list it is, and that the buyer is there again if anything changed but that.
    package mutating func note(_ before: Checkout?, at now: Timestamp) {
        if before.map({ !isSame(as: $0) }) ?? true { (activeAt, abandonedAt) = (now, nil) }
        if !canBeAbandoned { abandonedAt = nil }
        listedAs =
            completedAt != nil ? .completed : closedAt != nil ? .closed : abandonedAt != nil ? .abandoned : .active
    }

    /// Whether the buyer has done nothing since.
    private func isSame(as other: Checkout) -> Bool {
        var known = other
        (known.abandonedAt, known.remindedAt, known.listedAs) = (abandonedAt, remindedAt, listedAs)
        // These follow from the rest.
        (known.totals, known.subtotal, known.total, known.paymentDue) = (totals, subtotal, total, paymentDue)
        return self == known
    }
}

import StoaKit

/// Completes a cart before it is stored.
@Sendable func prepareCart(_ cart: inout Cart, _ change: Change<Cart>, _ context: Context) throws(Failures) {
    var failures = Failures()
    let before = change.before
    if let before, !before.isOpen {
        guard cart == before || !Cart.writable.contains(where: change.wasSent) else {
            throw .conflict("", "The cart has been ordered")
        }
        return
    }
    if before == nil { cart.token = try context.newToken() }
    if !cart.currency.isEmpty, cart.currency.uppercased() != change.currency.code, change.wasSent("currency") {
        failures.add("currency", "is not \(change.currency.code), the store's currency")
    }
    cart.currency = change.currency.code
    cart.email = try context.settled(email: cart.email, before: before?.email)
    if change.wasSent("customer_id") { try context.check(cart, before, &failures) }
    cart.attributes = NameValue.settled(cart.attributes, "attributes", &failures)
    let areSent = change.wasSent("line_items")
    if areSent { cart.lineItems.settleProperties(&failures) }
    cart.lineItems = try context.settled(
        cart.lineItems, before: before?.lineItems ?? [], for: cart.customerID,
        sent: areSent ? cart.lineItems.indices : 0..<0, &failures)
    try failures.throwIfAny()
    cart.totals = Totals(of: cart.lineItems)
    cart.openFor = cart.isOpen ? cart.customerID : nil
}

extension Cart {
    /// What clients send.
    fileprivate static let writable = ["attributes", "currency", "customer_id", "email", "line_items", "note"]
}

extension Context {
    /// Refuses another customer than before, and one who has another open cart.
    fileprivate func check(_ cart: Cart, _ before: Cart?, _ failures: inout Failures) throws(Failures) {
        guard cart.customerID != before?.customerID else { return }
        guard let customer = cart.customerID, before?.customerID == nil else {
            return failures.add("customer_id", "can't be changed")
        }
        guard try openCart(of: customer) != nil else { return }
        failures.add("customer_id", "has an open cart already, into which signing in merges this one")
    }

    /// An e-mail without blanks around it; nil for nothing.
    func settled(email: String?, before: String?) throws(Failures) -> String? {
        guard let email = email?.trimmed, !email.isEmpty else { return nil }
        if email != before { _ = try call("customers.find_by_email/1", .object([("email", .string(email))])) }
        return email
    }

    /// The one cart that a customer is filling.
    func openCart(of customer: Int64) throws(Failures) -> Cart? {
        try find(Cart.self, where: .equal("open_for", customer), limit: 1).first
    }
}

/// Goes on from a change of a cart: the token that names it, and where it is looked for when products change.
@Sendable func followCart(_ cart: Cart, _ change: Change<Cart>, _ context: Context) throws(Failures) {
    if change.operation == .create {
        var token = CartToken()
        (token.token, token.cartID) = (cart.token, cart.id)
        try context.create(token)
    }
    try context.note(cart.isOpen ? Set(cart.lineItems.compactMap(\.goods.productID)) : [], in: cart.id)
}

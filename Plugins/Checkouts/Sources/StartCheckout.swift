import StoaKit

/// A route: makes a checkout of what is in a cart, at the prices of now.
///
/// A cart has one: further calls answer with it, and bring it into step with a cart that has changed.
@Sendable func startCheckoutRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let cart = try context.cart(request)
    let stored = try cart.checkoutToken.flatMap { (token) throws(Failures) in try context.checkout(named: token) }
    if let stored, !cart.isOpen { return .record(Checkout.self, stored.id) }
    guard cart.isOpen else { throw .conflict("", "The cart has been ordered") }
    var failures = Failures()
    let lines = try context.settled(
        cart.lineItems, before: cart.lineItems, for: cart.customerID, sent: 0..<0, &failures)
    lines.checkAvailability(&failures)
    try failures.throwIfAny()
    var checkout = stored ?? Checkout()
    checkout.take(cart, lines)
    if let stored {
        if checkout != stored { try context.update(Checkout.self, stored.id) { $0 = checkout } }
        return .record(Checkout.self, stored.id)
    }
    let id = try context.create(checkout)
    guard let made = try context.fetch(Checkout.self, id) else { throw .notFound("Not found") }
    try context.update(Cart.self, cart.id) { $0.checkoutToken = made.token }
    return .record(Checkout.self, id, status: 201)
}

extension Checkout {
    /// Takes over what is in a cart, and from a buyer who has said nothing here, what was said there.
    package mutating func take(_ cart: Cart, _ lines: [CartLine]) {
        (cartID, cartToken, customerID) = (cart.id, cart.token, cart.customerID ?? customerID)
        email = email ?? cart.email
        note = note ?? cart.note
        if noteAttributes == JSON("[]") { noteAttributes = cart.attributes }
        let known = Dictionary(
            lineItems.compactMap { line in line.goods.key.map { ($0, line.id) } },
            uniquingKeysWith: { first, _ in first })
        lineItems = lines.map { line in
            var new = CheckoutLine()
            (new.id, new.goods) = (line.goods.key.flatMap { known[$0] } ?? 0, line.goods)
            return new
        }
    }
}

extension Array where Element: GoodsLine {
    /// Refuses what cannot be bought, and nothing at all.
    func checkAvailability(_ failures: inout Failures) {
        if isEmpty { failures.add("line_items", "can't be blank") }
        for (place, line) in enumerated() where !line.goods.isAvailable {
            failures.add("line_items[\(place)].variant_id", "is not available")
        }
    }
}

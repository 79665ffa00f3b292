import StoaKit

/// A route: makes an order of a checkout, once; a further call answers with what the first one made.
///
/// Everything is one transaction: order, stock, checkout and cart.
@Sendable func completeRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let checkout = try context.checkout(request)
    guard checkout.completedAt == nil else { return .record(Checkout.self, checkout.id) }
    guard checkout.isOpen else { throw .conflict("", "The checkout is closed") }
    try context.check(checkout)
    let made = try context.call("orders.create/1", checkout.agreed(in: try context.store().currency))
    let buyer = made["customer_id"]?.integer
    try context.update(Checkout.self, checkout.id) {
        $0.orderID = made["order_id"]?.integer
        $0.customerID = buyer
        $0.order = .object([("id", made["order_id"] ?? .null), ("name", made["name"] ?? .null)])
        $0.completedAt = context.now
    }
    if let cart = try checkout.cartID.flatMap({ (id) throws(Failures) in try context.fetch(Cart.self, id) }) {
        try context.update(Cart.self, cart.id) { ($0.completedAt, $0.customerID) = (context.now, buyer) }
    }
    return .record(Checkout.self, checkout.id)
}

extension Context {
    /// Refuses a checkout of nobody, and one with anything that can no longer be bought.
    fileprivate func check(_ checkout: Checkout) throws(Failures) {
        var failures = Failures()
        if checkout.email == nil, checkout.customerID == nil { failures.add("email", "can't be blank") }
        let entries = try catalogue(checkout.lineItems.compactMap(\.goods.variantID))
        var lines = checkout.lineItems
        for place in lines.indices {
            lines[place].goods.take(lines[place].goods.variantID.flatMap { entries[$0] }, at: now)
        }
        lines.checkAvailability(&failures)
        try failures.throwIfAny()
    }
}

extension Checkout {
    /// What was agreed on, as `orders.create/1` takes it.
    fileprivate func agreed(in currency: Currency) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("line_items", .array(lineItems.map { $0.goods.agreed(in: currency) })),
            ("customer_id", customerID.map { .number($0) } ?? .null),
            ("checkout_id", .number(id)),
            ("note_attributes", noteAttributes),
            ("billing_address", billingAddress ?? .null),
            ("shipping_address", shippingAddress ?? .null),
        ]
        let texts = [
            ("email", email), ("phone", phone), ("note", note), ("source_name", sourceName),
            ("checkout_token", token), ("cart_token", cartToken),
        ]
        for (name, text) in texts { members.append((name, text.map(JSON.string) ?? .null)) }
        return .object(members)
    }
}

extension Goods {
    /// A line of an order at the price that was agreed on.
    fileprivate func agreed(in currency: Currency) -> JSON {
        .object([
            ("variant_id", variantID.map { .number($0) } ?? .null), ("quantity", .number(quantity)),
            ("price", .string(price.text(in: currency))), ("properties", properties),
        ])
    }
}

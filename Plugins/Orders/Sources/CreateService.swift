import StoaKit

/// The service `orders.create/1`: makes an order of what a buyer has agreed on in another module.
///
/// Prices are those that were agreed on; all else is as for any order, so stock is held, or nothing is made.
@Sendable func createService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let currency = try context.store().currency
    var failures = Failures()
    var order = Order()
    order.lineItems = (input["line_items"] ?? .null).list("line_items", most: LineItem.countMax, &failures) {
        (entry, path, failures) in LineItem(agreed: entry, path, currency, &failures)
    }
    try failures.throwIfAny()
    order.customerID = input["customer_id"]?.integer
    (order.email, order.phone) = (input["email"]?.string, input["phone"]?.string)
    (order.note, order.sourceName) = (input["note"]?.string, input["source_name"]?.string)
    order.noteAttributes = input["note_attributes"] ?? order.noteAttributes
    order.billingAddress = input["billing_address"].flatMap { $0.isNull ? nil : $0 }
    order.shippingAddress = input["shipping_address"].flatMap { $0.isNull ? nil : $0 }
    order.checkoutID = input["checkout_id"]?.integer
    (order.checkoutToken, order.cartToken) = (input["checkout_token"]?.string, input["cart_token"]?.string)
    let id = try context.create(order)
    guard let made = try context.fetch(Order.self, id) else { throw .notFound("Not found") }
    return .object([
        ("order_id", .number(id)), ("name", .string(made.name)),
        ("customer_id", made.customerID.map { .number($0) } ?? .null),
    ])
}

extension LineItem {
    /// A line as it was agreed on: variant, quantity, price, and what the customer said of it.
    fileprivate init?(agreed entry: JSON, _ path: String, _ currency: Currency, _ failures: inout Failures) {
        guard let variant = entry["variant_id"]?.integer, let quantity = entry["quantity"]?.integer,
            let price = entry["price"].flatMap({ Money($0, in: currency) })
        else {
            failures.add(path + "variant_id", "needs a quantity and a price beside it")
            return nil
        }
        self.init()
        (variantID, self.quantity, self.price) = (variant, quantity, price)
        properties = entry["properties"] ?? properties
    }
}

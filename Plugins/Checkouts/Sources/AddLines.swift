import StoaKit

/// A route: puts something into a cart, beside what is in it.
///
/// What two clients add at once is all there, which a client that sends the whole cart back cannot see to.
@Sendable func addLinesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let cart = try context.cart(request)
    guard cart.isOpen else { throw .conflict("", "The cart has been ordered") }
    var failures = Failures()
    let sent = try request.object("cart")["line_items"] ?? .null
    var added = sent.list("line_items", most: Goods.linesMax, &failures) { (entry, path, failures) in
        CartLine(entry, path, &failures)
    }
    added.settleProperties(&failures)
    try failures.throwIfAny()
    let all = cart.lineItems + added
    let lines = try context.settled(
        all, before: cart.lineItems, for: cart.customerID, sent: cart.lineItems.count..<all.count, &failures)
    try failures.throwIfAny()
    try context.update(Cart.self, cart.id) { $0.lineItems = lines }
    return .record(Cart.self, cart.id)
}

extension CartLine {
    /// `{"variant_id", "quantity"?, "properties"?}`.
    fileprivate init?(_ entry: JSON, _ path: String, _ failures: inout Failures) {
        self.init()
        goods.variantID = entry["variant_id"]?.integer
        if goods.variantID == nil { failures.add(path + "variant_id", "is not a number") }
        if let given = entry["quantity"], !given.isNull {
            guard let quantity = given.integer, (1...Goods.quantityMax).contains(quantity) else {
                failures.add(path + "quantity", "is not a whole number from 1 to \(Goods.quantityMax)")
                return nil
            }
            goods.quantity = quantity
        }
        if let properties = entry["properties"], !properties.isNull { goods.properties = properties }
    }
}

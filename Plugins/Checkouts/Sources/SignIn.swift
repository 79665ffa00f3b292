import StoaKit

/// A route: says whose a cart is; what the customer had chosen before becomes one with it.
///
/// A second call finds it done. From then on the guest's token names the customer's cart.
@Sendable func signInRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let cart = try context.cart(request)
    let customer = try context.customer(request.object("cart"))
    guard cart.customerID != customer else { return .record(Cart.self, cart.id) }
    guard cart.customerID == nil else { throw .conflict("customer_id", "is not the cart's customer") }
    guard cart.isOpen else { throw .conflict("", "The cart has been ordered") }
    guard let own = try context.openCart(of: customer) else {
        try context.update(Cart.self, cart.id) { $0.customerID = customer }
        return .record(Cart.self, cart.id)
    }
    try context.merge(cart, into: own)
    return .record(Cart.self, own.id)
}

extension Context {
    /// Who signs in: the customer of an access token, or the one that a trusted app names.
    fileprivate func customer(_ body: JSON) throws(Failures) -> Int64 {
        let token = body["customer_access_token"] ?? .null
        let id = body["customer_id"] ?? .null
        guard token.isNull != id.isNull else {
            throw .invalid("customer_access_token", "or customer_id must be sent, and not both")
        }
        guard id.isNull else {
            guard let id = id.integer else { throw .invalid("customer_id", "is not a number") }
            guard try fetch(Buyer.self, id) != nil else { throw .invalid("customer_id", "must exist") }
            return id
        }
        let found = try call("customers.find_by_access_token/1", .object([("access_token", token)]))
        guard let id = found["customer_id"]?.integer else {
            throw .invalid("customer_access_token", "is invalid or has expired")
        }
        return id
    }

    /// Makes a guest's cart part of the customer's, which keeps its token and from now on has the guest's too.
    func merge(_ guest: Cart, into own: Cart) throws(Failures) {
        let variants = Set((guest.lineItems + own.lineItems).compactMap(\.goods.variantID)).sorted()
        let limits = try limits(variants)
        for token in try findAll(CartToken.self, where: .equal("cart_id", guest.id)) {
            try update(CartToken.self, token.id) { $0.cartID = own.id }
        }
        let checkout = try handOver(guest, to: own)
        try update(Cart.self, own.id) {
            $0.merge(guest) { limits[$0] ?? Goods.quantityMax }
            $0.checkoutToken = checkout
        }
        try remove(Cart.self, guest.id)
    }

    /// The token of the checkout that goes on: the customer's own, else the guest's; of two the guest's is closed.
    private func handOver(_ guest: Cart, to own: Cart) throws(Failures) -> String? {
        guard let token = guest.checkoutToken, let checkout = try checkout(named: token) else {
            return own.checkoutToken
        }
        guard own.checkoutToken == nil else {
            try update(Checkout.self, checkout.id) { $0.closedAt = now }
            return own.checkoutToken
        }
        try update(Checkout.self, checkout.id) {
            ($0.cartID, $0.cartToken, $0.customerID) = (own.id, own.token, own.customerID)
        }
        return token
    }
}

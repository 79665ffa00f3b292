package import StoaKit

/// What somebody has chosen.
package struct Cart: Record, Equatable {
    package var id: Int64 = 0
    package var token = ""
    package var currency = ""
    package var customerID: Int64?
    package var email: String?
    package var note: String?
    package var attributes = JSON("[]")
    package var lineItems: [CartLine] = []
    package var totals = Totals()
    package var checkoutToken: String?
    package var completedAt: Timestamp?
    /// The customer while the cart is open: nobody has two.
    package var openFor: Int64?

    package init() {}

    package var isOpen: Bool { completedAt == nil }
}

/// One thing in a cart.
package struct CartLine: GoodsLine {
    package var id: Int64 = 0
    package var goods = Goods()

    package init() {}
}

/// By what paths name a cart: its own token, and those of carts that were merged into it.
struct CartToken: Record {
    var id: Int64 = 0
    var token = ""
    var cartID: Int64 = 0
}

extension Context {
    /// The cart that a path names; 404 if there is none.
    func cart(_ request: Request) throws(Failures) -> Cart {
        let named = try find(CartToken.self, where: .equal("token", request.parameters["token"] ?? ""), limit: 1)
        guard let id = named.first?.cartID, let cart = try fetch(Cart.self, id) else { throw .notFound("Not found") }
        return cart
    }

    /// What nobody guesses: 128 bits.
    func newToken() throws(Failures) -> String { try random(16).hexadecimal }
}

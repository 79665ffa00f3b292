package import StoaKit

/// What somebody is about to buy: lines at the prices that were agreed on, and who gets them.
package struct Checkout: Record, Equatable {
    package var id: Int64 = 0
    package var token = ""
    package var name = ""
    package var cartID: Int64?
    package var cartToken: String?
    package var currency = ""
    package var customerID: Int64?
    package var email: String?
    package var phone: String?
    package var note: String?
    package var noteAttributes = JSON("[]")
    package var sourceName = "web"
    package var billingAddress: JSON?
    package var shippingAddress: JSON?
    package var lineItems: [CheckoutLine] = []
    package var totals = Totals()
    /// What the lines cost after discounts, all of it with shipping and taxes, and what of that is still to be paid.
    package var subtotal = Money.zero
    package var total = Money.zero
    package var paymentDue = Money.zero
    package var orderID: Int64?
    package var order: JSON?
    package var completedAt: Timestamp?
    /// When another checkout of the same buyer took its place.
    package var closedAt: Timestamp?
    /// Since when it is abandoned.
    package var abandonedAt: Timestamp?
    /// When it was told that it is abandoned, which happens once.
    package var remindedAt: Timestamp?
    /// When the buyer last did something with it.
    package var activeAt: Timestamp?
    package var listedAs = Listing.active

    package init() {}

    /// Which list of clients it is in.
    package enum Listing: String, FieldValue, CaseIterable { case active, abandoned, closed, completed }

    package var isOpen: Bool { completedAt == nil && closedAt == nil }
    /// Somebody could be asked to come back.
    package var canBeAbandoned: Bool { isOpen && email != nil }
}

/// One thing in a checkout, as it was when it was agreed on.
package struct CheckoutLine: GoodsLine {
    package var id: Int64 = 0
    package var goods = Goods()

    package init() {}
}

extension Context {
    func checkout(named token: String) throws(Failures) -> Checkout? {
        try find(Checkout.self, where: .equal("token", token), limit: 1).first
    }

    /// The checkout that a path names; 404 if there is none.
    func checkout(_ request: Request) throws(Failures) -> Checkout {
        guard let found = try checkout(named: request.parameters["token"] ?? "") else { throw .notFound("Not found") }
        return found
    }
}

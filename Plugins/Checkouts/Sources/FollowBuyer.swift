import StoaKit

/// What this module looks at of a customer.
struct Buyer: Record {
    var id: Int64 = 0
    var erasedAt: Timestamp?
    var mergedIntoID: Int64?
}

/// Brings carts and checkouts into step with a customer who becomes part of another, or of whom everything personal goes.
@Sendable func followBuyer(_ buyer: Buyer, _ change: Change<Buyer>, _ context: Context) throws(Failures) {
    if let kept = buyer.mergedIntoID, change.before?.mergedIntoID == nil {
        try context.moveCarts(of: buyer.id, to: kept)
    }
    if buyer.erasedAt != nil, change.before?.erasedAt == nil { try context.eraseCarts(of: buyer.id) }
}

extension Context {
    /// Gives a customer all carts and checkouts of another; of two open carts the other's is merged.
    fileprivate func moveCarts(of customer: Int64, to kept: Int64) throws(Failures) {
        let own = try openCart(of: kept)
        if let own, let other = try openCart(of: customer) { try merge(other, into: own) }
        for cart in try findAll(Cart.self, where: .equal("customer_id", customer)) {
            try update(Cart.self, cart.id) { $0.customerID = kept }
        }
        for checkout in try findAll(Checkout.self, where: .equal("customer_id", customer)) {
            try update(Checkout.self, checkout.id) { $0.customerID = kept }
        }
    }

    fileprivate func eraseCarts(of customer: Int64) throws(Failures) {
        for cart in try findAll(Cart.self, where: .equal("customer_id", customer)) {
            try update(Cart.self, cart.id) {
                ($0.email, $0.note, $0.attributes) = (nil, nil, JSON("[]"))
                $0.lineItems.eraseProperties()
            }
        }
        for checkout in try findAll(Checkout.self, where: .equal("customer_id", customer)) {
            try update(Checkout.self, checkout.id) {
                ($0.email, $0.phone, $0.note, $0.noteAttributes) = (nil, nil, nil, JSON("[]"))
                ($0.billingAddress, $0.shippingAddress) = (nil, nil)
                $0.lineItems.eraseProperties()
            }
        }
    }
}

extension Array where Element: GoodsLine {
    fileprivate mutating func eraseProperties() {
        for place in indices { self[place].goods.properties = JSON("[]") }
    }
}

import StoaKit

/// That an open cart has something of a product.
struct CartProduct: Record {
    var id: Int64 = 0
    var cartID: Int64 = 0
    var productID: Int64 = 0
}

/// Brings carts into step with a product that has changed or is gone: some at once, the rest by a job.
@Sendable func followProduct(
    _ product: CatalogueProduct, _ change: Change<CatalogueProduct>, _ context: Context
) throws(Failures) {
    guard change.operation == .delete || product != change.before else { return }
    try context.refreshCarts(with: product.id, after: 0)
}

/// Jobs that go through carts, some at a time.
enum RefreshCarts {
    static let ofOne = "refresh_carts_of_product"
    static let all = "refresh_carts"
    /// Carts in one step.
    fileprivate static let page = 50

    /// A job: brings further carts into step with a product that very many have.
    @Sendable static func stepOfOne(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        guard let product = job.arguments["product_id"]?.integer, let after = job.arguments["after"]?.integer else {
            return .done
        }
        try context.refreshCarts(with: product, after: after)
        return .done
    }

    /// A job: brings all carts into step with products that changed while nobody followed them.
    @Sendable static func stepOfAll(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        let carts = try context.find(Cart.self, after: job.arguments.integer ?? 0, limit: page)
        for cart in carts { try context.refresh(cart) }
        if carts.count == page, let last = carts.last { try context.enqueue(all, .number(last.id)) }
        return .done
    }
}

extension Context {
    /// Notes which products' changes concern a cart.
    func note(_ products: Set<Int64>, in cart: Int64) throws(Failures) {
        let noted = try findAll(CartProduct.self, where: .equal("cart_id", cart))
        for one in noted where !products.contains(one.productID) { try remove(CartProduct.self, one.id) }
        for product in products.subtracting(noted.map(\.productID)).sorted() {
            var one = CartProduct()
            (one.cartID, one.productID) = (cart, product)
            try create(one)
        }
    }

    fileprivate func refreshCarts(with product: Int64, after: Int64) throws(Failures) {
        let found = try find(
            CartProduct.self, where: .equal("product_id", product), after: after, limit: RefreshCarts.page)
        for one in found {
            if let cart = try fetch(Cart.self, one.cartID) { try refresh(cart) }
        }
        guard found.count == RefreshCarts.page, let last = found.last else { return }
        try enqueue(
            RefreshCarts.ofOne, .object([("product_id", .number(product)), ("after", .number(last.id))]))
    }

    /// Has a cart show what the catalogue says now; what it shows already stays as it is.
    fileprivate func refresh(_ cart: Cart) throws(Failures) {
        guard cart.isOpen, !cart.lineItems.isEmpty else { return }
        var failures = Failures()
        let lines = try settled(
            cart.lineItems, before: cart.lineItems, for: cart.customerID, sent: 0..<0, &failures)
        guard lines != cart.lineItems else { return }
        try update(Cart.self, cart.id) { $0.lineItems = lines }
    }
}

package import StoaKit

/// What shoppers have chosen, and how it becomes an order.
package enum Checkouts: Module {
    package static let id = "checkouts"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Topic(
            Abandonment.topic, "A buyer has left a checkout; told once of each.", names: ["checkouts/abandoned"],
            scope: "read_orders")
        carts
        cartParts
        Prepare(prepareCart)
        Follow(followCart)
        checkouts
        Prepare(prepareCheckout)
        Follow(followCheckout)
        Job(Abandonment.job, "Marks a checkout as abandoned.", delays: [1, 10, 60, 600], Abandonment.step)
        others
        Follow(on: .update, followBuyer)
        Follow(on: [.update, .delete], followProduct)
        Job(
            RefreshCarts.ofOne, "Brings further carts into step with a product that very many have.",
            delays: [1, 10, 60, 600], RefreshCarts.stepOfOne)
        Job(
            RefreshCarts.all, "Brings carts into step with products that changed without this module.",
            delays: [1, 10, 60, 600], onReturn: true, RefreshCarts.stepOfAll)
        routes
    }

    /// What this module looks at of others.
    @DeclarationBuilder private static var others: [any Declaration] {
        View("customer", of: Buyer.self) {
            Field("erased_at", "", \.erasedAt)
            Field("merged_into_id", "", \.mergedIntoID)
        }
        View("product", of: CatalogueProduct.self) {
            Field("title", "", \.title)
            Field("vendor", "", \.vendor)
            Field("status", "", \.status)
            Field("published_at", "", \.publishedAt)
            Children("variants", "", \.variants)
        }
        View("variant", of: CatalogueVariant.self) {
            Field("product_id", "", \.productID)
            Field("title", "", \.title)
            Field("price", "", \.price)
            Field("sku", "", \.sku)
            Field("grams", "", \.grams)
            Field("taxable", "", \.taxable)
            Field("requires_shipping", "", \.requiresShipping)
        }
        View("inventory_item", of: StockedItem.self, optional: true) { Field("tracked", "", \.isTracked) }
        View("variant", of: StockedVariant.self) {
            Field("inventory_policy", "", \.policy)
            Field("inventory_quantity", "", \.quantity)
        }
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        change("carts/{token}/checkout", "Makes a checkout of a cart.", startCheckoutRoute).answers(Checkout.self)
        change("carts/{token}/line_items", "Puts something into a cart.", addLinesRoute)
            .takes("cart", .required("line_items", "What is put in.", .list(of: addedLine, upTo: Goods.linesMax)))
            .answers(Cart.self)
        change("carts/{token}/sign_in", "Says whose a cart is.", signInRoute)
            .takes(
                "cart",
                .optional(
                    "customer_id", "Who it is, from an app that knows.", .id(of: "customer").example(.number(1))),
                .optional("customer_access_token", "Or what the customer got when signing in.", .text)
            ).answers(Cart.self)
        change("checkouts/{token}/complete", "Makes an order of a checkout.", completeRoute).answers(Checkout.self)
    }

    private static var addedLine: Shape {
        .object(
            .required("variant_id", "The variant.", .id(of: "variant")),
            .optional("quantity", "How many; one unless it is sent.", .int(1...Goods.quantityMax)),
            .optional(
                "properties", "What the shopper says of it.",
                .list(of: .object(.required("name", "Of what.", .text), .required("value", "What.", .text)))))
    }

    private static func change(
        _ path: String, _ title: String,
        _ handler: @escaping @Sendable (Request, Context) throws(Failures) -> Response
    ) -> Route {
        Route("POST", path, title, scope: "write_orders", writes: true, handler)
    }
}

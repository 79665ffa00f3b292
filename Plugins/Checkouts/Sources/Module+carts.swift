import StoaKit

extension Checkouts {
    static var carts: Resource<Cart> {
        Resource(
            "cart", plural: "carts", "What somebody has chosen.", of: Cart.self, scopes: .readWrite("orders"),
            verbs: [.get, .create, .update, .delete]
        ) {
            Field("note", "What its owner wants to say.", \.note, .text(...5_000))
            Field("token", "What names it in paths; nobody guesses it.", \.token, .readOnly)
            Field("currency", "The store's currency.", \.currency, .text(...3))
            Field("customer_id", "Who fills it, once that is known.", \.customerID, .link(to: "customer"))
            Field("email", "Where its owner can be reached.", \.email, .text(...254))
            Field("attributes", "Names and values, as the client wants them.", \.attributes)
            Children("line_items", "What is in it.", \.lineItems)
            Field("item_count", "How many things can be bought of it.", \.totals.items, .readOnly)
            Field("total_price", "What these cost.", \.totals.price, .readOnly)
            Field("total_weight", "What they weigh, in grams.", \.totals.weight, .readOnly)
            Field("requires_shipping", "Whether any of it is shipped.", \.totals.requiresShipping, .readOnly)
            Field("checkout_token", "Its checkout.", \.checkoutToken, .readOnly)
            Field("completed_at", "When it was ordered.", \.completedAt, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("open_for", "Its customer while it is open.", \.openFor, .unique, .readOnly, .hidden)
        }
    }

    @DeclarationBuilder static var cartParts: [any Declaration] {
        Resource("cart_line", plural: "cart_lines", "One thing in a cart.", of: CartLine.self) {
            goods(\CartLine.goods)
            Field("available", "Whether it can be bought now.", \.goods.isAvailable, .readOnly)
        }
        Resource(
            "cart_token", plural: "cart_tokens", "What names a cart in paths.", of: CartToken.self,
            scopes: .readWrite("orders"), verbs: [], hasEvents: false
        ) {
            Field("token", "The token.", \.token, .key(of: "cart_id"))
            Field("cart_id", "The cart.", \.cartID, .link(to: "cart"), .required)
        }
        Resource(
            "cart_product", plural: "cart_products", "That an open cart has something of a product.",
            of: CartProduct.self, scopes: .readWrite("orders"), verbs: [], hasEvents: false
        ) {
            Field("cart_id", "The cart.", \.cartID, .link(to: "cart"), .required)
            Field("product_id", "The product.", \.productID, .reference(to: "product"), .indexed)
        }
    }

    /// What lines of carts and checkouts have alike.
    static func goods<Line>(_ goods: WritableKeyPath<Line, Goods>) -> [Field<Line>] {
        [
            Field(
                "variant_id", "The variant.", goods.appending(path: \.variantID), .reference(to: "variant"), .required),
            Field(
                "product_id", "Its product.", goods.appending(path: \.productID), .reference(to: "product"), .readOnly),
            Field("title", "What the product is called.", goods.appending(path: \.title), .readOnly),
            Field("variant_title", "What the variant is called.", goods.appending(path: \.variantTitle), .readOnly),
            Field("sku", "The merchant's number for it.", goods.appending(path: \.sku), .readOnly),
            Field("vendor", "Who makes or sells it.", goods.appending(path: \.vendor), .readOnly),
            Field(
                "quantity", "How many; none takes it out.", goods.appending(path: \.quantity),
                .between(0...Goods.quantityMax)),
            Field("price", "What one costs.", goods.appending(path: \.price), .readOnly),
            Field("line_price", "What all of them cost.", goods.appending(path: \.linePrice), .readOnly),
            Field("grams", "What one weighs.", goods.appending(path: \.grams), .readOnly),
            Field("taxable", "Whether taxes are on it.", goods.appending(path: \.taxable), .readOnly),
            Field(
                "requires_shipping", "Whether it is shipped.", goods.appending(path: \.requiresShipping), .readOnly),
            Field(
                "properties", "What the buyer said of it: names and values.", goods.appending(path: \.properties)),
        ]
    }
}

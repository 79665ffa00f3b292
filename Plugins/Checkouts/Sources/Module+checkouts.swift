import StoaKit

extension Checkouts {
    @DeclarationBuilder static var checkouts: [any Declaration] {
        Resource(
            "checkout", plural: "checkouts", "What somebody is about to buy.", of: Checkout.self,
            scopes: .readWrite("orders")
        ) {
            Field("note", "What the buyer wants to say.", \.note, .text(...5_000))
            Field("token", "What names it in paths; nobody guesses it.", \.token, .key)
            Field("name", "What it is called.", \.name, .readOnly)
            Field("cart_token", "The cart that it was made of.", \.cartToken, .readOnly)
            Field("currency", "The store's currency.", \.currency, .text(...3))
            Field("customer_id", "Who buys.", \.customerID, .link(to: "customer"))
            Field("email", "Where the buyer can be reached.", \.email, .text(...254))
            Field("phone", "The buyer's telephone number.", \.phone, .text(...64))
            Field("note_attributes", "Names and values, as the client wants them.", \.noteAttributes)
            Field("source_name", "Where it comes from.", \.sourceName, .text(...255))
            Field("billing_address", "Who pays.", \.billingAddress)
            Field("shipping_address", "Where it goes.", \.shippingAddress)
            Children("line_items", "What is bought.", \.lineItems)
            Field("total_line_items_price", "What the lines cost.", \.totals.price, .readOnly)
            Field("subtotal_price", "What they cost after discounts.", \.subtotal, .readOnly)
            Field("total_price", "What it costs.", \.total, .readOnly)
            Field("payment_due", "What is still to be paid.", \.paymentDue, .readOnly)
            Field("total_weight", "What it weighs, in grams.", \.totals.weight, .readOnly)
            Field("requires_shipping", "Whether any of it is shipped.", \.totals.requiresShipping, .readOnly)
            Field("order_id", "The order that it became.", \.orderID, .reference(to: "order"), .readOnly)
            Field("order", "Its id and name.", \.order, .readOnly)
            Field("completed_at", "When it became an order.", \.completedAt, .readOnly)
            Field("closed_at", "When another checkout took its place.", \.closedAt, .readOnly)
            Field("abandoned_at", "Since when it is abandoned.", \.abandonedAt, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("cart_id", "Its cart.", \.cartID, .readOnly, .hidden)
            Field("reminded_at", "When it was told that it is abandoned.", \.remindedAt, .readOnly, .hidden)
            Field("active_at", "When the buyer last did something with it.", \.activeAt, .readOnly, .hidden)
            Field("listed_as", "Where lists show it.", \.listedAs, .readOnly, .hidden)

            Filter(
                "status",
                .words(
                    .init("open", "listed_as", is: "abandoned"), .init("closed", "listed_as", is: "closed"),
                    .init("any", "listed_as", is: "abandoned", "closed")),
                of: "listed_as", initial: "open")
        }
        Resource("checkout_line", plural: "checkout_lines", "One thing in a checkout.", of: CheckoutLine.self) {
            goods(\CheckoutLine.goods)
        }
    }
}

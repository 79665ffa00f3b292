import StoaKit

extension Orders {
    /// The orders themselves.
    static var orders: Resource<Order> {
        Resource(
            "order", plural: "orders", "What somebody has bought.", of: Order.self, scopes: .readWrite("orders"),
            nested: [.list, .count], attachable: true
        ) {
            Field("note", "What the merchant wants to remember, or the customer to say.", \.note, .text(...5_000))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("cancel_reason", "Why it was cancelled.", \.cancelReason, .readOnly)
            Field("cancelled_at", "When it was cancelled.", \.cancelledAt, .readOnly)
            Field("cart_token", "The cart whose checkout it was made of.", \.cartToken, .readOnly)
            Field("checkout_id", "The checkout that it was made of.", \.checkoutID, .readOnly)
            Field("checkout_token", "The token of that checkout.", \.checkoutToken, .unique, .readOnly)
            Field("closed_at", "When it was put away.", \.closedAt, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("currency", "The store's currency.", \.currency, .text(...3))
            Field("customer_id", "Who has placed it.", \.customerID, .link(to: "customer"), .below)
            Field(
                "discount_codes",
                "Codes with what they have taken off; sent with what they take off: code, amount, type.",
                \.discountCodes)
            Field("email", "Where its customer gets mail about it.", \.email, .text(...254))
            Field("financial_status", "How far it is paid.", \.financialStatus)
            Field("fulfillment_status", "How much of it has left; null is nothing.", \.fulfillmentStatus, .readOnly)
            Field("name", "What it is called: the number behind a mark.", \.name, .readOnly)
            Field("note_attributes", "Names and values, as the client wants them.", \.noteAttributes)
            Field("number", "1, 2, 3 …: how many orders the store had made with it.", \.number, .readOnly)
            Field("order_number", "The same, from 1001.", \.orderNumber, .unique, .readOnly)
            Field("phone", "The telephone number for questions about it.", \.phone, .text(...64))
            Field("po_number", "What the customer calls it.", .text(...255))
            Field("processed_at", "When it was placed; of orders from elsewhere, when it was there.", \.processedAt)
            Field("source_name", "Where it comes from.", \.sourceName, .text(...255))
            Field("status", "How far it has come.", \.status)
            Field("subtotal_price", "The lines after discounts.", \.totals.subtotal, .readOnly)
            Field("subtotal_price_set", "The same with the currency.", \.sets.subtotal, .readOnly)
            Field("tags", "Labels to find it by.", .labels, .initial(""))
            Field("tax_lines", "All taxes; sent for all taxable lines without their own.", \.taxLines)
            Field("tax_rounding", "Where taxes were rounded.", \.taxRounding)
            Field("taxes_included", "Whether prices include the taxes.", \.taxesIncluded)
            Field("test", "Whether it is only a trial.", .bool, .initial(false))
            Field("total_discounts", "What was taken off in all.", \.totals.discounts, .readOnly)
            Field("total_discounts_set", "The same with the currency.", \.sets.discounts, .readOnly)
            Field("total_line_items_price", "The lines before discounts.", \.totals.lineItems, .readOnly)
            Field("total_line_items_price_set", "The same with the currency.", \.sets.lineItems, .readOnly)
            Field("total_price", "What it costs.", \.totals.price, .readOnly)
            Field("total_price_set", "The same with the currency.", \.sets.price, .readOnly)
            Field("total_shipping_price", "The shipping after discounts.", \.totals.shipping, .readOnly)
            Field("total_shipping_price_set", "The same with the currency.", \.sets.shipping, .readOnly)
            Field("total_tax", "All taxes together.", \.totals.tax, .readOnly)
            Field("total_tax_set", "The same with the currency.", \.sets.tax, .readOnly)
            Field("total_weight", "What it weighs, in grams.", \.totals.weight, .readOnly)
            Field("tracking_company", "Who carries it.", .text(...255))
            Field("tracking_number", "The carrier's number for it.", .text(...255))
            Field("tracking_url", "Where it can be followed.", \.trackingURL, .text(...2_048))
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("billing_address", "Who pays.", \.billingAddress)
            Field("customer", "Who has placed it, as it is now; sent as its id, or an e-mail and names.", \.customer)
            Field("discount_applications", "What has taken something off, and how.", \.discountApplications, .readOnly)
            Children("line_items", "What was bought.", \.lineItems, .required)
            Field("shipping_address", "Where it goes.", \.shippingAddress)
            Children("shipping_lines", "How it is sent.", \.shippingLines)
            Field(
                "inventory_behaviour", "What making it does to stock.", \.inventoryBehaviour, .transient)
            Field("paid_at", "When it was first paid.", \.paidAt, .readOnly, .hidden)
            Field("listed_as", "Where lists show it.", \.listedAs, .readOnly, .hidden)
            Field("shipment", "How much of it has left.", \.shipment, .readOnly, .hidden)
            Field("holds_stock", "Whether stock is held for it.", \.holdsStock, .readOnly, .hidden)

            Filter(
                "status",
                .words(
                    .init("any"), .init("open", "listed_as", is: "open"), .init("closed", "listed_as", is: "closed"),
                    .init("cancelled", "listed_as", is: "cancelled"), .init("pending", "status", is: "pending"),
                    .init("confirmed", "status", is: "confirmed"), .init("processing", "status", is: "processing"),
                    .init("shipped", "status", is: "shipped"), .init("delivered", "status", is: "delivered"),
                    .init("completed", "status", is: "completed")),
                initial: "open")
            Filter(
                "financial_status",
                .words(
                    .init("any"), .init("pending", "financial_status", is: "pending"),
                    .init("authorized", "financial_status", is: "authorized"),
                    .init("partially_paid", "financial_status", is: "partially_paid"),
                    .init("paid", "financial_status", is: "paid"),
                    .init("partially_refunded", "financial_status", is: "partially_refunded"),
                    .init("refunded", "financial_status", is: "refunded"),
                    .init("voided", "financial_status", is: "voided"),
                    .init("unpaid", "financial_status", is: "authorized", "partially_paid")))
            Filter(
                "fulfillment_status",
                .words(
                    .init("any"), .init("shipped", "shipment", is: "shipped"),
                    .init("fulfilled", "shipment", is: "shipped"), .init("partial", "shipment", is: "partial"),
                    .init("unshipped", "shipment", is: "unshipped"),
                    .init("unfulfilled", "shipment", is: "unshipped", "partial")))
            Filter("name")
            Filter("email")
            Filter("customer_id")
            Filter("processed_at_min", .atLeast, of: "processed_at")
            Filter("processed_at_max", .atMost, of: "processed_at")
        }
    }
}

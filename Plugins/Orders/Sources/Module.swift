package import StoaKit

/// What customers have bought, for what, and what has become of it.
package enum Orders: Module {
    package static let id = "orders"
    package static let version = "1.0.0"

    static let cancelled = "order.cancelled"
    static let paid = "order.paid"
    static let fulfilled = "order.fulfilled"

    package static var declarations: [any Declaration] {
        Scope("read_orders", "Reads orders, their lines and notes.")
        Scope("write_orders", "Creates, changes, cancels, closes and deletes orders.")
        topics
        orders
        lines
        notes
        counter
        others
        Prepare(prepareOrder)
        Prepare(on: .create, prepareNote)
        Follow(on: [.create, .update, .delete], followOrder)
        Follow(on: .update, followCustomer)
        Job(
            ShowCustomers.ofOne, "Brings further orders of a customer with very many into step.",
            delays: [1, 10, 60, 600], ShowCustomers.stepOfOne)
        Job(
            ShowCustomers.all, "Brings orders into step with customers that changed without this module.",
            delays: [1, 10, 60, 600], onReturn: true, ShowCustomers.stepOfAll)
        Service("orders.create/1", createService)
        routes
    }

    @DeclarationBuilder private static var topics: [any Declaration] {
        Topic(
            cancelled, "An order was cancelled.", names: ["orders/cancelled", "order/cancelled"], scope: "read_orders")
        Topic(
            paid, "An order was paid in full for the first time.", names: ["orders/paid", "order/paid"],
            scope: "read_orders")
        Topic(
            fulfilled, "The goods of an order have left.", names: ["orders/fulfilled", "order/fulfilled"],
            scope: "read_orders")
    }

    @DeclarationBuilder private static var lines: [any Declaration] {
        Resource(
            "line_item", plural: "line_items", "One thing that was bought, as it was then.", of: LineItem.self,
            typeName: "LineItem"
        ) {
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field(
                "variant_id", "The variant that was bought; null for anything else.", \.variantID,
                .reference(to: "variant"))
            Field("product_id", "The variant's product.", \.productID, .reference(to: "product"), .readOnly)
            Field(
                "title", "What it is called; the product's title if it is not sent.", \.title, .text(...255),
                .example("Gift wrapping"))
            Field("variant_title", "What the variant is called.", \.variantTitle, .readOnly)
            Field("name", "Both of them.", \.name, .readOnly)
            Field("sku", "The merchant's number for it.", \.sku, .text(...255))
            Field("vendor", "Who makes or sells it.", \.vendor, .text(...255))
            Field("quantity", "How many.", \.quantity, .between(1...LineItem.quantityMax), .example(1))
            Field(
                "price", "What one costs; what the customer's price list or the variant says if it is not sent.",
                \.price, .between(0...LineItem.priceMax), .example("5.00"))
            Field("grams", "What one weighs.", \.grams, .between(0...LineItem.gramsMax))
            Field("taxable", "Whether taxes of the whole order are on it.", \.taxable)
            Field("requires_shipping", "Whether it is shipped.", \.requiresShipping)
            Field("properties", "What the customer said of it: names and values.", \.properties)
            Field("tax_lines", "The taxes on it.", \.taxLines)
            Field("discount_allocations", "What was taken off, and by what.", \.discountAllocations, .readOnly)
            Field("total_discount", "What was taken off in all.", \.totalDiscount, .readOnly)
            Field("price_set", "What one costs, with the currency.", \.priceSet, .readOnly)
            Field("total_discount_set", "What was taken off, with the currency.", \.totalDiscountSet, .readOnly)
        }
        Resource(
            "shipping_line", plural: "shipping_lines", "One way in which it is sent.", of: ShippingLine.self,
            typeName: "ShippingLine"
        ) {
            Field("title", "What it is called.", \.title, .text(...255), .required)
            Field("code", "Its code.", \.code, .text(...255))
            Field("source", "Where it is from.", \.source, .text(...255))
            Field("price", "What it costs.", \.price, .between(0...LineItem.priceMax))
            Field("discounted_price", "What is left of that.", \.discountedPrice, .readOnly)
            Field("tax_lines", "The taxes on it.", \.taxLines)
            Field("discount_allocations", "What was taken off, and by what.", \.discountAllocations, .readOnly)
            Field("price_set", "What it costs, with the currency.", \.priceSet, .readOnly)
            Field("discounted_price_set", "What is left, with the currency.", \.discountedPriceSet, .readOnly)
        }
    }

    @DeclarationBuilder private static var notes: [any Declaration] {
        Resource(
            "order_note", plural: "notes", "What somebody has noted about an order; never changed.",
            of: OrderNote.self, scopes: .readWrite("orders"), verbs: [], nested: [.list, .count, .get, .create]
        ) {
            Field("order_id", "The order.", \.orderID, .link(to: "order"), .below, .required)
            Field("text", "What it says.", .text(1...5_000), .required)
            Field("author", "The key or app that has written it.", \.author, .readOnly)
            Field("created_at", "When it was written.", .createdAt)
        }
    }

    @DeclarationBuilder private static var counter: [any Declaration] {
        Resource(
            "order_counter", plural: "order_counters", "The number of the last order.", of: OrderCounter.self,
            scopes: .readWrite("orders"), verbs: [], hasEvents: false, seed: [JSON("{}")]
        ) {
            Field("last", "The number.", \.last)
        }
    }

    /// What this module looks at of others.
    @DeclarationBuilder private static var others: [any Declaration] {
        View("customer", of: OrderingCustomer.self) {
            Field("email", "", \.email)
            Field("phone", "", \.phone)
            Field("first_name", "", \.firstName)
            Field("last_name", "", \.lastName)
            Field("orders_count", "", \.ordersCount)
            Field("total_spent", "", \.totalSpent)
            Field("last_order_id", "", \.lastOrderID)
            Field("last_order_name", "", \.lastOrderName)
            Field("erased_at", "", \.erasedAt)
            Field("merged_into_id", "", \.mergedIntoID)
        }
        View("product", of: OrderedProduct.self) {
            Field("title", "", \.title)
            Field("vendor", "", \.vendor)
            Children("variants", "", \.variants)
        }
        View("shop", of: StoreSettings.self, optional: true) {
            Field("taxes_included", "", \.taxesIncluded)
            Field("tax_rounding", "", \.taxRounding)
        }
        View("variant", of: OrderedVariant.self) {
            Field("product_id", "", \.productID)
            Field("title", "", \.title)
            Field("price", "", \.price)
            Field("sku", "", \.sku)
            Field("grams", "", \.grams)
            Field("taxable", "", \.taxable)
            Field("requires_shipping", "", \.requiresShipping)
        }
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route("POST", "orders/{id}/cancel", "Cancels an order.", scope: "write_orders", writes: true, cancelRoute)
            .takes("", .optional("reason", "Why.", .oneOf(Order.CancelReason.self).orNull)).answers(Order.self)
        Route("POST", "orders/{id}/close", "Puts an order away.", scope: "write_orders", writes: true, closeRoute)
            .answers(Order.self)
        Route(
            "POST", "orders/{id}/open", "Takes an order out again that was put away.", scope: "write_orders",
            writes: true, openRoute
        ).answers(Order.self)
    }
}

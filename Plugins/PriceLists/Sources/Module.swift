package import StoaKit

/// What things cost single customers, groups of them, or everybody who buys many.
package enum PriceLists: Module {
    package static let id = "price_lists"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_price_lists", "Reads price lists, and what variants cost by them.")
        Scope("write_price_lists", "Creates, changes and deletes price lists and their prices.")
        lists
        prices
        views
        routes
        Service("prices.resolve/1", resolveService)
    }

    @DeclarationBuilder private static var lists: [any Declaration] {
        Resource(
            "price_list", plural: "price_lists", "Prices for a customer, for a group of customers, or for everybody.",
            of: PriceList.self, scopes: .readWrite("price_lists")
        ) {
            Field("title", "What it is called.", .text(...255), .required)
            Field("customer_id", "The customer whom it is for.", \.customerID, .link(to: "customer"))
            Field(
                "customer_group_id", "The group whom it is for; without group and customer it is for everybody.",
                \.groupID, .link(to: "customer_group"))
            Field("starts_at", "From when it counts; null is since ever.", \.startsAt)
            Field("ends_at", "Until when it counts; null is for ever.", \.endsAt)
            Field(
                "priority", "The higher comes first among lists for the same kind of buyer.", \.priority,
                .between(-1_000_000...1_000_000))
            Field("status", "Whether it counts in its time.", \.status)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("audience_key", "Whom it is for, as lists are looked up.", \.audienceKey, .readOnly, .hidden)
            Field(
                "effective_until", "Until when it counts, as lists are looked up.", \.effectiveUntil, .readOnly,
                .hidden, .indexed(within: "audience_key"))

            Filter("customer_id")
            Filter("customer_group_id")
            Filter("status", .oneOf)
        }
        Prepare(preparePriceList)
    }

    @DeclarationBuilder private static var prices: [any Declaration] {
        Resource(
            "price_list_price", plural: "prices", "What a variant costs by a list, from a quantity on.",
            of: PriceListPrice.self, scopes: .readWrite("price_lists"), verbs: [], nested: .all
        ) {
            Field("price_list_id", "The list.", \.listID, .link(to: "price_list"), .below, .required, .indexed)
            Field("variant_id", "What is bought.", \.variantID, .link(to: "variant"), .required)
            Field("price", "What one costs.", \.price, .between(0...PriceListPrice.priceMax.minorUnits), .required)
            Field(
                "min_quantity", "From how many of them on.", \.minQuantity, .between(1...PriceListPrice.quantityMax),
                .unique(within: "price_list_id", "variant_id"))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)

            Filter("variant_id")
        }
    }

    @DeclarationBuilder private static var views: [any Declaration] {
        View("variant", of: PricedVariant.self) { Field("price", "", \.price) }
        View("customer", of: Buyer.self) {}
        View("group_membership", of: GroupMembership.self) {
            Field("customer_id", "", \.customerID)
            Field("customer_group_id", "", \.groupID)
        }
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route("GET", "prices", "Shows what variants cost a customer.", scope: "read_price_lists", pricesRoute)
            .answers(
                "prices",
                .list(
                    of: .object(
                        .required("variant_id", "The variant.", .int), .required("quantity", "How many.", .int),
                        .required("price", "What one of them costs.", .money.orNull),
                        .required("price_list_id", "The list that says so.", .int.orNull))))
        Route(
            "POST", "price_lists/{price_list_id}/prices/batch", "Sets many prices of a list: all of them or none.",
            scope: "write_price_lists", writes: true, setPricesRoute
        ).takes("", .required("prices", "The prices.", .list(of: .object(sentPrice), upTo: Context.pageMax)))
            .answers(
                "prices",
                .list(
                    of: .object(
                        [
                            .required("id", "The price.", .int), .required("price_list_id", "Its list.", .int),
                        ] + sentPrice)))
    }

    private static let sentPrice: [Member] = [
        .required("variant_id", "The variant.", .id(of: "variant")), .required("price", "What one costs.", .money),
        .optional("min_quantity", "From how many of them on; else 1.", .int(1...PriceListPrice.quantityMax)),
    ]
}

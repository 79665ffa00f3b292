package import StoaKit

/// Price rules, and the codes that customers type to use them.
package enum Discounts: Module {
    package static let id = "discounts"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_price_rules", "Reads price rules and discount codes.")
        Scope("write_price_rules", "Creates, changes and deletes price rules and discount codes.")

        Resource(
            "price_rule", plural: "price_rules", "By how much a purchase gets cheaper, and when.", of: PriceRule.self,
            scopes: .readWrite("price_rules")
        ) {
            Field("value_type", "Whether value is a percentage or an amount.", \.valueType, .required)
            Field(
                "value", "What is taken off: a number that is not above zero.", \.value, .text(...32), .required,
                .example("-10.0"))
            Field("customer_selection", "Whom it is for.", \.customerSelection, .required)
            Field("target_type", "What gets cheaper.", \.targetType, .required)
            Field("target_selection", "Whether all of that does, or what is entitled.", \.targetSelection, .required)
            Field("allocation_method", "Off each item, or once and spread over all.", \.allocationMethod, .required)
            Field("allocation_limit", "How often in one purchase; null is no limit.", \.allocationLimit, .atLeast(1))
            Field("once_per_customer", "Whether each customer may use it once only.", \.isOncePerCustomer)
            Field("usage_limit", "How often in all; null is no limit.", \.usageLimit, .atLeast(1))
            Field("starts_at", "From when it counts.", \.startsAt, .required, .indexed)
            Field("ends_at", "Until when it counts; null is for ever.", \.endsAt, .indexed)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("entitled_product_ids", "Products that get cheaper.", \.entitled.products)
            Field("entitled_variant_ids", "Variants that get cheaper.", \.entitled.variants)
            Field("entitled_collection_ids", "Collections whose products get cheaper.", \.entitled.collections)
            Field("entitled_country_ids", "Countries to which shipping gets cheaper.", \.entitled.countries)
            Field("prerequisite_product_ids", "Products, some of which have to be bought.", \.prerequisite.products)
            Field("prerequisite_variant_ids", "Variants, some of which have to be bought.", \.prerequisite.variants)
            Field(
                "prerequisite_collection_ids", "Collections, of whose products some have to be bought.",
                \.prerequisite.collections)
            Field(
                "customer_segment_prerequisite_ids", "Segments of customers whom it is for.", \.prerequisite.segments)
            Field("prerequisite_customer_ids", "Customers whom it is for.", \.prerequisite.customers)
            Field("prerequisite_subtotal_range", "The least subtotal.", \.subtotalRange)
            Field("prerequisite_quantity_range", "The least number of entitled items.", \.quantityRange)
            Field("prerequisite_shipping_price_range", "The highest price of shipping.", \.shippingPriceRange)
            Field(
                "prerequisite_to_entitlement_quantity_ratio", "How many are bought, and how many get cheaper for that.",
                \.quantityRatio)
            Field("prerequisite_to_entitlement_purchase", "For how much is bought.", \.purchase)
            Field("title", "What it is called.", \.title, .text(...255), .required)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("times_used", "How often it has been used.", \.timesUsed, .readOnly, .hidden)

            Filter("starts_at_min", .atLeast, of: "starts_at")
            Filter("starts_at_max", .atMost, of: "starts_at")
            Filter("ends_at_min", .atLeast, of: "ends_at")
            Filter("ends_at_max", .atMost, of: "ends_at")
            Filter("times_used")
        }

        Resource(
            "discount_code", plural: "discount_codes", "What a customer types to use a price rule.",
            of: DiscountCode.self, scopes: .readWrite("price_rules"), nested: .all
        ) {
            Field(
                "price_rule_id", "The rule that it is for.", \.priceRuleID, .link(to: "price_rule"), .below, .required)
            Field("code", "The code, in the spelling in which it was given.", \.code, .text(...255), .required)
            Field("usage_count", "How often it has been used.", \.usageCount, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("code_key", "The code as it is compared.", \.key, .indexed, .hidden)

            Filter("times_used", of: "usage_count")
            Filter("times_used_min", .atLeast, of: "usage_count")
            Filter("times_used_max", .atMost, of: "usage_count")
        }

        Resource(
            "discount_code_creation", plural: "discount_code_creations", "Codes of one rule that are made together.",
            of: DiscountCodeCreation.self, scopes: .readWrite("price_rules"), verbs: [], hasEvents: false
        ) {
            Field("price_rule_id", "The rule that they are for.", \.priceRuleID, .link(to: "price_rule"))
            Field("started_at", "When the first was made.", \.startedAt)
            Field("completed_at", "When the last was made.", \.completedAt)
            Field("created_at", "When they were asked for.", .createdAt)
            Field("updated_at", "When this was last changed.", .updatedAt)
            Field("status", "How far it has come.", \.status)
            Field("codes_count", "How many were asked for.", \.codesCount)
            Field("imported_count", "How many were made.", \.importedCount)
            Field("failed_count", "How many could not be made.", \.failedCount)
            Field("logs", "Always empty; what was wrong is told with each code.", \.logs)
            Field("entries", "The codes, and what became of each.", \.entries, .hidden)
        }

        Prepare(preparePriceRule)
        Prepare(prepareDiscountCode)
        Job(makeCodesJob, "Makes the codes that were asked for together.", delays: [1, 10, 60], makeCodes)
        routes
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route("GET", "discount_codes/lookup", "Finds a discount code.", scope: "read_price_rules", lookUpRoute)
            .answers(DiscountCode.self)
        Route(
            "POST", "price_rules/{price_rule_id}/batch", "Makes up to 100 discount codes.", scope: "write_price_rules",
            writes: true, startCreationRoute
        ).takes(
            "",
            .required(
                "discount_codes", "The codes.",
                .list(
                    of: .object(
                        .required("code", "What customers enter.", .text(...Int(DiscountCode.charactersMax)).unique)),
                    upTo: DiscountCodeCreation.codesMax))
        ).answers(DiscountCodeCreation.self)
        Route(
            "GET", "price_rules/{price_rule_id}/batch/{discount_code_creation_id}",
            "Shows how far making them has come.",
            scope: "read_price_rules", creationRoute
        ).answers(DiscountCodeCreation.self)
        Route(
            "GET", "price_rules/{price_rule_id}/batch/{discount_code_creation_id}/discount_codes",
            "Shows what became of each code.",
            scope: "read_price_rules", createdCodesRoute
        ).answers(
            "discount_codes",
            .list(
                of: .object(
                    .required("id", "The code's id, once it is made.", .int.orNull),
                    .required("code", "The code.", .text),
                    .required("errors", "Why it could not be made, by the names of fields.", .anyObject))))
    }
}

package import StoaKit

/// What there is of each variant, where, and what of it is promised.
package enum Inventory: Module {
    package static let id = "inventory"
    package static let version = "1.0.0"

    static let updated = "inventory.updated"
    static let connected = "inventory.connected"
    static let disconnected = "inventory.disconnected"
    static let lowStock = "inventory.low_stock"

    package static var declarations: [any Declaration] {
        Scope("read_inventory", "Reads inventory items, levels, movements, reservations and locations.")
        Scope("write_inventory", "Changes inventory items, stock, reservations and locations.")
        topics
        locations
        items
        levels
        reservations
        products
        routes
    }

    /// Levels have no derived events: one change of stock is one event, whatever it is called.
    @DeclarationBuilder private static var topics: [any Declaration] {
        Topic(
            updated, "The stock of an item at a location has changed.",
            names: ["inventory_levels/update", "inventory_level/updated", "inventory/updated"], scope: "read_inventory")
        Topic(
            connected, "An item is kept at a location from now on.",
            names: ["inventory_levels/connect", "inventory_level/connected"], scope: "read_inventory")
        Topic(
            disconnected, "An item is no longer kept at a location.",
            names: ["inventory_levels/disconnect", "inventory_level/disconnected"], scope: "read_inventory")
        Topic(
            lowStock, "What is available of an item has come down to its threshold.",
            names: ["inventory_levels/low_stock", "inventory/low_stock"], scope: "read_inventory")
    }

    @DeclarationBuilder private static var locations: [any Declaration] {
        Resource(
            "location", plural: "locations", "A place where stock is kept.", of: Location.self,
            scopes: .readWrite("inventory"), attachable: true, seed: [JSON(#"{"name":"Main"}"#)]
        ) {
            Field("name", "What it is called.", .text(...255), .required)
            Field("address1", "Street and number.", .text(...255))
            Field("address2", "What else there is to the address.", .text(...255))
            Field("city", "Its city.", .text(...255))
            Field("zip", "Its postal code.", .text(...255))
            Field("province", "The name of its province.", \.province, .text(...255))
            Field("country", "The code of its country; a name is accepted.", \.country, .text(...255))
            Field("phone", "Its phone number.", .text(...255))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("country_code", "The code of its country.", \.countryCode, .text(...255))
            Field("country_name", "The name of its country.", \.countryName, .readOnly)
            Field("province_code", "The code of its province.", \.provinceCode, .text(...255))
            Field("legacy", "Whether another service keeps it: never.", .bool, .readOnly, .initial(false))
            Field("active", "Whether stock is kept there.", \.isActive)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("localized_country_name", "The name of its country.", \.localizedCountryName, .readOnly)
            Field("localized_province_name", "The name of its province.", \.localizedProvinceName, .readOnly)

            Filter("active")
        }
        Prepare(on: [.create, .update], prepareLocation)
        Validate(on: [.update, .delete], keepLocation)
        Follow(on: .create, followLocation)
        Job(
            CatchUp.job, "Brings items and stock into step with products that were written without this module.",
            delays: [1, 10, 60, 600], onReturn: true, CatchUp.step)
    }

    @DeclarationBuilder private static var items: [any Declaration] {
        Resource(
            "inventory_item", plural: "inventory_items", "What is counted of a variant.", of: InventoryItem.self,
            scopes: .readWrite("inventory"), verbs: [.list, .count, .get, .update]
        ) {
            Field("sku", "The merchant's number for it; the variant's too.", \.sku, .text(...255))
            // One is made with every variant, and nobody asks for those of a time.
            Field("created_at", "When it was made.", .createdAt, .unfiltered)
            Field("updated_at", "When it was last changed.", .updatedAt, .unfiltered)
            Field("requires_shipping", "Whether it is shipped.", \.requiresShipping)
            Field("cost", "What it costs the merchant.", .money, .atLeast(0))
            Field("country_code_of_origin", "Where it was made.", \.countryOfOrigin, .text(...255))
            Field("province_code_of_origin", "The part of the country.", \.provinceOfOrigin, .text(...255))
            Field("harmonized_system_code", "Its customs code.", \.harmonizedSystemCode, .text(...255))
            Field("tracked", "Whether anybody counts it.", \.isTracked)
            Field(
                "country_harmonized_system_codes", "Its customs codes in single countries.", \.harmonizedSystemCodes)
            Field(
                "low_stock_threshold", "With so many or fewer available, stock is low.", \.lowStockThreshold,
                .atLeast(0))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("variant_id", "The variant.", .companion(of: "variant"), .hidden)
            Field("product_id", "The variant's product.", \.productID, .reference(to: "product"), .hidden)
            Field("oversold", "Whether to sell what is not there.", \.isOversold, .hidden)
        }
        // No client makes one.
        Prepare(on: .update, prepareItem)
        Follow(on: .update, followItem)
    }

    @DeclarationBuilder private static var levels: [any Declaration] {
        Resource(
            "inventory_level", plural: "inventory_levels", "How many there are of an item at a location.",
            of: InventoryLevel.self, scopes: .readWrite("inventory"), verbs: [], nested: [.list, .count],
            hasEvents: false
        ) {
            Field(
                "inventory_item_id", "The item.", \.itemID, .link(to: "inventory_item"), .required)
            Field(
                "location_id", "The location.", \.locationID, .link(to: "location"), .below, .required,
                .unique(within: "inventory_item_id"))
            Field("available", "How many are free to be sold.", \.quantities.available)
            Field("committed", "How many are sold and not yet gone.", \.quantities.committed)
            Field("reserved", "How many are held for somebody.", \.quantities.reserved)
            Field("on_hand", "How many there are: the three together.", \.onHand)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)

            Filter("inventory_item_ids", .oneOf, of: "inventory_item_id")
            Filter("location_ids", .oneOf, of: "location_id")
        }
        Follow(on: .delete, followLevel)

        Resource(
            "inventory_movement", plural: "inventory_movements", "One change of the stock of an item at a location.",
            of: InventoryMovement.self, scopes: .readWrite("inventory"), verbs: [.list, .count, .get],
            hasEvents: false
        ) {
            Field("inventory_item_id", "The item.", \.itemID, .reference(to: "inventory_item"))
            Field("location_id", "The location.", \.locationID, .reference(to: "location"))
            Field("available_adjustment", "How many more became available.", \.delta.available)
            Field("committed_adjustment", "How many more were sold.", \.delta.committed)
            Field("reserved_adjustment", "How many more were held.", \.delta.reserved)
            Field("reason", "Why.", \.reason, .text(...255))
            Field("reference", "What for, in the words of who changed it.", \.reference, .text(...255))
            Field("actor", "The key or app that changed it.", \.actor)
            Field("created_at", "When.", .createdAt)

            Filter("inventory_item_id")
            Filter("location_id")
            Filter("reference")
        }
    }

    @DeclarationBuilder private static var reservations: [any Declaration] {
        Resource(
            "inventory_reservation", plural: "inventory_reservations", "Stock that is held for somebody.",
            of: Reservation.self, scopes: .readWrite("inventory"), verbs: [.list, .count, .get], hasEvents: false
        ) {
            Field("reference", "What for, in the words of who reserved it.", \.reference)
            Field("status", "Held, sold, let go, held for too long, or gone.", \.status)
            Field("expires_at", "Until when it is held; null is for ever.", \.expiresAt)
            Field("items", "What is held where.", \.holdings)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("request", "What was asked for.", \.request, .hidden)
            Field("hold", "The reference while anything is held.", \.hold, .indexed, .hidden)

            Filter("reference")
            Filter("status", .oneOf)
        }
        Job(expireJob, "Lets go of what was held for too long.", delays: [1, 10, 60, 600], expire)
        Service("inventory.reserve/1", reserveService)
        Service("inventory.release/1", releaseService)
        Service("inventory.commit/1", commitService)
        Service("inventory.fulfill/1", fulfillService)
        Service("inventory.adjust/1", adjustService)
    }

    @DeclarationBuilder private static var products: [any Declaration] {
        View("product", of: StockedProduct.self) {
            Field("title", "", \.title)
            Children("variants", "", \.variants)
        }
        View("variant", of: StockedVariant.self) {
            Field("product_id", "", \.productID)
            Field("title", "", \.title)
            Field("sku", "", \.sku)
            Field("requires_shipping", "", \.requiresShipping)
            Field("inventory_management", "", \.management)
            Field("inventory_policy", "", \.policy)
            Field("inventory_quantity", "", \.quantity)
        }
        Follow(on: [.create, .update], followProduct)
    }
}

import StoaKit

extension Inventory {
    @DeclarationBuilder static var routes: [any Declaration] {
        levelRoutes
        Route("GET", "inventory", "Lists the stock of products.", scope: "read_inventory", inventoryRoute)
            .answers("inventory", .list(of: productStock))
        Route(
            "GET", "inventory/{product_id}", "Shows the stock of a product.", scope: "read_inventory",
            productInventoryRoute
        ).answers("inventory", productStock)
        change("POST", "inventory/adjustments", "Makes adjustments: all of them or none.", adjustmentsRoute).takes(
            "", .shownItem, .variant, .locationOrDefault,
            .optional("adjustment", "The difference.", .int.example(.number(1))), .reason, .reference,
            .optional(
                "adjustments", "Several of them, in place of one.",
                .list(
                    of: .object(
                        .optional("inventory_item_id", "The item.", .id(of: "inventory_item")), .variant,
                        .locationOrDefault, .required("adjustment", "The difference.", .int), .reason, .reference),
                    upTo: adjustmentsMax)))
        change("POST", "inventory/batch", "Adjusts or sets many items, each by itself.", batchRoute).takes(
            "",
            .required(
                "items", "What to change.",
                .list(
                    of: .object(
                        .shownItem, .variant, .locationOrDefault, .optional("adjustment", "The difference.", .int),
                        .optional("available", "Or how many are available.", .int.example(.number(1))), .expected,
                        .reason, .reference), upTo: adjustmentsMax))
        ).answers("results", .list(of: batchResult))
        reservationRoutes
    }

    @DeclarationBuilder private static var levelRoutes: [any Declaration] {
        Route(
            "GET", "inventory_levels", "Lists the levels of some items or locations.", scope: "read_inventory",
            levelsRoute
        ).answersPages(of: InventoryLevel.self)
        change("DELETE", "inventory_levels", "No longer keeps an item at a location.", disconnectLevelRoute)
        change("POST", "inventory_levels/adjust", "Changes what is available by a difference.", adjustLevelRoute)
            .takes("", .item, .location, .required("available_adjustment", "The difference.", .int), .reason)
            .answers(InventoryLevel.self)
        change("POST", "inventory_levels/set", "Says how many are available.", setLevelRoute)
            .takes("", .item, .location, .required("available", "How many there are.", .int), .expected, .reason)
            .answers(InventoryLevel.self)
        change("POST", "inventory_levels/connect", "Keeps an item at a location.", connectLevelRoute)
            .takes("", .item, .location).answers(InventoryLevel.self)
    }

    @DeclarationBuilder private static var reservationRoutes: [any Declaration] {
        change("POST", "inventory_reservations", "Holds stock for somebody.", reserveRoute).takes(
            "", .required("reference", "What it is for; it holds stock once.", .text(...255).unique),
            .required("items", "What is held: all or none.", .list(of: reservedLine, upTo: Reservation.linesMax)),
            .optional(
                "expires_in_seconds", "How long; else until it is let go of.",
                .int(1...Int64(Reservation.holdSecondsMax)))
        ).answers(Reservation.self)
        change("POST", "inventory_reservations/{id}/release", "Lets go of what is held.", releaseRoute)
            .answers(Reservation.self)
        change("POST", "inventory_reservations/{id}/commit", "Makes what is held sold.", commitRoute)
            .answers(Reservation.self)
    }

    private static func change(
        _ method: String, _ path: String, _ title: String,
        _ handler: @escaping @Sendable (Request, Context) throws(Failures) -> Response
    ) -> Route {
        Route(method, path, title, scope: "write_inventory", writes: true, handler)
    }
}

// MARK: What the routes take and answer

extension Member {
    fileprivate static let item = required("inventory_item_id", "The item.", .id(of: "inventory_item"))
    /// Named by its item in examples, though its variant would do.
    fileprivate static let shownItem = optional(
        "inventory_item_id", "The item.", .id(of: "inventory_item").example(.number(1)))
    /// Only read where there is no item.
    fileprivate static let variant = optional("variant_id", "Or the variant that it is of.", .int)
    fileprivate static let location = required("location_id", "The location.", .id(of: "location"))
    fileprivate static let locationOrDefault = optional(
        "location_id", "The location; else the default one.", .id(of: "location"))
    fileprivate static let expected = optional(
        "expected_available", "Changes it only if that is how many were available.", .int)
    fileprivate static let reason = optional("reason", "Why, in the history.", .text(...255))
    fileprivate static let reference = optional("reference", "What it belongs to, in the history.", .text(...255))
    fileprivate static let quantities: [Member] = ["available", "committed", "reserved", "on_hand"].map {
        required($0, "How many.", .int)
    }
}

private let reservedLine = Shape.object(
    .required("variant_id", "The variant.", .id(of: "variant")),
    .optional("inventory_item_id", "Or its item.", .id(of: "inventory_item")),
    .required("quantity", "How many.", .int(1...Int64(Quantities.most))),
    .optional("location_id", "Where; else wherever they are.", .id(of: "location")),
    .optional("ignore_policy", "Holds what there is not, too.", .bool.example(JSON("true"))),
    .optional("field", "What refusals call the line.", .text(...255)))

private let level = Shape.object(
    [
        .required("id", "The level.", .int), .item, .required("variant_id", "Its variant.", .int),
        .required("product_id", "Its product.", .int), .location,
    ] + Member.quantities + [.required("updated_at", "When it was last changed.", .time)])

private let batchResult = Shape.object(
    .required("status", "200, or what the answer would be for it alone.", .int),
    .optional("inventory_level", "What there is now.", level),
    .optional("errors", "What is wrong, by the names of fields.", .anyObject))

private let stockAtLocation = Shape.object([.location] + Member.quantities)

private let productStock = Shape.object(
    [
        .required("product_id", "The product.", .int), .required("title", "What it is called.", .text),
    ] + Member.quantities + [
        .required("locations", "By location.", .list(of: stockAtLocation)),
        .required(
            "variants", "By variant.",
            .list(
                of: .object(
                    [
                        .required("variant_id", "The variant.", .int),
                        .required("inventory_item_id", "Its item.", .int),
                        .required("title", "What it is called.", .text), .required("sku", "Its number.", .text),
                    ] + Member.quantities + [.required("locations", "By location.", .list(of: stockAtLocation))]))),
    ])

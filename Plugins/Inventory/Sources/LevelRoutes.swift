import StoaKit

/// A route: the levels of some items or locations, page by page.
@Sendable func levelsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    // A cursor carries the ids that the first page was asked for.
    let selecting = ["inventory_item_ids", "location_ids", "page_info", "cursor"]
    let query = request.parametersOfQuery
    guard selecting.contains(where: { query.values(of: $0).contains { !$0.isEmpty } }) else {
        throw .invalid("", "inventory_item_ids or location_ids can't be blank")
    }
    return .page(of: InventoryLevel.self)
}

/// A route: lowers or raises what is available of an item at a location.
@Sendable func adjustLevelRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try changeLevel(request, context) { (fields, place, stock) throws(Failures) in
        let number = "available_adjustment"
        try stock.add(
            StockChange(
                item: place.item, location: place.location,
                delta: Quantities(available: try fields.number(number)),
                reason: try fields.text("reason") ?? InventoryMovement.Reason.adjusted, field: number))
    }
}

/// A route: says how many of an item are available at a location.
///
/// With `expected_available`, only if that is how many there are (412).
@Sendable func setLevelRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try changeLevel(request, context) { (fields, place, stock) throws(Failures) in
        try fields.set(place, &stock)
    }
}

/// A route: keeps an item at a location from now on, with nothing there.
///
/// A second call changes nothing. There is nothing to relocate: no location is another service's.
@Sendable func connectLevelRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try changeLevel(request, context, status: 201) { (_, place, stock) throws(Failures) in
        try stock.connect(place)
    }
}

private func changeLevel(
    _ request: Request, _ context: Context, status: UInt32 = 200,
    _ change: (Fields, Place, inout Stock) throws(Failures) -> Void
) throws(Failures) -> Response {
    let fields = try Fields(request, "inventory_level")
    let place = Place(item: try fields.id("inventory_item_id"), location: try fields.id("location_id"))
    var stock = Stock(context)
    try change(fields, place, &stock)
    try stock.save()
    guard let id = stock.levelID(place) else { throw .missing("location_id") }
    return .record(InventoryLevel.self, id, status: status)
}

/// A route: no longer keeps an item at a location; what was available there is gone.
@Sendable func disconnectLevelRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let place = Place(
        item: try id("inventory_item_id", of: request), location: try id("location_id", of: request))
    guard let level = try context.level(place) else { throw .notFound("Not found") }
    guard try context.levels(of: place.item).count > 1 else {
        throw .invalid("", "The last level of an item can't be deleted.")
    }
    let held = level.quantities.committed + level.quantities.reserved
    guard held == 0 else { throw .invalid("", "\(held) of the item at this location have been promised.") }
    var stock = Stock(context)
    try stock.add(
        StockChange(
            item: place.item, location: place.location, delta: -level.quantities,
            reason: InventoryMovement.Reason.disconnected))
    try stock.save()
    try context.remove(InventoryLevel.self, level.id)
    return .empty()
}

private func id(_ name: String, of request: Request) throws(Failures) -> Int64 {
    guard let id = try request.parametersOfQuery.ids(name).last else { throw .invalid(name, "can't be blank") }
    return id
}

extension Fields {
    /// Sets what is available at a place to `available`, if it is `expected_available`.
    func set(_ place: Place, _ stock: inout Stock) throws(Failures) {
        let wanted = try number("available")
        let now = try stock.quantities(place).available
        if let expected = try optionalNumber("expected_available"), expected != now {
            throw .stale("expected_available", "is not what is available: \(now)")
        }
        try stock.add(
            StockChange(
                item: place.item, location: place.location, delta: Quantities(available: wanted - now),
                reason: try text("reason") ?? InventoryMovement.Reason.set, field: "available"))
    }
}

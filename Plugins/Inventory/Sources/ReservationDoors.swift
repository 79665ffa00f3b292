import StoaKit

/// A route: holds stock.
@Sendable func reserveRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .record(Reservation.self, try reserve(try Fields(request, "inventory_reservation"), context), status: 201)
}

/// A route: lets go of what a reservation holds.
@Sendable func releaseRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let reservation = try stored(try request.id(), context)
    try release(reservation, context)
    return .record(Reservation.self, reservation.id)
}

/// A route: makes what a reservation holds bought.
@Sendable func commitRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let reservation = try stored(try request.id(), context)
    try commit(reservation, context)
    return .record(Reservation.self, reservation.id)
}

/// The service `inventory.reserve/1`.
@Sendable func reserveService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    try answer(try reserve(Fields(input), context), context)
}

/// The service `inventory.release/1`, for `{"reservation_id"}` or `{"reference"}`.
@Sendable func releaseService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let reservation = try named(Fields(input), context)
    try release(reservation, context)
    return try answer(reservation.id, context)
}

/// The service `inventory.commit/1`, for `{"reservation_id"}` or `{"reference"}`.
@Sendable func commitService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let reservation = try named(Fields(input), context)
    try commit(reservation, context)
    return try answer(reservation.id, context)
}

/// The service `inventory.fulfill/1`, for `{"reservation_id"}` or `{"reference"}`.
@Sendable func fulfillService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let reservation = try named(Fields(input), context)
    try fulfill(reservation, context)
    return try answer(reservation.id, context)
}

/// The service `inventory.adjust/1`: `{"changes": [{"variant_id", "location_id"?, "available"?, "committed"?, "reserved"?,
/// "reason", "reference"?}]}`, all or none.
///
/// The numbers are differences. This is how goods leave (`committed` −1) and come back (`available` 1).
@Sendable func adjustService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let changes = try Fields(input).list("changes", most: adjustmentsMax) else {
        throw .invalid("changes", "can't be blank")
    }
    var stock = Stock(context)
    var places: [Place] = []
    for fields in changes {
        let place = try fields.place(&stock)
        let field = ["available", "committed", "reserved"].first { fields.has($0) }
        let change = StockChange(
            item: place.item, location: place.location,
            delta: Quantities(
                available: try fields.optionalNumber("available") ?? 0,
                committed: try fields.optionalNumber("committed") ?? 0,
                reserved: try fields.optionalNumber("reserved") ?? 0),
            reason: try fields.text("reason") ?? InventoryMovement.Reason.adjusted,
            reference: try fields.text("reference"), field: field ?? "available")
        try fields.named { () throws(Failures) in try stock.add(change) }
        places.append(place)
    }
    try stock.save()
    return .object([("inventory_levels", .array(places.map { stock.levelJSON($0) }))])
}

private func stored(_ id: Int64, _ context: Context) throws(Failures) -> Reservation {
    guard let reservation = try context.fetch(Reservation.self, id) else { throw .notFound("Not found") }
    return reservation
}

/// The reservation with an id; or that which holds something under a reference, else one that did.
private func named(_ fields: Fields, _ context: Context) throws(Failures) -> Reservation {
    if let id = try fields.optionalID("reservation_id") { return try stored(id, context) }
    guard let reference = try fields.text("reference") else { throw .invalid("reservation_id", "can't be blank") }
    for field in ["hold", "reference"] {
        let found = try context.find(Reservation.self, where: .equal(field, reference), limit: 1)
        if let first = found.first { return first }
    }
    throw .notFound("Not found")
}

private func answer(_ id: Int64, _ context: Context) throws(Failures) -> JSON {
    let reservation = try stored(id, context)
    return .object([
        ("reservation_id", .number(id)), ("reference", .string(reservation.reference)),
        ("status", .string(reservation.status.rawValue)),
        ("expires_at", reservation.expiresAt.map { .string(context.text($0)) } ?? .null),
        ("items", reservation.holdings),
    ])
}

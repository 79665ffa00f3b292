import StoaKit

/// Most changes of one request.
let adjustmentsMax = 250

/// A route: one adjustment, or a list of `adjustments` of which all are made or none.
@Sendable func adjustmentsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let fields = try Fields(request, "adjustment")
    var stock = Stock(context)
    guard let entries = try fields.list("adjustments", most: adjustmentsMax) else {
        let place = try fields.adjust(&stock)
        try stock.save()
        return .json("inventory_level", stock.levelJSON(place))
    }
    var places: [Place] = []
    var failures = Failures()
    for entry in entries {
        do throws(Failures) {
            places.append(try entry.adjust(&stock))
        } catch {
            for issue in error.issues { failures.add(issue.field, issue.message, code: issue.code) }
        }
    }
    try failures.throwIfAny()
    try stock.save()
    return .json("inventory_levels", .array(places.map { stock.levelJSON($0) }))
}

/// A route: many `items`, each adjusted by `adjustment` or set to `available`; what is wrong with one of them is told in
/// its place and keeps no other from being done.
@Sendable func batchRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let fields = try Fields(request, "batch")
    guard let entries = try fields.list("items", most: adjustmentsMax) else {
        throw .invalid("items", "can't be blank")
    }
    var stock = Stock(context)
    var outcomes: [Result<Place, Failures>] = []
    for entry in entries {
        do throws(Failures) {
            // Its place in the list of results tells which it is.
            outcomes.append(.success(try entry.withoutPath.adjustOrSet(&stock)))
        } catch {
            outcomes.append(.failure(error))
        }
    }
    try stock.save()
    return .json("results", .array(outcomes.map { result($0, stock) }))
}

private func result(_ outcome: Result<Place, Failures>, _ stock: Stock) -> JSON {
    switch outcome {
    case .success(let place):
        return .object([("status", .number(200)), ("inventory_level", stock.levelJSON(place))])
    case .failure(let failures):
        var status = 422
        if failures.code == .notFound { status = 404 }
        if failures.code == .stale { status = 412 }
        let errors = failures.issues.map { (name: $0.field, value: JSON.array([.string($0.message)])) }
        return .object([("status", .number(status)), ("errors", .object(errors))])
    }
}

extension Fields {
    /// The item and the location that are meant: the variant's item, the default location.
    func place(_ stock: inout Stock) throws(Failures) -> Place {
        guard let item = try optionalID("inventory_item_id", "variant_id") else {
            throw invalid("inventory_item_id", "can't be blank")
        }
        if let location = try optionalID("location_id") { return Place(item: item, location: location) }
        return Place(item: item, location: try stock.defaultLocation())
    }

    /// Changes what is available by `adjustment`.
    func adjust(_ stock: inout Stock) throws(Failures) -> Place {
        let place = try place(&stock)
        let change = StockChange(
            item: place.item, location: place.location, delta: Quantities(available: try number("adjustment")),
            reason: try text("reason") ?? InventoryMovement.Reason.adjusted, reference: try text("reference"),
            field: "adjustment")
        try named { () throws(Failures) in try stock.add(change) }
        return place
    }

    /// Refusals that name fields of this object say where it stands.
    func named(_ body: () throws(Failures) -> Void) throws(Failures) {
        do throws(Failures) {
            try body()
        } catch {
            var named = Failures()
            for issue in error.issues { named.add(path + issue.field, issue.message, code: issue.code) }
            throw named
        }
    }

    fileprivate func adjustOrSet(_ stock: inout Stock) throws(Failures) -> Place {
        guard has("available") else { return try adjust(&stock) }
        guard !has("adjustment") else { throw invalid("adjustment", "can't be sent with available") }
        let place = try place(&stock)
        try set(place, &stock)
        return place
    }
}

import StoaKit

extension Reservation {
    /// Longest time for which stock is held, in seconds: 30 days.
    static let holdSecondsMax = 2_592_000
    /// Most lines of one reservation.
    static let linesMax = 250
}

/// Holds stock: all lines or none.
///
/// `{"items": [{"variant_id", "quantity", "location_id"?, "ignore_policy"?, "field"?}], "expires_in_seconds"?, "reference"}`.
/// The same again is the same reservation, held until the new time; other items under a reference that holds some are a
/// conflict (409).
func reserve(_ fields: Fields, _ context: Context) throws(Failures) -> Int64 {
    guard let reference = try fields.text("reference") else { throw fields.invalid("reference", "can't be blank") }
    guard let lines = try fields.list("items", most: Reservation.linesMax) else {
        throw fields.invalid("items", "can't be blank")
    }
    let expiry = try expiry(fields, context)
    var wanted = Failures()
    let asked = lines.compactMap { Line($0.calledAsSaid, &wanted) }
    try wanted.throwIfAny()
    let text = asked.map(\.text).joined(separator: ",")
    if let held = try context.find(Reservation.self, where: .equal("hold", reference), limit: 1).first {
        guard held.request == text else { throw .conflict("reference", "holds other items already") }
        try extend(held, to: expiry, context)
        return held.id
    }
    var reservation = Reservation()
    reservation.reference = reference
    reservation.hold = reference
    reservation.request = text
    reservation.expiresAt = expiry
    reservation.holdings = .array(try hold(asked, reference, context).map(\.json))
    let id = try context.create(reservation)
    try scheduleExpiry(of: id, at: expiry, context)
    return id
}

/// One line of what is asked for.
private struct Line {
    let fields: Fields
    let item: Int64
    let quantity: Int
    let location: Int64?
    /// What is lacking is owed, whatever the variant's policy is.
    let ignoresPolicy: Bool

    /// Nil if anything is wrong with it, which is then among the failures.
    init?(_ fields: Fields, _ failures: inout Failures) {
        self.fields = fields
        do throws(Failures) {
            guard let item = try fields.optionalID("variant_id", "inventory_item_id") else {
                throw fields.invalid("variant_id", "can't be blank")
            }
            self.item = item
            quantity = try fields.number("quantity")
            location = try fields.optionalID("location_id")
            ignoresPolicy = try fields.flag("ignore_policy")
            guard quantity > 0 else { throw fields.invalid("quantity", "must be greater than 0") }
        } catch {
            for issue in error.issues { failures.add(issue.field, issue.message, code: issue.code) }
            return nil
        }
    }

    var text: String { "\(item):\(quantity):\(location ?? 0)" }
}

private func expiry(_ fields: Fields, _ context: Context) throws(Failures) -> Timestamp? {
    guard let seconds = try fields.optionalNumber("expires_in_seconds") else { return nil }
    guard (1...Reservation.holdSecondsMax).contains(seconds) else {
        throw fields.invalid("expires_in_seconds", "must be between 1 and \(Reservation.holdSecondsMax)")
    }
    return context.now.adding(seconds: Int64(seconds))
}

/// Takes what is asked for out of what is available; every line that lacks something is told.
private func hold(_ lines: [Line], _ reference: String, _ context: Context) throws(Failures) -> [Holding] {
    var stock = Stock(context)
    var holdings: [Holding] = []
    var failures = Failures()
    for line in lines {
        do throws(Failures) {
            try line.fields.named { () throws(Failures) in
                holdings += try stock.hold(line, reference)
            }
        } catch {
            for issue in error.issues { failures.add(issue.field, issue.message, code: issue.code) }
        }
    }
    try failures.throwIfAny()
    try stock.save()
    return holdings
}

extension Stock {
    fileprivate mutating func hold(_ line: Line, _ reference: String) throws(Failures) -> [Holding] {
        guard let item = try item(line.item) else { throw .missing("variant_id") }
        guard item.isTracked else { return [Holding(item: line.item, location: nil, quantity: line.quantity)] }
        let supplies = try supplies(of: line)
        guard let parts = split(line.quantity, over: supplies, oversold: item.isOversold || line.ignoresPolicy)
        else {
            let available = supplies.reduce(0) { $0 + max(0, $1.available) }
            throw .invalid("quantity", "is more than the \(available) that are available")
        }
        for part in parts {
            try add(
                StockChange(
                    item: line.item, location: part.location,
                    delta: Quantities(available: -part.available, reserved: part.available),
                    reason: InventoryMovement.Reason.reserved, reference: reference, field: "quantity",
                    isForced: line.ignoresPolicy))
        }
        return parts.map { Holding(item: line.item, location: $0.location, quantity: $0.available) }
    }

    /// What there is, in the sequence in which it is taken: at the default location, then at the others by their ids.
    private mutating func supplies(of line: Line) throws(Failures) -> [Supply] {
        if let location = line.location {
            let now = try quantities(Place(item: line.item, location: location))
            return [Supply(location, now.available)]
        }
        let first = try defaultLocation()
        let others = try context.levels(of: line.item).compactMap(\.locationID).filter { $0 != first }.sorted()
        var supplies: [Supply] = []
        for location in [first] + others where try isActive(location) == true {
            supplies.append(
                Supply(location, try quantities(Place(item: line.item, location: location)).available))
        }
        return supplies
    }
}

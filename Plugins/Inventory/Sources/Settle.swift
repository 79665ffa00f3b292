import StoaKit

/// Lets go of what is held or bought; a reservation that holds nothing any more stays as it is.
func release(_ reservation: Reservation, _ context: Context) throws(Failures) {
    guard reservation.isHeld else { return }
    try end(reservation, as: .released, InventoryMovement.Reason.released, context)
    try scheduleExpiry(of: reservation.id, at: nil, context)
}

/// Makes what is held bought; a second call changes nothing, and one that comes too late is a conflict (409).
func commit(_ reservation: Reservation, _ context: Context) throws(Failures) {
    switch reservation.status {
    case .committed: return
    case .released, .expired, .fulfilled:
        throw .conflict("", "The reservation is \(reservation.status.rawValue).")
    case .reserved: break
    }
    try move(reservation, InventoryMovement.Reason.committed, context) { Quantities(committed: $0, reserved: -$0) }
    try context.update(Reservation.self, reservation.id) {
        $0.status = .committed
        $0.expiresAt = nil
    }
    try scheduleExpiry(of: reservation.id, at: nil, context)
}

/// Lets what is held or bought leave; a second call changes nothing, and one that comes too late is a conflict (409).
func fulfill(_ reservation: Reservation, _ context: Context) throws(Failures) {
    switch reservation.status {
    case .fulfilled: return
    case .released, .expired: throw .conflict("", "The reservation is \(reservation.status.rawValue).")
    case .reserved, .committed: break
    }
    try end(reservation, as: .fulfilled, InventoryMovement.Reason.fulfilled, context)
    try scheduleExpiry(of: reservation.id, at: nil, context)
}

/// Ends what is held or bought: it is available again, unless it has left.
private func end(
    _ reservation: Reservation, as status: Reservation.Status, _ reason: String, _ context: Context
) throws(Failures) {
    let isCommitted = reservation.status == .committed
    try move(reservation, reason, context) {
        Quantities(
            available: status == .fulfilled ? 0 : $0, committed: isCommitted ? -$0 : 0, reserved: isCommitted ? 0 : -$0)
    }
    try context.update(Reservation.self, reservation.id) {
        $0.status = status
        $0.hold = nil
    }
}

/// Changes every level where the reservation holds something; one that is gone holds nothing any more.
private func move(
    _ reservation: Reservation, _ reason: String, _ context: Context, _ delta: (Int) -> Quantities
) throws(Failures) {
    var stock = Stock(context)
    for holding in (reservation.holdings.elements ?? []).compactMap(Holding.init) {
        guard let location = holding.location,
            try context.level(Place(item: holding.item, location: location)) != nil
        else { continue }
        try stock.add(
            StockChange(
                item: holding.item, location: location, delta: delta(holding.quantity), reason: reason,
                reference: reservation.reference))
    }
    try stock.save()
}

// MARK: Expiry

let expireJob = "expire_reservation"

/// Keeps what is held until a new time.
func extend(_ reservation: Reservation, to expiry: Timestamp?, _ context: Context) throws(Failures) {
    guard reservation.status == .reserved, expiry != reservation.expiresAt else { return }
    try context.update(Reservation.self, reservation.id) { $0.expiresAt = expiry }
    try scheduleExpiry(of: reservation.id, at: expiry, context)
}

/// Has the reservation expire then, or never.
func scheduleExpiry(of reservation: Int64, at expiry: Timestamp?, _ context: Context) throws(Failures) {
    let key = String(reservation)
    try context.cancelJob(expireJob, key: key)
    guard let expiry else { return }
    try context.enqueue(expireJob, .number(reservation), key: key, due: expiry)
}

/// A job: lets go of what was held for too long.
@Sendable func expire(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard let id = job.arguments.integer, let reservation = try context.fetch(Reservation.self, id),
        reservation.status == .reserved, let expiry = reservation.expiresAt, expiry <= context.now
    else { return .done }
    try end(reservation, as: .expired, InventoryMovement.Reason.expired, context)
    return .done
}

import StoaKit

/// A route: cancels an order; one that is cancelled already stays as it is.
@Sendable func cancelRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    let reason = try cancelReason(request)
    guard let order = try context.fetch(Order.self, id) else { throw .notFound("Not found") }
    guard order.status != .cancelled else { return .record(Order.self, id) }
    try context.update(Order.self, id) {
        $0.status = .cancelled
        $0.cancelReason = reason
    }
    return .record(Order.self, id)
}

private func cancelReason(_ request: Request) throws(Failures) -> Order.CancelReason {
    let sent = try request.object("order")["reason"]
    let given = request.parametersOfQuery["reason"].map(JSON.string) ?? sent ?? .null
    guard !given.isNull else { return .other }
    guard let reason = given.string.flatMap(Order.CancelReason.init) else {
        throw .invalid("reason", "is not included in the list")
    }
    return reason
}

/// A route: puts an order away; its status stays as it is.
@Sendable func closeRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    try context.update(Order.self, id) { $0.closedAt = $0.closedAt ?? context.now }
    return .record(Order.self, id)
}

/// A route: takes an order out again that was put away.
@Sendable func openRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    try context.update(Order.self, id) { $0.closedAt = nil }
    return .record(Order.self, id)
}

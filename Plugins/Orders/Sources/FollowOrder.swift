import StoaKit

/// Goes on from a change of an order, in the same transaction: number, customer, stock, history and events.
@Sendable func followOrder(_ order: Order, _ change: Change<Order>, _ context: Context) throws(Failures) {
    if change.operation == .create {
        try context.note(order.number)
        try context.makeCustomer(of: order)
    }
    try context.moveStock(order, change)
    let before = change.operation == .create ? nil : change.before.flatMap { OrderShare($0) }
    try context.count(change.operation == .delete ? nil : OrderShare(order), insteadOf: before)
    try context.tell(order, change)
}

extension Context {
    /// Tells what clients have topics of their own for.
    fileprivate func tell(_ order: Order, _ change: Change<Order>) throws(Failures) {
        guard change.operation != .delete else { return }
        let before = change.before
        var topics: [String] = []
        if order.paidAt != nil, before?.paidAt == nil { topics.append(Orders.paid) }
        if order.status == .shipped, before?.status != .shipped { topics.append(Orders.fulfilled) }
        if order.status == .cancelled, before?.status != .cancelled { topics.append(Orders.cancelled) }
        guard !topics.isEmpty else { return }
        let document = try document(of: Order.self, order.id)
        for topic in topics { try emit(topic, about: order.id, document) }
    }

    /// Holds stock for a new order, and settles it when the order says what becomes of the goods.
    fileprivate func moveStock(_ order: Order, _ change: Change<Order>) throws(Failures) {
        let reference = ("reference", JSON.string("orders/\(order.id)"))
        switch change.operation {
        case .create:
            guard order.holdsStock else { return }
            let items = order.lineItems.enumerated().compactMap { place, line in
                line.variantID.map {
                    JSON.item($0, line, place, ignoresPolicy: order.inventoryBehaviour == .ignorePolicy)
                }
            }
            _ = try callIfOffered("inventory.reserve/1", .object([reference, ("items", .array(items))]))
            guard order.status != .pending else { return }
            _ = try callIfOffered("inventory.commit/1", .object([reference]))
        case .update:
            guard let before = change.before, before.holdsStock else { return }
            if order.status == .cancelled {
                _ = try callIfOffered("inventory.release/1", .object([reference]))
            } else if order.status.hasLeft {
                _ = try callIfOffered("inventory.fulfill/1", .object([reference]))
            } else if before.status == .pending, order.status != .pending {
                _ = try callIfOffered("inventory.commit/1", .object([reference]))
            }
        case .delete:
            guard order.holdsStock else { return }
            _ = try callIfOffered("inventory.release/1", .object([reference]))
        }
    }
}

extension JSON {
    /// A line as `inventory.reserve/1` takes it.
    fileprivate static func item(_ variant: Int64, _ line: LineItem, _ place: Int, ignoresPolicy: Bool) -> JSON {
        .object([
            ("variant_id", JSON(String(variant))), ("quantity", JSON(String(line.quantity))),
            ("ignore_policy", JSON(String(ignoresPolicy))), ("field", .string("line_items[\(place)]")),
        ])
    }
}

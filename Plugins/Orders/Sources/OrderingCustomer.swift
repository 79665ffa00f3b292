package import StoaKit

/// What this module looks at of a customer, and what it keeps there of the orders.
package struct OrderingCustomer: Record, Equatable {
    package var id: Int64 = 0
    package var email: String?
    package var phone: String?
    package var firstName: String?
    package var lastName: String?
    package var ordersCount: Int64 = 0
    package var totalSpent = Money.zero
    package var lastOrderID: Int64?
    package var lastOrderName: String?
    package var erasedAt: Timestamp?
    package var mergedIntoID: Int64?

    package init() {}

    /// What orders show of it.
    package var shown: JSON {
        let texts = [("email", email), ("first_name", firstName), ("last_name", lastName), ("phone", phone)]
        return .object([("id", JSON(String(id)))] + texts.map { ($0, $1.map(JSON.string) ?? .null) })
    }

    /// Counts an order that is new here.
    package mutating func count(_ share: OrderShare) {
        ordersCount += 1
        totalSpent.minorUnits += share.spent.minorUnits
        guard share.id > lastOrderID ?? 0 else { return }
        (lastOrderID, lastOrderName) = (share.id, share.name)
    }

    /// Counts an order no more; `last` is the newest that is left, which matters if this one was.
    package mutating func discount(_ share: OrderShare, last: () throws(Failures) -> OrderShare?) throws(Failures) {
        ordersCount -= 1
        totalSpent.minorUnits -= share.spent.minorUnits
        guard share.id == lastOrderID else { return }
        let left = try last()
        (lastOrderID, lastOrderName) = (left?.id, left?.name)
    }
}

/// What an order counts for in the history of its customer.
package struct OrderShare: Equatable, Sendable {
    package let customer: Int64
    package let id: Int64
    package let name: String
    /// What it comes to; nothing once it is cancelled.
    package let spent: Money

    /// Nil for an order of nobody.
    package init?(_ order: Order) {
        guard let customer = order.customerID else { return nil }
        (self.customer, id, name) = (customer, order.id, order.name)
        spent = order.status == .cancelled ? .zero : order.totals.price
    }
}

extension Context {
    /// Brings the histories of customers into step with a change of one order.
    func count(_ now: OrderShare?, insteadOf before: OrderShare?) throws(Failures) {
        guard now != before else { return }
        if let now, let before, now.customer == before.customer {
            let difference = now.spent.minorUnits - before.spent.minorUnits
            guard difference != 0 else { return }
            return try update(OrderingCustomer.self, now.customer) { $0.totalSpent.minorUnits += difference }
        }
        if let before {
            // Of a customer that becomes part of another the merge counts all orders together.
            let customer = try fetch(OrderingCustomer.self, before.customer)
            if let kept = customer?.mergedIntoID, kept == now?.customer { return }
            try update(OrderingCustomer.self, before.customer) { (customer) throws(Failures) in
                try customer.discount(before) { () throws(Failures) in
                    try newestOrder(of: before.customer, before: before.id)
                }
            }
        }
        if let now { try update(OrderingCustomer.self, now.customer) { $0.count(now) } }
    }

    /// The newest order of a customer, all of whose orders are older than this one.
    ///
    /// Storage finds upwards only. So it is looked for by halves, as there may be very many.
    private func newestOrder(of customer: Int64, before end: Int64) throws(Failures) -> OrderShare? {
        guard var newest = try nextOrder(of: customer, after: 0) else { return nil }
        var end = end
        while newest.id + 1 < end {
            let middle = newest.id + (end - newest.id) / 2
            if let found = try nextOrder(of: customer, after: middle - 1) { newest = found } else { end = middle }
        }
        return OrderShare(newest)
    }

    /// The oldest order of a customer above an id.
    func nextOrder(of customer: Int64, after last: Int64) throws(Failures) -> Order? {
        try find(Order.self, where: .equal("customer_id", customer), after: last, limit: 1).first
    }
}

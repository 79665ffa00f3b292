import StoaKit

/// Brings orders into step with a change of whoever placed them.
@Sendable func followCustomer(
    _ customer: OrderingCustomer, _ change: Change<OrderingCustomer>, _ context: Context
) throws(Failures) {
    guard let before = change.before else { return }
    if let kept = customer.mergedIntoID, before.mergedIntoID == nil {
        return try context.moveOrders(of: customer.id, to: kept)
    }
    guard customer.shown != before.shown || customer.erasedAt != before.erasedAt else { return }
    try context.show(customer, after: 0)
}

/// How much one call can do with orders: what it loads stays in its memory until it ends.
private enum Work {
    /// For one step over orders, of which there is always another.
    static let ofStep = 1_000
    /// For what has to be done in one call.
    static let ofCall = 2_000
}

extension Order {
    /// What changing it takes, in lines; long texts count as lines too.
    fileprivate var work: Int {
        let texts = lineItems.map(\.properties.text) + [noteAttributes.text, note ?? ""]
        return 5 + lineItems.count + shippingLines.count + texts.reduce(0) { $0 + $1.utf8.count } / 1_000
    }
}

/// Jobs that go through orders, some at a time.
enum ShowCustomers {
    static let ofOne = "show_customer"
    static let all = "show_customers"

    /// A job: brings further orders of a customer with very many into step.
    @Sendable static func stepOfOne(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        guard let id = job.arguments["customer_id"]?.integer, let after = job.arguments["after"]?.integer,
            let customer = try context.fetch(OrderingCustomer.self, id)
        else { return .done }
        try context.show(customer, after: after)
        return .done
    }

    /// A job: brings all orders into step with customers that changed while nobody followed them.
    @Sendable static func stepOfAll(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        var last = job.arguments.integer ?? 0
        var left = Work.ofStep
        while left > 0 {
            guard let order = try context.find(Order.self, after: last, limit: 1).first else { return .done }
            if let id = order.customerID, let customer = try context.fetch(OrderingCustomer.self, id) {
                try context.show(customer, in: order)
            }
            last = order.id
            left -= order.work
        }
        try context.enqueue(all, JSON(String(last)))
        return .done
    }
}

extension Context {
    /// Gives a customer all orders of another, at once: whatever still links to that one is deleted with it.
    fileprivate func moveOrders(of customer: Int64, to kept: Int64) throws(Failures) {
        var shares: [OrderShare] = []
        var left = Work.ofCall
        while let order = try nextOrder(of: customer, after: 0), let share = OrderShare(order) {
            left -= order.work
            guard left >= 0 else {
                throw .invalid("customer_id", "has more orders than can be moved at once; merge the other way round")
            }
            try update(Order.self, order.id) { $0.customerID = kept }
            shares.append(share)
        }
        guard !shares.isEmpty else { return }
        try update(OrderingCustomer.self, customer) { (customer) throws(Failures) in
            for share in shares { try customer.discount(share) { () throws(Failures) in nil } }
        }
        try update(OrderingCustomer.self, kept) { (customer) in
            for share in shares { customer.count(share) }
        }
    }

    /// Has orders show a customer as it is now: some at once, the rest by a job.
    fileprivate func show(_ customer: OrderingCustomer, after: Int64) throws(Failures) {
        var last = after
        var left = Work.ofStep
        while left > 0 {
            guard let order = try nextOrder(of: customer.id, after: last) else { return }
            try show(customer, in: order)
            last = order.id
            left -= order.work
        }
        let arguments = JSON.object([("customer_id", JSON(String(customer.id))), ("after", JSON(String(last)))])
        try enqueue(ShowCustomers.ofOne, arguments)
    }

    /// Has an order show a customer as it is now; what it shows already stays as it is.
    fileprivate func show(_ customer: OrderingCustomer, in order: Order) throws(Failures) {
        if customer.erasedAt != nil { try removeNotes(of: order.id) }
        var changed = order
        changed.show(customer)
        guard changed != order else { return }
        try update(Order.self, order.id) { $0.show(customer) }
    }

    private func removeNotes(of order: Int64) throws(Failures) {
        var page: [OrderNote]
        repeat {
            page = try find(OrderNote.self, where: .equal("order_id", order))
            for note in page { try remove(OrderNote.self, note.id) }
        } while page.count == Self.pageMax
    }
}

extension Order {
    /// Shows a customer as it is now; of one that was erased nothing that is personal is left.
    package mutating func show(_ customer: OrderingCustomer) {
        self.customer = customer.shown
        guard customer.erasedAt != nil else { return }
        (email, phone, note, billingAddress, shippingAddress) = (nil, nil, nil, nil, nil)
        noteAttributes = JSON("[]")
        for place in lineItems.indices { lineItems[place].properties = JSON("[]") }
    }
}

import StoaKit

/// Brings orders into step with a change of whoever placed them.
@Sendable func followCustomer(
    _ customer: OrderingCustomer, _ change: Change<OrderingCustomer>, _ context: Context
) throws(Failures) {
    guard let before = change.before else { return }
    if let kept = customer.mergedIntoID, before.mergedIntoID == nil {
        // All at once: whatever still links to it is deleted with it.
        return try context.forEachOrder(of: customer.id) { (order) throws(Failures) in
            try context.update(Order.self, order.id) { $0.customerID = kept }
        }
    }
    guard customer.shown != before.shown || customer.erasedAt != before.erasedAt else { return }
    try context.show(customer, after: 0)
}

/// Jobs that go through orders, some at a time.
enum ShowCustomers {
    static let ofOne = "show_customer"
    static let all = "show_customers"
    /// Orders of one step.
    private static let page = 100

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
        let orders = try context.find(Order.self, after: job.arguments.integer ?? 0, limit: page)
        for order in orders {
            guard let id = order.customerID, let customer = try context.fetch(OrderingCustomer.self, id) else {
                continue
            }
            try context.show(customer, in: order)
        }
        guard orders.count == page, let last = orders.last else { return .done }
        try context.enqueue(all, JSON(String(last.id)))
        return .done
    }
}

extension Context {
    /// Has orders show a customer as it is now: a page of them at once, the rest by a job, so that no write takes long.
    fileprivate func show(_ customer: OrderingCustomer, after: Int64) throws(Failures) {
        let orders = try find(Order.self, where: .equal("customer_id", customer.id), after: after)
        for order in orders { try show(customer, in: order) }
        guard orders.count == Self.pageMax, let last = orders.last else { return }
        let arguments = JSON.object([("customer_id", JSON(String(customer.id))), ("after", JSON(String(last.id)))])
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

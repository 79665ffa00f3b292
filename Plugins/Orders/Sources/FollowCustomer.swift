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
    try context.showCustomer(customer, after: 0)
}

let showCustomerJob = "show_customer"

/// A job: brings further orders of a customer with very many into step.
@Sendable func showCustomer(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard let id = job.arguments["customer_id"]?.integer, let after = job.arguments["after"]?.integer,
        let customer = try context.fetch(OrderingCustomer.self, id)
    else { return .done }
    try context.showCustomer(customer, after: after)
    return .done
}

extension Context {
    /// Has orders show a customer as it is now: a page of them at once, the rest by a job, so that no write takes long.
    fileprivate func showCustomer(_ customer: OrderingCustomer, after: Int64) throws(Failures) {
        let orders = try find(Order.self, where: .equal("customer_id", customer.id), after: after)
        for order in orders {
            if customer.erasedAt != nil {
                for note in try find(OrderNote.self, where: .equal("order_id", order.id)) {
                    try remove(OrderNote.self, note.id)
                }
            }
            try update(Order.self, order.id) { $0.show(customer) }
        }
        guard orders.count == Self.pageMax, let last = orders.last else { return }
        let arguments = JSON.object([("customer_id", JSON(String(customer.id))), ("after", JSON(String(last.id)))])
        try enqueue(showCustomerJob, arguments)
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

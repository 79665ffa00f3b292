import StoaKit

extension Context {
    /// Finds out whose an order is: whoever is named by id, else, when it is made, whoever has its e-mail.
    ///
    /// Who has no record yet gets one as soon as the order is stored; until then `customer` is what the client said.
    func settleCustomer(_ order: inout Order, _ change: Change<Order>, _ failures: inout Failures) throws(Failures) {
        let before = change.before
        let said = change.wasSent("customer") ? order.customer : nil
        if let said, said.members == nil { return failures.add("customer", "must be an object") }
        if let id = said?["id"], !id.isNull, id.integer == nil { return failures.add("customer.id", "is not a number") }
        order.email = order.email.flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
        if change.wasSent("customer") {
            let named = said?["id"]?.integer
            if named != before?.customerID || !change.wasSent("customer_id") { order.customerID = named }
        }
        if before == nil, order.customerID == nil { order.email = order.email ?? said?["email"]?.string }
        if let email = order.email, email != before?.email {
            let found = try customer(with: email)
            if before == nil { order.customerID = order.customerID ?? found }
        }
        try show(order.customerID, in: &order, change, &failures)
    }

    /// Refuses what is no e-mail.
    private func customer(with email: String) throws(Failures) -> Int64? {
        try call("customers.find_by_email/1", .object([("email", .string(email))]))["customer_id"]?.integer
    }

    private func show(
        _ id: Int64?, in order: inout Order, _ change: Change<Order>, _ failures: inout Failures
    ) throws(Failures) {
        let before = change.before
        guard let id else {
            if before != nil || !order.customerIsNew { order.customer = nil }
            return
        }
        guard id != before?.customerID else {
            // What a client sends back of it may be out of date.
            if change.wasSent("customer") { order.customer = before?.customer }
            return
        }
        guard let customer = try fetch(OrderingCustomer.self, id) else {
            return failures.add(change.wasSent("customer") ? "customer" : "customer_id", "must exist")
        }
        guard customer.erasedAt == nil else { throw .conflict("customer", "has been erased") }
        order.customer = customer.shown
        if before == nil { order.email = order.email ?? customer.email }
    }

    /// Makes whoever has placed an order a customer, by its e-mail.
    func makeCustomer(of order: Order) throws(Failures) {
        guard order.customerIsNew else { return }
        var customer = OrderingCustomer()
        customer.email = order.email
        let sources = [order.customer, order.billingAddress, order.shippingAddress].compactMap(\.self)
        if let source = sources.first(where: \.hasName) {
            (customer.firstName, customer.lastName) = (source["first_name"]?.string, source["last_name"]?.string)
        }
        let id = try create(customer)
        try update(Order.self, order.id) { $0.customerID = id }
    }
}

extension Order {
    /// Somebody has placed it who is no customer yet, and has an e-mail or a name.
    fileprivate var customerIsNew: Bool {
        customerID == nil && (email != nil || customer?.hasName ?? false)
    }
}

extension JSON {
    /// It says what somebody is called.
    fileprivate var hasName: Bool {
        ["first_name", "last_name"].contains { !(self[$0]?.string?.trimmed.isEmpty ?? true) }
    }
}

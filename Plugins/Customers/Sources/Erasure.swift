package import StoaKit

extension Customer {
    /// Replaces everything personal.
    ///
    /// The number stays for what refers to it, and the history of consents, as proof that they were given.
    package mutating func erase(at now: Timestamp) {
        var erased = Customer()
        erased.id = id
        erased.firstName = "Erased"
        erased.lastName = "customer"
        erased.verifiedEmail = false
        erased.taxExemptions = taxExemptions
        erased.ordersCount = ordersCount
        erased.activationCount = activationCount
        let consent = Consent(.redacted, updatedAt: now)
        if emailConsent != nil { erased.emailConsent = consent.json(.email) }
        if smsConsent != nil { erased.smsConsent = consent.json(.sms) }
        erased.erasedAt = now
        self = erased
    }
}

/// What is erased stays so, whatever a client sends that has not heard of it.
func refuseReturn(_ customer: Customer, _ change: Change<Customer>) throws(Failures) {
    guard var before = change.before, before.erasedAt != nil else { return }
    before.ordersCount = customer.ordersCount
    guard before == customer else { throw .conflict("", "Customer has been erased") }
}

/// Refuses to delete a customer that orders refer to.
@Sendable package func refuseDeletion(_ customer: inout Customer, _ change: Change<Customer>) throws(Failures) {
    guard customer.ordersCount == 0 else {
        throw .invalid("", "Cannot delete a customer with orders; erase it instead")
    }
}

/// A route: erases a customer's personal data, and takes it out of its groups.
@Sendable func eraseRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    let customer = try storedCustomer(id, context)
    guard customer.erasedAt == nil else { return .record(Customer.self, id) }
    for membership in try memberships(of: id, context) { try context.remove(GroupMembership.self, membership.id) }
    try context.update(Customer.self, id) { $0.erase(at: context.now) }
    return .record(Customer.self, id)
}

package import StoaKit

/// Completes a customer and its addresses before they are stored.
///
/// Every issue is found before any is told. `isTaken` tells whether another customer of the store has an e-mail's key.
package func prepare(
    _ customer: inout Customer, _ change: Change<Customer>, isTaken: (String) throws(Failures) -> Bool
) throws(Failures) {
    try refuseReturn(customer, change)
    var failures = Failures()
    try identify(&customer, change, isTaken, &failures)
    completeAddresses(&customer, change, &failures)
    settleConsents(&customer, change, &failures)
    // A merge may bring the password of an account that was closed.
    if change.wasSent("password"), customer.password != change.before?.password { customer.openAccount() }
    if customer.sendEmailInvite == true, let refusal = customer.invite() {
        failures.add(refusal.field, refusal.message)
    }
    customer.currency = change.currency.code
    customer.searchText = SearchText(customer).text
    try failures.throwIfAny()
}

/// Looks e-mails up while a customer is prepared.
@Sendable func prepareCustomer(
    _ customer: inout Customer, _ change: Change<Customer>, _ context: Context
) throws(Failures) {
    let id = customer.id
    try prepare(&customer, change) { (key) throws(Failures) in
        try context.find(Customer.self, where: .equal("email_key", key), limit: 2).contains { $0.id != id }
    }
}

/// Brings e-mail and phone into their form, and asks for at least one thing to call a customer by.
private func identify(
    _ customer: inout Customer, _ change: Change<Customer>, _ isTaken: (String) throws(Failures) -> Bool,
    _ failures: inout Failures
) throws(Failures) {
    customer.email = customer.email.present
    customer.phone = customer.phone.present
    if [customer.email, customer.phone, customer.firstName.present, customer.lastName.present].allSatisfy({ $0 == nil })
    {
        failures.add("", "Customer must have a name, phone number or email address")
    }
    if let given = customer.phone {
        customer.phone = Phone(given)?.text ?? given
        if Phone(given) == nil { failures.add("phone", "is invalid") }
    }
    guard let given = customer.email else {
        customer.emailKey = nil
        return
    }
    guard let email = Email(given) else { return failures.add("email", "is invalid") }
    customer.email = email.text
    if email.key != change.before?.emailKey, try isTaken(email.key) {
        failures.add("email", "has already been taken")
    }
    customer.emailKey = email.key
}

import StoaKit

/// A route: makes an address the customer's default.
@Sendable func defaultAddressRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    try context.update(Customer.self, try request.id("customer_id")) { (customer) throws(Failures) in
        guard let place = customer.addresses.firstIndex(where: { $0.id == id }) else { throw .notFound("Not found") }
        customer.makeDefault(place)
    }
    return .record(Address.self, id)
}

/// A route: does one thing to several addresses, `address_ids[]=1&address_ids[]=2&operation=destroy`, all or none.
@Sendable func setAddressesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let customer = try storedCustomer(try request.id("customer_id"), context)
    let query = request.parametersOfQuery
    let ids = Set(try query.ids("address_ids"))
    guard !ids.isEmpty else { throw .invalid("address_ids", "can't be blank") }
    guard query["operation"] == "destroy" else {
        throw .invalid("operation", "is not included in the list")
    }
    try context.update(Customer.self, customer.id) { (customer) throws(Failures) in
        guard ids.isSubset(of: customer.addresses.map(\.id)) else { throw .notFound("Not found") }
        customer.addresses.removeAll { ids.contains($0.id) }
    }
    return .empty()
}

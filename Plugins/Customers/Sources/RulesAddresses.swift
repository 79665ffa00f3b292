package import StoaKit

/// Completes addresses and sees to it that exactly one of them is the default.
package func completeAddresses(_ customer: inout Customer, _ change: Change<Customer>, _ failures: inout Failures) {
    let before = change.before?.addresses ?? []
    let stored = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for index in customer.addresses.indices {
        customer.addresses[index].complete(before: stored[customer.addresses[index].id])
    }
    let old = before.first(where: \.isDefault)
    if let old, !change.wasSent("addresses"), customer.erasedAt == nil,
        !customer.addresses.contains(where: { $0.id == old.id })
    {
        failures.add("", "Cannot delete the customer’s default address")
    }
    customer.makeDefault(customer.defaultPlace(before: old))
    customer.defaultAddress = customer.addresses.first(where: \.isDefault)?.json(of: customer.id)
}

extension Customer {
    /// The place of the address that is to be the default: the last that newly says so, else the one that was, else the
    /// first.
    fileprivate func defaultPlace(before: Address?) -> Int? {
        addresses.lastIndex { $0.isDefault && $0.id != before?.id }
            ?? addresses.firstIndex { $0.id == before?.id } ?? addresses.indices.first
    }

    /// Makes the address in this place the only default.
    package mutating func makeDefault(_ place: Int?) {
        for index in addresses.indices {
            addresses[index].isDefault = index == place
        }
    }
}

import StoaKit

/// Customers that something is meant for, chosen one by one.
package struct CustomerGroup: Record, Equatable {
    package var id: Int64 = 0

    package init() {}
}

/// That a customer is in a group.
package struct GroupMembership: Record, Equatable {
    package var id: Int64 = 0
    package var customerID: Int64 = 0
    package var groupID: Int64 = 0

    package init() {}
}

/// Customers that something is meant for, chosen by what they have in common.
package struct SavedSearch: Record, Equatable {
    package var id: Int64 = 0
    package var query = ""

    package init() {}
}

/// A route: the customers of a group.
@Sendable func groupRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard let group = try context.fetch(CustomerGroup.self, try request.id()) else { throw .notFound("Not found") }
    return .page(of: Customer.self, through: "customer_group_id", group.id)
}

/// All memberships of a customer.
func memberships(of customer: Int64, _ context: Context) throws(Failures) -> [GroupMembership] {
    try context.findAll(GroupMembership.self, where: .equal("customer_id", customer))
}

package import StoaKit

/// Prices that differ from those of the variants: for one customer, for a group of customers, or for everybody.
package struct PriceList: Record, Equatable {
    package var id: Int64 = 0
    package var customerID: Int64?
    package var groupID: Int64?
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    /// Among lists for the same kind of buyer the higher comes first.
    package var priority: Int64 = 0
    package var status = Status.active
    /// Whom it is for, as lists are looked up; see `Audience.key`.
    package var audienceKey = ""
    /// The moment at which it no longer counts, so that lists of the past are not looked at.
    package var effectiveUntil = PriceList.forEver

    package enum Status: String, FieldValue, CaseIterable { case active, draft }

    /// 9999-12-31T23:59:59Z, the last time that can be written.
    static let forEver = Timestamp(microseconds: 253_402_300_799_000_000)

    package init() {}

    package var audience: Audience {
        if let customerID { return .customer(customerID) }
        return groupID.map(Audience.customerGroup) ?? .everybody
    }

    /// Whether its prices count at a moment: from the one at which it starts, and no longer at the one at which it ends.
    package func isEffective(at moment: Timestamp) -> Bool {
        guard status == .active, startsAt.map({ $0 <= moment }) ?? true else { return false }
        return endsAt.map { moment < $0 } ?? true
    }
}

/// Whom a list is for.
package enum Audience: Equatable, Sendable {
    /// One customer: a contract.
    case customer(Int64)
    case customerGroup(Int64)
    case everybody

    /// The lower comes first: who agreed on a price pays it, whatever else there is.
    ///
    /// 2 is left for the company that a customer buys for.
    package var rank: Int64 {
        switch self {
        case .customer: 1
        case .customerGroup: 3
        case .everybody: 4
        }
    }

    /// One text for each, so that all lists of a buyer are found by one search.
    package var key: String {
        switch self {
        case .customer(let id): "customer:\(id)"
        case .customerGroup(let id): "customer_group:\(id)"
        case .everybody: "everybody"
        }
    }
}

/// Brings a list into the form in which it is stored and looked up, and refuses what contradicts itself.
@Sendable package func preparePriceList(_ list: inout PriceList, _ change: Change<PriceList>) throws(Failures) {
    list.audienceKey = list.audience.key
    list.effectiveUntil = list.endsAt ?? PriceList.forEver
    var failures = Failures()
    if list.customerID != nil, list.groupID != nil {
        failures.add("customer_group_id", "can't be used together with customer_id")
    }
    if let start = list.startsAt, let end = list.endsAt, end <= start {
        failures.add("ends_at", "must be after starts_at")
    }
    try failures.throwIfAny()
}

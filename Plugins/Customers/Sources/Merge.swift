import StoaKit

extension Customer {
    /// Takes over what another record of the same person has and this one lacks: addresses, tags, exemptions, consents,
    /// and texts that are empty here.
    ///
    /// E-mail and phone stay where there are any: they are who this record is. An account goes with its e-mail.
    package mutating func absorb(_ other: Customer) {
        if email == nil {
            (email, verifiedEmail) = (other.email, other.verifiedEmail)
            (state, password) = (other.state, other.password)
        }
        phone = phone ?? other.phone
        if firstName.present == nil, lastName.present == nil {
            (firstName, lastName) = (other.firstName, other.lastName)
        }
        multipassIdentifier = multipassIdentifier ?? other.multipassIdentifier
        let notes = [note, other.note].compactMap(\.present)
        note = notes.isEmpty ? nil : notes.joined(separator: "\n\n")
        tags = Self.united(tags, other.tags)
        taxExemptions += other.taxExemptions.filter { !taxExemptions.contains($0) }
        emailConsent = Self.united(consent(.email), other.consent(.email))?.json(.email)
        smsConsent = Self.united(consent(.sms), other.consent(.sms))?.json(.sms)
        let hasDefault = !addresses.isEmpty
        for address in other.addresses where !addresses.contains(where: { $0.hasSameContent(as: address) }) {
            var copy = address
            copy.id = 0
            copy.isDefault = address.isDefault && !hasDefault
            addresses.append(copy)
        }
    }

    /// A refusal on either side is one of the person; else what this record says, if it says anything.
    private static func united(_ own: Consent?, _ other: Consent?) -> Consent? {
        guard let own, !own.isUnasked else { return other ?? own }
        guard let other, other.state == .unsubscribed, own.state != .unsubscribed else { return own }
        return other
    }

    private static func united(_ tags: String, _ others: String) -> String {
        var known: Set<String> = []
        return (tags.split(separator: ",") + others.split(separator: ","))
            .map(\.trimmed).filter { !$0.isEmpty && known.insert($0.lowercased()).inserted }.joined(separator: ", ")
    }
}

/// A route: makes two records of one person one.
///
/// What links to the other record is moved before that is deleted, since it would go with it; its e-mail is free then.
/// Other modules move what is theirs as soon as they are told where the record goes.
@Sendable func mergeRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    let kept = try storedCustomer(id, context)
    guard kept.erasedAt == nil else { throw .conflict("", "Customer has been erased") }
    let field = "customer_id"
    guard let otherID = try request.object("merge")[field]?.integer else { throw .invalid(field, "can't be blank") }
    guard otherID != id else { throw .invalid(field, "can't be the customer itself") }
    guard let other = try context.fetch(Customer.self, otherID), other.erasedAt == nil else {
        throw .invalid(field, "must exist")
    }
    try context.update(Customer.self, otherID) { $0.mergedIntoID = id }
    try moveConsents(from: otherID, to: id, context)
    try moveMemberships(from: otherID, to: id, context)
    try context.remove(Customer.self, otherID)
    try context.update(Customer.self, id) { $0.absorb(other) }
    try context.emit(
        Customers.merged, about: id,
        .object([("id", JSON(String(id))), ("merged_id", JSON(String(otherID)))]))
    return .record(Customer.self, id)
}

private func moveConsents(from other: Int64, to kept: Int64, _ context: Context) throws(Failures) {
    let history = try context.findAll(ConsentChange.self, where: .equal("customer_id", other))
    for entry in history { try context.update(ConsentChange.self, entry.id) { $0.customerID = kept } }
}

private func moveMemberships(from other: Int64, to kept: Int64, _ context: Context) throws(Failures) {
    let known = Set(try memberships(of: kept, context).map(\.groupID))
    for membership in try memberships(of: other, context) where !known.contains(membership.groupID) {
        try context.update(GroupMembership.self, membership.id) { $0.customerID = kept }
    }
}

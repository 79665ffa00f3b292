import StoaKit

/// Reads the objects that say what has to be bought, and writes them in one form.
func readConditions(_ rule: inout PriceRule, _ currency: Currency, _ failures: inout Failures) {
    let amount = Condition(kind: "an amount") { Amount($0).flatMap { positive($0, currency) } }
    let quantity = Condition(kind: "a whole number above zero") { json in
        (json.string.map { Int64($0) } ?? json.integer).flatMap { $0 > 0 ? JSON(String($0)) : nil }
    }
    amount.read(&rule.subtotalRange, ["greater_than_or_equal_to"], "prerequisite_subtotal_range", &failures)
    quantity.read(&rule.quantityRange, ["greater_than_or_equal_to"], "prerequisite_quantity_range", &failures)
    amount.read(&rule.shippingPriceRange, ["less_than_or_equal_to"], "prerequisite_shipping_price_range", &failures)
    quantity.read(
        &rule.quantityRatio, ["prerequisite_quantity", "entitled_quantity"],
        "prerequisite_to_entitlement_quantity_ratio", &failures)
    amount.read(&rule.purchase, ["prerequisite_amount"], "prerequisite_to_entitlement_purchase", &failures)
}

private func positive(_ amount: Amount, _ currency: Currency) -> JSON? {
    let isMoney = amount >= Amount(0) && amount.digitsBehindPoint <= currency.exponent
    return isMoney ? .string(amount.text) : nil
}

/// An object whose members are of one kind or null.
private struct Condition {
    let kind: String
    /// The value in the form in which it is stored; nil if it is of another kind.
    let value: (JSON) -> JSON?

    /// Reads an object that stays when it says nothing.
    func read(_ json: inout JSON, _ names: [String], _ field: String, _ failures: inout Failures) {
        guard let members = members(of: json, names) else { return refuse(field, names, &failures) }
        json = .object(members)
    }

    /// Reads an object that is null when it says nothing.
    func read(_ json: inout JSON?, _ names: [String], _ field: String, _ failures: inout Failures) {
        guard let given = json, !given.isNull else { return }
        guard let members = members(of: given, names) else { return refuse(field, names, &failures) }
        json = members.allSatisfy { $0.value.isNull } ? nil : .object(members)
    }

    private func members(of json: JSON, _ names: [String]) -> [(name: String, value: JSON)]? {
        guard let given = json.members, given.allSatisfy({ names.contains($0.name) }) else { return nil }
        var members: [(name: String, value: JSON)] = []
        for name in names {
            let json = given.last { $0.name == name }?.value ?? .null
            guard let value = json.isNull ? .null : value(json) else { return nil }
            members.append((name, value))
        }
        return members
    }

    private func refuse(_ field: String, _ names: [String], _ failures: inout Failures) {
        failures.add(field, "must be an object with \(names.joined(separator: " and ")), each \(kind) or null")
    }
}

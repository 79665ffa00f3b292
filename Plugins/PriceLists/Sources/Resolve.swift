import StoaKit

/// What somebody would pay.
struct PriceRequest {
    /// Who buys; nil for somebody who is not known.
    var customerID: Int64?
    /// When; nil for now.
    var moment: Timestamp?
    var lines: [Line]

    struct Line {
        let variantID: Int64
        let quantity: Int64
    }
}

/// What each line costs apiece, in their sequence; nil for variants that there are not.
///
/// Lines do not add up: each has the price of its own quantity. Searches are as many as the buyer's lists and the lines
/// need pages, not as there are lines.
func resolve(_ request: PriceRequest, _ context: Context) throws(Failures) -> [Quote?] {
    if let customer = request.customerID, try context.fetch(Buyer.self, customer) == nil {
        throw .invalid("customer_id", "must exist")
    }
    let moment = request.moment ?? context.now
    let ids = Array(Set(request.lines.map(\.variantID)))
    let variants = try context.fetchAll(PricedVariant.self, ids).compactMap(\.self)
    let bases = Dictionary(variants.map { ($0.id, $0.price) }, uniquingKeysWith: { first, _ in first })
    let lists = try lists(for: request.customerID, at: moment, context)
    let most = request.lines.map(\.quantity).max() ?? 0
    let prices = try prices(of: variants.map(\.id), by: lists, upTo: most, context)
    let table = PriceTable(lists, prices, at: moment)
    return request.lines.map { line in
        bases[line.variantID].map { table.quote(line.variantID, quantity: line.quantity, base: $0) }
    }
}

/// The lists that count for a buyer at a moment.
private func lists(
    for customer: Int64?, at moment: Timestamp, _ context: Context
) throws(Failures) -> [PriceList] {
    var audiences = [Audience.everybody]
    if let customer {
        let groups = try context.findAll(GroupMembership.self, where: .equal("customer_id", customer)).map(\.groupID)
        audiences += [.customer(customer)] + groups.map(Audience.customerGroup)
    }
    var found: [PriceList] = []
    for part in audiences.map(\.key).parts(of: Context.pageMax) {
        found += try context.findAll(
            PriceList.self, where: .oneOf("audience_key", part), .atLeast("effective_until", moment))
    }
    return found.filter { $0.isEffective(at: moment) }
}

private func prices(
    of variants: [Int64], by lists: [PriceList], upTo quantity: Int64, _ context: Context
) throws(Failures) -> [PriceListPrice] {
    var found: [PriceListPrice] = []
    for lists in lists.map(\.id).parts(of: Context.pageMax) {
        for variants in variants.parts(of: Context.pageMax) {
            found += try context.findAll(
                PriceListPrice.self, where: .oneOf("price_list_id", lists), .oneOf("variant_id", variants),
                .atMost("min_quantity", quantity))
        }
    }
    return found
}

/// What this module looks at of a variant.
struct PricedVariant: Record {
    var id: Int64 = 0
    var price = Money.zero
}

/// A customer.
struct Buyer: Record {
    var id: Int64 = 0
}

/// That a customer is in a group.
struct GroupMembership: Record {
    var id: Int64 = 0
    var customerID: Int64 = 0
    var groupID: Int64 = 0
}

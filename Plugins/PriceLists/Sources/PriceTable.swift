package import StoaKit

/// What something costs a buyer, and by which list; nil where no list says so.
package struct Quote: Equatable, Sendable {
    package let price: Money
    package let listID: Int64?

    package init(_ price: Money, by listID: Int64? = nil) {
        self.price = price
        self.listID = listID
    }
}

/// The prices that count for one buyer at one moment.
package struct PriceTable {
    /// By variant: one for each list and quantity.
    private var offers: [Int64: [Offer]] = [:]

    /// Lists out of their time, and prices of other lists, do not count.
    package init(_ lists: [PriceList], _ prices: [PriceListPrice], at moment: Timestamp) {
        let effective = lists.filter { $0.isEffective(at: moment) }
        let known = Dictionary(effective.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for price in prices {
            guard let list = known[price.listID], let offer = Offer(price, of: list) else { continue }
            offers[price.variantID, default: []].append(offer)
        }
    }

    /// What one of so many costs; `base` if no list says what.
    package func quote(_ variant: Int64, quantity: Int64, base: Money) -> Quote {
        var tiers: [Int64: Offer] = [:]
        for offer in offers[variant] ?? [] where offer.minQuantity <= quantity {
            if let tier = tiers[offer.listID], tier.minQuantity > offer.minQuantity { continue }
            tiers[offer.listID] = offer
        }
        guard let first = tiers.values.min(by: { $0.comes(before: $1) }) else { return Quote(base) }
        return Quote(first.price, by: first.listID)
    }
}

/// One price of one list.
private struct Offer {
    let rank: Int64
    let priority: Int64
    let price: Money
    let listID: Int64
    let minQuantity: Int64

    init?(_ price: PriceListPrice, of list: PriceList) {
        guard let amount = price.price else { return nil }
        (rank, priority) = (list.audience.rank, list.priority)
        (self.price, listID, minQuantity) = (amount, list.id, price.minQuantity)
    }

    /// The one total order, in which no two lists are equal.
    ///
    /// Contract, group, everybody; then the higher priority; then the lower price; then the older list.
    func comes(before other: Offer) -> Bool {
        (rank, -priority, price.minorUnits, listID)
            < (other.rank, -other.priority, other.price.minorUnits, other.listID)
    }
}

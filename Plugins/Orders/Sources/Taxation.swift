package import StoaKit

/// Something that is taxed: what it costs after all discounts, and the taxes on it.
package struct Taxed: Equatable, Sendable {
    package var amount: Money
    package var lines: [TaxLine]

    package init(_ amount: Money, _ lines: [TaxLine]) {
        (self.amount, self.lines) = (amount, lines)
    }

    fileprivate func isTaxed(as other: Taxed) -> Bool {
        lines.count == other.lines.count
            && zip(lines, other.lines).allSatisfy { $0.isSameTax(as: $1) && $0.price == nil && $1.price == nil }
    }
}

/// Taxes on an amount, each in minor units.
///
/// Where the amount includes them, what is left without them is rounded, and the taxes are the rest: so they come to the
/// amount again.
package func taxes(on amount: Money, _ rates: [Rate], included: Bool) -> [Money] {
    guard included else { return rates.map { amount.part($0) } }
    let parts = rates.map { Int128($0.billionths) }
    let one = Int128(Rate.one)
    let net = Money(roundingHalfUp: Int128(amount.minorUnits) * one, over: one + parts.reduce(0, +))
    return Money(minorUnits: amount.minorUnits - net.minorUnits).split(over: parts)
}

extension [Taxed] {
    /// Gives every tax its price, where none was sent.
    package mutating func settle(_ rounding: TaxRounding, included: Bool) {
        var groups: [[Int]] = []
        for place in indices {
            let known =
                rounding == .perLine ? nil : groups.firstIndex { self[$0[0]].isTaxed(as: self[place]) }
            if let known { groups[known].append(place) } else { groups.append([place]) }
        }
        for group in groups { settle(group, included: included) }
    }

    private mutating func settle(_ group: [Int], included: Bool) {
        let open = self[group[0]].lines.indices.filter { self[group[0]].lines[$0].price == nil }
        let amounts = group.map { self[$0].amount }
        let prices = taxes(on: amounts.sum, open.map { self[group[0]].lines[$0].rate }, included: included)
        for (line, price) in zip(open, prices) {
            for (place, share) in zip(group, price.split(over: amounts)) { self[place].lines[line].price = share }
        }
    }

    /// Puts taxes of the whole order on those of the lines that have none of their own; a price that was sent is split.
    package mutating func add(_ lines: [TaxLine], to places: [Int]) {
        let amounts = places.map { self[$0].amount }
        for line in lines {
            let shares = line.price?.split(over: amounts)
            for (number, place) in places.enumerated() {
                self[place].lines.append(TaxLine(title: line.title, rate: line.rate, price: shares?[number]))
            }
        }
    }
}

package import StoaKit

extension Money {
    /// Splits the amount over weights, exactly: each gets its proportion rounded down, and what is left goes by one minor
    /// unit to those with the largest remainders, the earlier first.
    ///
    /// Neither the amount nor a weight is negative. A share is never more than its weight if the amount is not more than
    /// all weights together. All shares are zero if all weights are.
    package func split(over weights: [Money]) -> [Money] {
        split(over: weights.map { Int128($0.minorUnits) })
    }

    /// The same for weights that are no amounts.
    func split(over weights: [Int128]) -> [Money] {
        let total = weights.reduce(0, +)
        guard total > 0 else { return weights.map { _ in .zero } }
        let parts = weights.map { (Int128(minorUnits) * $0).quotientAndRemainder(dividingBy: total) }
        var shares = parts.map { Money(minorUnits: Int64($0.quotient)) }
        let lacking = minorUnits - shares.reduce(0) { $0 + $1.minorUnits }
        let largestFirst = parts.indices.sorted {
            (parts[$0].remainder, $1) > (parts[$1].remainder, $0)
        }
        for place in largestFirst.prefix(Int(lacking)) { shares[place].minorUnits += 1 }
        return shares
    }
}

extension [Money] {
    /// All of them together.
    package var sum: Money { Money(minorUnits: reduce(0) { $0 + $1.minorUnits }) }
}

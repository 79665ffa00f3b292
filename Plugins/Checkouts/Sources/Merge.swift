import StoaKit

extension Cart {
    /// Takes over what a guest has chosen who turns out to be this cart's customer.
    ///
    /// Lines of the same variant with the same properties are one, with both quantities as far as `limit` lets them add
    /// up, but never fewer than either cart had. What the guest said last counts: note, e-mail, and attributes by their
    /// names.
    package mutating func merge(_ guest: Cart, limit: (Int64) -> Int64) {
        var places: [Goods.Key: Int] = [:]
        for (place, line) in lineItems.enumerated() {
            if let key = line.goods.key { places[key] = place }
        }
        for line in guest.lineItems {
            guard let key = line.goods.key, let variant = line.goods.variantID else { continue }
            guard let place = places[key] else {
                var new = line
                new.id = 0
                places[key] = lineItems.count
                lineItems.append(new)
                continue
            }
            let (mine, theirs) = (lineItems[place].goods.quantity, line.goods.quantity)
            let most = min(mine + theirs, limit(variant), Goods.quantityMax)
            lineItems[place].goods.quantity = max(most, mine, theirs)
        }
        note = guest.note ?? note
        email = guest.email ?? email
        attributes = guest.attributes.over(attributes)
    }
}

extension JSON {
    /// Attributes with those of another list whose names this one lacks in front.
    fileprivate func over(_ other: JSON) -> JSON {
        let names = Set((elements ?? []).compactMap { $0["name"]?.string })
        let kept = (other.elements ?? []).filter { !names.contains($0["name"]?.string ?? "") }
        return .array(kept + (elements ?? []))
    }
}

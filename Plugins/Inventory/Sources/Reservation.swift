package import StoaKit

/// Stock that is held for somebody, and then bought or let go.
package struct Reservation: Record, Equatable {
    package var id: Int64 = 0
    package var reference = ""
    package var status = Status.reserved
    package var expiresAt: Timestamp?
    /// What is held where, as `Holding.json` writes it.
    package var holdings = JSON("[]")
    /// What was asked for, by which a repeated request is known.
    package var request = ""
    /// The reference for as long as anything is held.
    package var hold: String?

    /// How far it has come.
    package enum Status: String, FieldValue, CaseIterable { case reserved, committed, released, expired, fulfilled }

    package init() {}

    /// True if stock is held or bought.
    package var isHeld: Bool { status == .reserved || status == .committed }
}

/// A part of a reservation: so many of an item at one location.
package struct Holding: Equatable {
    package var item: Int64
    /// Nil for what nobody counts: it is not held anywhere.
    package var location: Int64?
    package var quantity: Int

    package init(item: Int64, location: Int64?, quantity: Int) {
        self.item = item
        self.location = location
        self.quantity = quantity
    }

    init?(_ json: JSON) {
        guard let item = json["variant_id"]?.integer, let quantity = json["quantity"]?.integer else { return nil }
        self.init(item: item, location: json["location_id"]?.integer, quantity: Int(quantity))
    }

    var json: JSON {
        .object([
            ("variant_id", .number(item)), ("inventory_item_id", .number(item)),
            ("location_id", location.map { .number($0) } ?? .null), ("quantity", .number(quantity)),
        ])
    }
}

/// How many are available at a location.
package struct Supply: Equatable {
    package let location: Int64
    package let available: Int

    package init(_ location: Int64, _ available: Int) {
        self.location = location
        self.available = available
    }
}

/// Splits a quantity over locations, in their sequence: each gives what it has until all is there.
///
/// What is lacking the first one owes if the item may be oversold. Nil if it is lacking and may not.
package func split(_ quantity: Int, over supplies: [Supply], oversold: Bool) -> [Supply]? {
    var lacking = quantity
    var parts: [Supply] = []
    for supply in supplies where lacking > 0 && supply.available > 0 {
        let part = min(lacking, supply.available)
        parts.append(Supply(supply.location, part))
        lacking -= part
    }
    guard lacking > 0 else { return parts }
    guard oversold, let first = supplies.first else { return nil }
    if parts.first?.location == first.location {
        parts[0] = Supply(first.location, parts[0].available + lacking)
    } else {
        parts.insert(Supply(first.location, lacking), at: 0)
    }
    return parts
}

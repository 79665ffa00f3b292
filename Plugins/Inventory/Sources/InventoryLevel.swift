import StoaKit

/// How many there are of one item at one location.
package struct InventoryLevel: Record, Equatable {
    package var id: Int64 = 0
    package var itemID: Int64?
    package var locationID: Int64?
    /// To be changed by `set`, which keeps what is on hand in step.
    package var quantities = Quantities()
    package var onHand = 0

    package init() {}

    package init(_ place: Place, _ quantities: Quantities) {
        (itemID, locationID) = (place.item, place.location)
        set(quantities)
    }

    /// Sets what there is; in all it is the three together.
    ///
    /// Here and not in a rule, because no client writes a level and every change of stock writes one.
    package mutating func set(_ quantities: Quantities) {
        self.quantities = quantities
        onHand = quantities.onHand
    }

    /// The level as routes and events show it; written out, because every change of stock comes through here.
    func json(product: Int64, updatedAt: String) -> JSON {
        JSON(
            """
            {"id":\(id),"inventory_item_id":\(itemID ?? 0),"variant_id":\(itemID ?? 0),"product_id":\(product),\
            "location_id":\(locationID ?? 0),"available":\(quantities.available),"committed":\(quantities.committed),\
            "reserved":\(quantities.reserved),"on_hand":\(onHand),"updated_at":"\(updatedAt)"}
            """)
    }
}

/// One item at one location.
package struct Place: Hashable {
    package let item: Int64
    package let location: Int64

    package init(item: Int64, location: Int64) {
        self.item = item
        self.location = location
    }
}

import StoaKit

/// One change of one level.
///
/// Never changed itself, and kept when item and location are gone.
package struct InventoryMovement: Record, Equatable {
    package var id: Int64 = 0
    package var itemID: Int64 = 0
    package var locationID: Int64 = 0
    package var delta = Quantities()
    package var reason = ""
    package var reference: String?
    package var actor = ""

    package init() {}

    init(_ change: StockChange) {
        (itemID, locationID, delta) = (change.item, change.location, change.delta)
        (reason, reference) = (change.reason, change.reference)
    }

    /// Why stock changes, where this module knows; clients may say anything else.
    enum Reason {
        static let initial = "initial"
        static let adjusted = "adjusted"
        static let set = "set"
        static let product = "product_updated"
        static let disconnected = "disconnected"
        static let deleted = "deleted"
        static let reserved = "reserved"
        static let released = "released"
        static let expired = "expired"
        static let committed = "committed"
        static let fulfilled = "fulfilled"
    }
}

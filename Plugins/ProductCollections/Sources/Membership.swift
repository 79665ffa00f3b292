import StoaKit

/// That a product is in a collection, whether somebody put it there or rules did.
///
/// One table for both, so that one filter answers what is in a collection and where a product is.
package struct Membership: Record, Equatable {
    package var id: Int64 = 0
    package var collectionID: Int64 = 0
    package var productID: Int64 = 0
    /// Ascending as products come in and never given twice in a collection: 1, 2, … for those that somebody picked, and
    /// the membership's id, which costs no counting, for those that rules found.
    package var position = 0
    package var sortValue = ""
    /// The product's place in `order`.
    package var rank = 0
    /// The order that the collection had when the rank was found.
    package var order = SortOrder.manual
    /// Nil if rules found the product.
    package var origin: Origin?

    /// Who put the product into the collection.
    package enum Origin: String, FieldValue, CaseIterable { case picked }

    package init() {}

    /// Gives the product its place in the manual order.
    package mutating func move(to position: Int) {
        self.position = position
        // Ten digits, so that it sorts as the number does.
        let digits = String(position)
        sortValue = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        if order == .manual || order == .bestSelling { rank = position }
    }

    /// Gives the product its place in `order`.
    package mutating func rank(_ product: SortedProduct, in order: SortOrder) {
        self.order = order
        rank = order.rank(of: product) ?? position
    }
}

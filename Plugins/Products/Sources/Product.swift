package import StoaKit

/// What a store sells, as rules see it.
///
/// Fields that no rule looks at are only in the declaration.
package struct Product: Record, Equatable {
    package var id: Int64 = 0
    package var status = Status.active
    package var publishedAt: Timestamp?
    /// Input only: whether the product is to be on the sales channels.
    package var published: Bool?
    package var variants: [Variant] = []
    package var options: [Option] = []
    package var images: [Image] = []

    /// Whether it is on sale, being prepared or put away.
    ///
    /// Independent of being published.
    package enum Status: String, FieldValue, CaseIterable { case active, draft, archived }

    package init() {}
}

package import StoaKit

/// Products shown together, as rules see it.
package struct ProductCollection: Record, Equatable {
    package var id: Int64 = 0
    package var type = Kind.custom
    package var publishedAt: Timestamp?
    /// Input only: whether it is to be on the sales channels.
    package var published: Bool?
    package var sortOrder = SortOrder.bestSelling
    package var image: JSON?
    /// An array of rules in one form; null in a custom collection.
    package var rules: JSON?
    package var isDisjunctive = false
    /// Its products are not yet those that the rules say.
    package var isRecomputing = false

    /// How its products come into it.
    package enum Kind: String, FieldValue, CaseIterable {
        /// Somebody picks them.
        case custom
        /// They meet the rules.
        case smart
    }

    package init() {}
}

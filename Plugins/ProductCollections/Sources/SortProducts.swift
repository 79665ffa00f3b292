import StoaKit

/// A product comes into a collection or leaves it.
package struct Move: Equatable {
    package let collectionID: Int64
    /// It is in the collection from now on.
    package let isArrival: Bool

    package init(_ collectionID: Int64, isArrival: Bool) {
        self.collectionID = collectionID
        self.isArrival = isArrival
    }
}

/// What a write of one product changes in smart collections.
///
/// What did not change hands is not looked at again, so this costs comparisons in memory and no look-ups. It takes that
/// the product was where it belonged, which is so unless an entry is pending; then it says where it belongs now.
package func moves(
    of product: ComparedProduct, before: ComparedProduct?, among entries: [RulebookEntry]
) -> [Move] {
    entries.compactMap { entry in
        let belongs = entry.accepts(product)
        guard entry.isPending || belongs != before.map(entry.accepts) ?? false else { return nil }
        return Move(entry.collectionID, isArrival: belongs)
    }
}

/// Which of some products come into a collection and which leave it, if `members` are in it.
package func moves(
    of products: [SortedProduct], members: Set<Int64>, by entry: RulebookEntry
) -> (arriving: [SortedProduct], leaving: Set<Int64>) {
    var (arriving, leaving): ([SortedProduct], Set<Int64>) = ([], [])
    for product in products {
        switch (entry.accepts(ComparedProduct(product)), members.contains(product.id)) {
        case (true, false): arriving.append(product)
        case (false, true): leaving.insert(product.id)
        default: break
        }
    }
    return (arriving, leaving)
}

/// Puts a product that was made or changed into the smart collections whose rules it meets, and takes it out of others.
@Sendable func sortProduct(
    _ product: SortedProduct, _ change: Change<SortedProduct>, _ context: Context
) throws(Failures) {
    guard product != change.before else { return }
    if let before = change.before { try rerank(product, before: before, context) }
    let entries = try Rulebook.entries(context)
    guard !entries.isEmpty else { return }
    let before = change.before.map(ComparedProduct.init)
    for move in moves(of: ComparedProduct(product), before: before, among: entries) {
        switch (move.isArrival, try Membership.find(product.id, in: move.collectionID, context)) {
        case (true, nil):
            guard let collection = try context.fetch(ProductCollection.self, move.collectionID) else { continue }
            try Membership.add(product, to: collection, context)
        case (false, let membership?): try context.remove(Membership.self, membership.id)
        // It is so already: rules were changed in the meantime, or the module was off.
        default: break
        }
    }
}

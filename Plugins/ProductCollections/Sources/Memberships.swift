import StoaKit

extension Membership {
    /// Puts a product that rules found into the collection.
    static func add(_ product: SortedProduct, to collection: ProductCollection, _ context: Context) throws(Failures) {
        var membership = Membership()
        membership.collectionID = collection.id
        membership.productID = product.id
        membership.rank(product, in: collection.sortOrder)
        try context.create(membership)
    }

    /// The membership of a product in a collection, or nil.
    static func find(_ product: Int64, in collection: Int64, _ context: Context) throws(Failures) -> Membership? {
        try context.find(
            Membership.self, where: .equal("collection_id", collection), .equal("product_id", product), limit: 1
        ).first
    }
}

/// Gives a product its place behind the others, and lets nobody pick products for a smart collection.
@Sendable func prepareMembership(
    _ membership: inout Membership, _ change: Change<Membership>, _ context: Context
) throws(Failures) {
    guard membership.origin == .picked else { return membership.move(to: Int(membership.id)) }
    // What is missing the kernel refuses.
    guard let collection = try context.fetch(ProductCollection.self, membership.collectionID),
        let product = try context.fetch(SortedProduct.self, membership.productID)
    else { return }
    guard collection.type == .custom else {
        throw .invalid("collection_id", "is a smart collection: its rules say what is in it")
    }
    membership.move(to: try PositionCounter.last(in: collection.id, context) + 1)
    membership.rank(product, in: collection.sortOrder)
}

/// Notes the place that a picked product was given.
@Sendable func countPicked(
    _ membership: Membership, _ change: Change<Membership>, _ context: Context
) throws(Failures) {
    guard membership.origin == .picked else { return }
    try PositionCounter.give(membership.position, in: membership.collectionID, context)
}

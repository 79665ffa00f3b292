import StoaKit

/// Goes through the products of a collection after a change of its sort order.
struct Reranking: Equatable {
    let collectionID: Int64
    /// The last membership that is done; those to come are ranked when they are made.
    var after: Int64 = 0

    /// Ranks the next products.
    ///
    /// Returns false if there were no more.
    private mutating func step(_ order: SortOrder, limit: Int, _ context: Context) throws(Failures) -> Bool {
        let members = try context.find(
            Membership.self, where: .equal("collection_id", collectionID), after: after, limit: limit)
        for member in members where member.order != order {
            guard let product = try context.fetch(SortedProduct.self, member.productID) else { continue }
            try context.update(Membership.self, member.id) { (member) throws(Failures) in
                member.rank(product, in: order)
            }
        }
        after = members.last?.id ?? after
        return members.count == limit
    }

    /// Ranks some products at once, and leaves the others to a job.
    static func begin(_ collection: ProductCollection, _ context: Context) throws(Failures) {
        var run = Reranking(collection.id)
        guard !run.isDoneAtOnce(collection.sortOrder, context) else { return }
        try context.enqueue(Jobs.rerank, run.json)
    }

    /// False if there are too many products, or if they do not fit into the memory of one call.
    private mutating func isDoneAtOnce(_ order: SortOrder, _ context: Context) -> Bool {
        do {
            for _ in 0..<(Jobs.atOnceMax / Jobs.page) {
                guard try step(order, limit: Jobs.page, context) else { return true }
            }
        } catch {
            // What is done is right by itself, and the job tries what is left, one product at a time if it has to.
            return false
        }
        return false
    }

    /// Goes on, in the order that the collection has by now.
    mutating func goOn(limit: Int, _ context: Context) throws(Failures) {
        guard let order = try context.fetch(ProductCollection.self, collectionID)?.sortOrder else { return }
        if try step(order, limit: limit, context) { try context.enqueue(Jobs.rerank, json) }
    }

    init(_ collectionID: Int64) {
        self.collectionID = collectionID
    }

    init?(_ json: JSON) {
        guard let collection = json["collection_id"]?.integer else { return nil }
        collectionID = collection
        after = json["after"]?.integer ?? 0
    }

    var json: JSON {
        .object([("collection_id", JSON(String(collectionID))), ("after", JSON(String(after)))])
    }
}

/// A job: ranks some more products of a collection.
@Sendable func rerank(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard var run = Reranking(job.arguments) else { return .done }
    try run.goOn(limit: job.attempt == 1 ? Jobs.page : 1, context)
    return .done
}

/// Follows a product that another price or title gives another place.
func rerank(_ product: SortedProduct, before: SortedProduct, _ context: Context) throws(Failures) {
    for order in SortOrder.changed(from: before, to: product) {
        let members = try context.findAll(
            Membership.self, where: .equal("product_id", product.id), .equal("sort_order", order))
        for member in members {
            try context.update(Membership.self, member.id) { (member) throws(Failures) in
                member.rank(product, in: order)
            }
        }
    }
}

import StoaKit

/// Goes through a store's products after a change of a collection's rules.
struct Recomputation: Equatable {
    let collectionID: Int64
    /// The change of the rules that it follows; after another one it is void.
    let round: Int
    /// The last product that is done.
    ///
    /// Products that are made or changed meanwhile are put where they belong by their own write.
    var after: Int64 = 0

    /// Puts the next products where they belong.
    ///
    /// Returns false if there were no more.
    private mutating func step(
        _ entry: RulebookEntry, _ collection: ProductCollection, limit: Int, _ context: Context
    ) throws(Failures) -> Bool {
        let products = try context.find(SortedProduct.self, after: after, limit: limit)
        guard let first = products.first, let last = products.last else { return false }
        let members = try context.find(
            Membership.self, where: .equal("collection_id", collectionID), .atLeast("product_id", first.id),
            .atMost("product_id", last.id))
        let (arriving, leaving) = moves(of: products, members: Set(members.map(\.productID)), by: entry)
        for member in members where leaving.contains(member.productID) {
            try context.remove(Membership.self, member.id)
        }
        for product in arriving { try Membership.add(product, to: collection, context) }
        after = last.id
        return products.count == limit
    }
}

extension Recomputation {
    /// Begins anew: looks at some products at once, and leaves the others to a job.
    static func begin(_ collection: ProductCollection, _ context: Context) throws(Failures) {
        let old = try Rulebook.entries(context).first { $0.collectionID == collection.id }
        var entry = RulebookEntry(
            collection.id, collection.rules ?? .null, isDisjunctive: collection.isDisjunctive,
            round: (old?.round ?? 0) + 1, try context.store().currency)
        var run = Recomputation(collectionID: collection.id, round: entry.round)
        entry.isPending = !run.isDoneAtOnce(entry, collection, context)
        try Rulebook.set(entry, of: collection.id, context)
        if entry.isPending { try context.enqueue(Jobs.recompute, run.json) }
        try show(entry, in: collection, context)
    }

    /// False if there are too many products, or if they do not fit into the memory of one call.
    private mutating func isDoneAtOnce(
        _ entry: RulebookEntry, _ collection: ProductCollection, _ context: Context
    ) -> Bool {
        do {
            for _ in 0..<(Jobs.atOnceMax / Jobs.page) {
                guard try step(entry, collection, limit: Jobs.page, context) else { return true }
            }
        } catch {
            // What is done is right by itself, and the job tries what is left, one product at a time if it has to.
            return false
        }
        return false
    }

    private static func show(
        _ entry: RulebookEntry, in collection: ProductCollection, _ context: Context
    ) throws(Failures) {
        guard collection.isRecomputing != entry.isPending else { return }
        try context.update(ProductCollection.self, collection.id) { (collection) throws(Failures) in
            collection.isRecomputing = entry.isPending
        }
    }

    /// Goes on, unless the rules have changed again or the collection is gone.
    mutating func goOn(limit: Int, _ context: Context) throws(Failures) {
        let (id, round) = (collectionID, round)
        guard var entry = try Rulebook.entries(context).first(where: { $0.collectionID == id && $0.round == round }),
            let collection = try context.fetch(ProductCollection.self, id)
        else { return }
        guard try !step(entry, collection, limit: limit, context) else {
            try context.enqueue(Jobs.recompute, json)
            return
        }
        entry.isPending = false
        try Rulebook.set(entry, of: id, context)
        try Self.show(entry, in: collection, context)
    }
}

extension Recomputation {
    init?(_ json: JSON) {
        guard let collection = json["collection_id"]?.integer, let round = json["round"]?.integer else { return nil }
        self.init(collectionID: collection, round: Int(round), after: json["after"]?.integer ?? 0)
    }

    var json: JSON {
        .object([
            ("collection_id", JSON(String(collectionID))), ("round", JSON(String(round))),
            ("after", JSON(String(after))),
        ])
    }
}

/// A job: puts some more products where a collection's rules say.
@Sendable func recompute(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard var run = Recomputation(job.arguments) else { return .done }
    // After a failure one at a time: the products of a page may have been too much for one call.
    try run.goOn(limit: job.attempt == 1 ? Jobs.page : 1, context)
    return .done
}

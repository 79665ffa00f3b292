import StoaKit

/// Goes through a store's products after a time in which nobody followed them, because the module was off.
///
/// What is where it belongs stays as it is. Products that are written meanwhile are followed by their own write.
@Sendable func catchUp(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    let limit = job.attempt == 1 ? Jobs.page : 1
    let entries = try Rulebook.entries(context)
    let products = try context.find(SortedProduct.self, after: job.arguments.integer ?? 0, limit: limit)
    for product in products {
        let members = try context.findAll(Membership.self, where: .equal("product_id", product.id))
        for member in members {
            // Its order is the collection's, which nobody could change either.
            try context.update(Membership.self, member.id) { (member) throws(Failures) in
                member.rank(product, in: member.order)
            }
        }
        try sort(product, members, by: entries, context)
    }
    if products.count == limit, let last = products.last {
        try context.enqueue(Jobs.catchUp, JSON(String(last.id)))
    }
    return .done
}

/// Puts a product into the smart collections whose rules it meets, and takes it out of others.
private func sort(
    _ product: SortedProduct, _ members: [Membership], by entries: [RulebookEntry], _ context: Context
) throws(Failures) {
    let compared = ComparedProduct(product)
    let known = Dictionary(members.map { ($0.collectionID, $0.id) }, uniquingKeysWith: { first, _ in first })
    for entry in entries {
        switch (entry.accepts(compared), known[entry.collectionID]) {
        case (true, nil):
            guard let collection = try context.fetch(ProductCollection.self, entry.collectionID) else { continue }
            try Membership.add(product, to: collection, context)
        case (false, let membership?): try context.remove(Membership.self, membership)
        default: break
        }
    }
}

import StoaKit

/// A route: the products of a collection, in its order.
@Sendable func productsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    guard try context.fetch(ProductCollection.self, id) != nil else { throw .notFound("Not found") }
    return .page(of: SortedProduct.self, through: "collection_id", id, order: "rank")
}

/// A route: looks at all products anew, for when the module was off while they changed.
@Sendable func recomputeRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    guard let collection = try context.fetch(ProductCollection.self, id), collection.type == .smart else {
        throw .notFound("Not found")
    }
    try Recomputation.begin(collection, context)
    return .record(ProductCollection.self, id)
}

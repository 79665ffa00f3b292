package import StoaKit

/// Most products that one request puts in order.
package let orderedMax = 250

/// What a request says of the order of a collection.
package struct OrderRequest: Equatable {
    /// In their new order.
    package var products: [Int64] = []
    package var sortOrder: SortOrder?

    /// Reads `products[]=1&products[]=2&sort_order=manual`, or a body with the same members.
    package init(_ request: Request) throws(Failures) {
        let members = request.body?.members ?? []
        var (ids, words): ([Int64?], [String]) = ([], [])
        for (name, value) in members {
            if name == "products" {
                ids += (value.elements ?? [value]).map { $0.integer ?? $0.string.flatMap { Int64($0) } }
            }
            if name == "sort_order" { words.append(value.string ?? value.text) }
        }
        for pair in request.query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            // Arrays are spelled `products[]`, `products[0]` or `products%5B%5D`.
            switch parts[0].prefix(while: { $0 != "[" && $0 != "%" }) {
            case "products": ids += parts[1].split(separator: ",").map { Int64($0) }
            case "sort_order": words.append(String(parts[1]))
            default: break
            }
        }
        products = ids.compactMap(\.self)
        guard products.count == ids.count else { throw .invalid("products", "must be a list of ids") }
        guard Set(products).count == products.count else {
            throw .invalid("products", "must be different from each other")
        }
        guard products.count <= orderedMax else { throw .invalid("products", "can't be more than \(orderedMax)") }
        guard let word = words.last else { return }
        guard let order = SortOrder(rawValue: word) else {
            throw .invalid("sort_order", "is not included in the list")
        }
        sortOrder = order
    }
}

/// A route: puts products of a collection in a manual order.
///
/// They share out the places that they have among them, and those of all others stay. So a request that names all
/// products says the whole order, and one that names two swaps these at most.
func putInOrder(
    _ kind: ProductCollection.Kind, _ request: Request, _ context: Context
) throws(Failures) -> Response {
    let id = try request.id()
    guard try context.fetch(ProductCollection.self, id)?.type == kind else { throw .notFound("Not found") }
    let wanted = try OrderRequest(request)
    var members: [Membership] = []
    for product in wanted.products {
        guard let member = try Membership.find(product, in: id, context) else {
            throw .invalid("products", "\(product) is not in the collection")
        }
        members.append(member)
    }
    for (member, position) in zip(members, members.map(\.position).sorted()) where member.position != position {
        try context.update(Membership.self, member.id) { (member) throws(Failures) in member.move(to: position) }
    }
    if let order = wanted.sortOrder {
        try context.update(ProductCollection.self, id) { (collection) throws(Failures) in collection.sortOrder = order }
    }
    return .record(ProductCollection.self, id)
}

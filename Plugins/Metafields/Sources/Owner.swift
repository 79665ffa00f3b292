import StoaKit

/// A record with metafields, of which nothing else matters here.
protocol Owner: Record {
    /// As `owner_resource` says it.
    static var kind: String { get }
}

/// A product, with its variants: their bodies are parts of its own.
struct ProductOwner: Owner {
    static let kind = "product"
    var id: Int64 = 0
    var variants: [VariantOwner] = []
}

struct VariantOwner: Owner {
    static let kind = "variant"
    var id: Int64 = 0
}

struct CollectionOwner: Owner {
    static let kind = "collection"
    var id: Int64 = 0
}

struct CustomerOwner: Owner {
    static let kind = "customer"
    var id: Int64 = 0
}

struct PageOwner: Owner {
    static let kind = "page"
    var id: Int64 = 0
}

struct BlogOwner: Owner {
    static let kind = "blog"
    var id: Int64 = 0
}

struct ArticleOwner: Owner {
    static let kind = "article"
    var id: Int64 = 0
}

struct LocationOwner: Owner {
    static let kind = "location"
    var id: Int64 = 0
}

struct OrderOwner: Owner {
    static let kind = "order"
    var id: Int64 = 0
}

/// The owners that can be required to have some; those whose modules are not loaded are let be.
///
/// Variants are not among them: a product that is made without any has one all the same, and nobody could send its metafields.
let requiringOwners: [any Owner.Type] = [
    ProductOwner.self, CollectionOwner.self, CustomerOwner.self, PageOwner.self, BlogOwner.self, ArticleOwner.self,
    LocationOwner.self, OrderOwner.self,
]

/// Lets bodies of owners hold their metafields, which are stored in the same transaction.
@DeclarationBuilder func metafieldsInBodies() -> [any Declaration] {
    inputs(of: ProductOwner.self)
    inputs(of: VariantOwner.self)
    View(ProductOwner.kind, of: ProductOwner.self, optional: true) {
        Children("variants", "", \.variants)
    }
    View(VariantOwner.kind, of: VariantOwner.self, optional: true) {}
    // Not in rules that only refuse: a second rule would cost every write of an owner a tenth more.
    Follow<ProductOwner> { (product, change, context) throws(Failures) in
        let known = Set((change.before?.variants ?? []).map(\.id))
        let variants = product.variants.enumerated().map { (place, variant) in
            Body(
                of: variant, isNew: !known.contains(variant.id), change.input(SentMetafield.input, in: variant),
                prefix: "variants[\(place)].")
        }
        try take([Body(of: product, change)] + variants, change.currency, context)
    }
    withoutChildren(CollectionOwner.self)
    withoutChildren(CustomerOwner.self)
    withoutChildren(PageOwner.self)
    withoutChildren(BlogOwner.self)
    withoutChildren(ArticleOwner.self)
    withoutChildren(LocationOwner.self)
    withoutChildren(OrderOwner.self)
}

@DeclarationBuilder private func withoutChildren<R: Owner>(_ type: R.Type) -> [any Declaration] {
    inputs(of: type)
    View(R.kind, of: type, optional: true) {}
    Follow<R> { (owner, change, context) throws(Failures) in
        try take([Body(of: owner, change)], change.currency, context)
    }
}

@DeclarationBuilder private func inputs<R: Owner>(of _: R.Type) -> [any Declaration] {
    Input(SentMetafield.input, "Metafields to make or change: namespace, key, value, type, description.", of: R.kind)
}

/// A required metafield stays for as long as its owner.
@Sendable func keepRequired(
    _ metafield: Metafield, _ change: Change<Metafield>, _ context: Context
) throws(Failures) {
    guard let owner = requiringOwners.first(where: { $0.kind == metafield.ownerResource }),
        let ownerID = metafield.ownerID, try definition(at: metafield.path, context)?.isRequired ?? false,
        try isStored(owner, ownerID, context)
    else { return }
    throw .conflict("", "The metafield is required by its definition.")
}

private func isStored<R: Owner>(_: R.Type, _ id: Int64, _ context: Context) throws(Failures) -> Bool {
    do throws(Failures) {
        return try context.fetch(R.self, id) != nil
    } catch {
        // The owner's module is not loaded.
        guard error.code == .notFound else { throw error }
        return false
    }
}

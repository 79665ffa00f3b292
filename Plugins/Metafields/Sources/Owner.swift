import StoaKit

/// A kind of record whose bodies may hold its metafields, and that can be required to have some.
protocol OwnerKind: Sendable {
    /// As `owner_resource` says it.
    static var name: String { get }
}

enum OfProducts: OwnerKind { static let name = "product" }
enum OfCollections: OwnerKind { static let name = "collection" }
enum OfCustomers: OwnerKind { static let name = "customer" }
enum OfPages: OwnerKind { static let name = "page" }
enum OfBlogs: OwnerKind { static let name = "blog" }
enum OfArticles: OwnerKind { static let name = "article" }
enum OfLocations: OwnerKind { static let name = "location" }

/// The kinds of owners; those whose modules are not loaded are let be.
let ownerKinds: [any OwnerKind.Type] = [
    OfProducts.self, OfCollections.self, OfCustomers.self, OfPages.self, OfBlogs.self, OfArticles.self,
    OfLocations.self,
]

/// Those for which a definition can be required.
let requiringOwners = ownerKinds.map { $0.name }

/// A record with metafields, of which nothing else matters here.
struct Owner<Kind: OwnerKind>: Record {
    var id: Int64 = 0
}

/// Lets bodies of a kind of record hold its metafields, which are stored in the same transaction.
@DeclarationBuilder func metafieldsInBodies<Kind: OwnerKind>(of _: Kind.Type) -> [any Declaration] {
    Input(SentMetafield.input, "Metafields to make or change: namespace, key, value, type, description.", of: Kind.name)
    View(Kind.name, of: Owner<Kind>.self, optional: true) {}
    // Not in a rule that only refuses: a second rule would cost every write of an owner a tenth more.
    Follow<Owner<Kind>> { (owner, change, context) throws(Failures) in try takeSent(of: owner, change, context) }
}

/// Makes or changes the metafields of a body; refuses those that cannot be stored, and a new record without those that are
/// required.
private func takeSent<Kind>(
    of owner: Owner<Kind>, _ change: Change<Owner<Kind>>, _ context: Context
) throws(Failures) {
    let sent = try SentMetafield.list(change.input(SentMetafield.input))
    if !sent.isEmpty, !context.can("write_metafields") {
        // Apps look for these words.
        throw .forbidden(SentMetafield.input, "need merchant approval for write_metafields scope")
    }
    var failures = Failures()
    var drafts: [Draft] = []
    for (place, metafield) in sent.enumerated() {
        do throws(Failures) {
            let draft = try draft(of: metafield, owner, change, context)
            guard !drafts.contains(where: { $0.path == draft.path }) else {
                throw .invalid("key", "has already been taken")
            }
            drafts.append(draft)
        } catch {
            for issue in error.issues { failures.add("\(SentMetafield.input)[\(place)].\(issue.field)", issue.message) }
        }
    }
    if change.operation == .create {
        let definitions = try context.find(
            Definition.self, where: .equal("owner_type", Kind.name), .equal("required", true))
        for missing in definitions where !drafts.contains(where: { $0.path == missing.path }) {
            failures.add(SentMetafield.input, "must have \(missing.namespace).\(missing.key)")
        }
    }
    try failures.throwIfAny()
    for draft in drafts { try draft.store(context) }
}

/// A metafield of a body that can be stored.
private struct Draft {
    let sent: SentMetafield
    /// The one that it changes, or a new one.
    var metafield: Metafield
    let path: String

    func store(_ context: Context) throws(Failures) {
        guard metafield.id == 0 else {
            return try context.update(Metafield.self, metafield.id) { (stored) throws(Failures) in
                sent.apply(to: &stored)
            }
        }
        var metafield = metafield
        sent.apply(to: &metafield)
        try context.create(metafield)
    }
}

/// Refuses a metafield of a body with the issues that storing it would have, while its place in the body is known.
private func draft<Kind>(
    of sent: SentMetafield, _ owner: Owner<Kind>, _ change: Change<Owner<Kind>>, _ context: Context
) throws(Failures) -> Draft {
    let stored = change.operation == .create ? nil : try stored(sent, of: owner, context)
    if sent.id != nil, stored == nil { throw .invalid("id", "does not exist here") }
    let metafield = stored ?? sent.draft(of: owner)
    var prepared = metafield
    sent.apply(to: &prepared)
    var failures = Failures()
    SentMetafield.checkDeclared(prepared, &failures)
    try failures.throwIfAny()
    try prepareMetafield(&prepared, Change(before: stored, currency: change.currency), context)
    return Draft(sent: sent, metafield: metafield, path: prepared.path)
}

/// The metafield of an owner that is meant, by its id or by its names.
private func stored<Kind>(
    _ sent: SentMetafield, of owner: Owner<Kind>, _ context: Context
) throws(Failures) -> Metafield? {
    if let id = sent.id {
        let metafield = try context.fetch(Metafield.self, id)
        return metafield?.ownerID == owner.id && metafield?.ownerResource == Kind.name ? metafield : nil
    }
    let path = path(Kind.name, sent.namespace, sent.key)
    return try context.find(Metafield.self, where: .equal("owner_id", owner.id), .equal("path", path), limit: 1).first
}

/// A required metafield stays for as long as its owner.
@Sendable func keepRequired(
    _ metafield: Metafield, _ change: Change<Metafield>, _ context: Context
) throws(Failures) {
    guard let kind = ownerKinds.first(where: { $0.name == metafield.ownerResource }), let ownerID = metafield.ownerID,
        try definition(at: metafield.path, context)?.isRequired ?? false, try isStored(kind, ownerID, context)
    else { return }
    throw .conflict("", "The metafield is required by its definition.")
}

private func isStored<Kind: OwnerKind>(_: Kind.Type, _ id: Int64, _ context: Context) throws(Failures) -> Bool {
    do throws(Failures) {
        return try context.fetch(Owner<Kind>.self, id) != nil
    } catch {
        // The owner's module is not loaded.
        guard error.code == .notFound else { throw error }
        return false
    }
}

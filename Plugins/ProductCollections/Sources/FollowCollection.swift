import StoaKit

/// Follows a collection: its rules when it is made, changed or deleted, and its sort order when that changes.
@Sendable func collectionHasChanged(
    _ collection: ProductCollection, _ change: Change<ProductCollection>, _ context: Context
) throws(Failures) {
    if change.operation == .update, change.before?.sortOrder != collection.sortOrder {
        try Reranking.begin(collection, context)
    }
    guard collection.type == .smart else { return }
    guard change.operation != .delete else { return try Rulebook.set(nil, of: collection.id, context) }
    let before = change.before
    guard before?.rules != collection.rules || before?.isDisjunctive != collection.isDisjunctive else { return }
    try Recomputation.begin(collection, context)
}

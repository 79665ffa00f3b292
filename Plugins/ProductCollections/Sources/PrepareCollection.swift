package import StoaKit

/// Completes a collection before it is stored.
///
/// Every issue is found before any is told.
@Sendable package func prepareCollection(
    _ collection: inout ProductCollection, _ change: Change<ProductCollection>
) throws(Failures) {
    var failures = Failures()
    publish(&collection, change)
    completeImage(&collection, change, &failures)
    completeRules(&collection, change, &failures)
    try failures.throwIfAny()
}

/// Turns the client's `published` into a time.
///
/// What is made is published at once unless the client said otherwise; a time that was sent, null included, says
/// otherwise.
private func publish(_ collection: inout ProductCollection, _ change: Change<ProductCollection>) {
    switch collection.published {
    case false: collection.publishedAt = nil
    case true: collection.publishedAt = collection.publishedAt ?? change.now
    case nil:
        guard change.operation == .create, !change.wasSent("published_at") else { return }
        collection.publishedAt = collection.publishedAt ?? change.now
    }
}

/// Brings rules into their one form, or refuses them; a custom collection has none, whatever was sent.
private func completeRules(
    _ collection: inout ProductCollection, _ change: Change<ProductCollection>, _ failures: inout Failures
) {
    guard collection.type == .smart else {
        collection.rules = nil
        collection.isDisjunctive = false
        return
    }
    guard change.operation == .create || collection.rules != change.before?.rules else { return }
    collection.rules = JSON(readRules(collection.rules, change.currency, &failures))
}

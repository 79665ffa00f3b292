package import StoaKit

/// Completes a product and its parts before it is stored.
///
/// Every issue is found before any is told.
@Sendable package func prepare(_ product: inout Product, _ change: Change<Product>) throws(Failures) {
    var failures = Failures()
    publish(&product, change)
    arrangeOptions(&product, change, &failures)
    completeVariants(&product, change)
    completeImages(&product, &failures)
    linkImages(&product, change.before, &failures)
    try failures.throwIfAny()
}

/// Turns the client's `published` into a time.
///
/// What is made is published at once, unless it is a draft or the client said otherwise; a time that was sent, null
/// included, says otherwise.
package func publish(_ product: inout Product, _ change: Change<Product>) {
    switch product.published {
    case false:
        product.publishedAt = nil
    case true:
        product.publishedAt = product.publishedAt ?? change.now
    case nil:
        guard change.operation == .create, product.status != .draft, !change.wasSent("published_at") else { return }
        product.publishedAt = product.publishedAt ?? change.now
    }
}

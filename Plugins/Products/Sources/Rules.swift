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

/// Turns the client's `published` into a time; a draft is not published unless the client says so.
package func publish(_ product: inout Product, _ change: Change<Product>) {
    product.publishedAt = change.publication(
        product.published, since: product.publishedAt, isHeldBack: product.status == .draft)
}

import StoaKit

/// What a storefront names itself with to the API for customers.
package struct StorefrontAccessToken: Record, Equatable {
    package var id: Int64 = 0
    package var accessToken = ""
    package var accessScope = ""

    /// Tokens of one store.
    static let countMax = 100
    /// What every token permits, in the names that clients of the compatible API know.
    static let scopes = [
        "unauthenticated_read_product_listings", "unauthenticated_read_product_tags", "unauthenticated_read_content",
        "unauthenticated_read_checkouts", "unauthenticated_write_checkouts", "unauthenticated_read_customers",
        "unauthenticated_write_customers",
    ]

    package init() {}
}

/// Makes the token: 16 bytes that follow from the server's secret and the record's id, which is never used again.
@Sendable func prepareStorefrontAccessToken(
    _ draft: inout StorefrontAccessToken, _ change: Change<StorefrontAccessToken>, _ context: Context
) throws(Failures) {
    let most = StorefrontAccessToken.countMax
    guard try context.find(StorefrontAccessToken.self, limit: most).count < most else {
        throw .invalid("", "The store has \(most) storefront access tokens already")
    }
    let key = try context.key("storefront_access_token:\(draft.id)")
    draft.accessToken = key.prefix(16).hexadecimal
    draft.accessScope = StorefrontAccessToken.scopes.joined(separator: ",")
}

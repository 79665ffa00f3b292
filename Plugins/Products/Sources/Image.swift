import StoaKit

/// A picture of a product.
package struct Image: Record, Equatable {
    package var id: Int64 = 0
    package var src = ""
    /// Input only: the picture itself, in base64.
    package var attachment: String?
    /// The variants that it shows.
    package var variantIDs: [Int64] = []

    package init() {}
}

import StoaKit

/// In which order the products of a collection are shown.
package enum SortOrder: String, FieldValue, CaseIterable {
    case alphaAscending = "alpha-asc"
    case alphaDescending = "alpha-desc"
    case bestSelling = "best-selling"
    case created
    case createdDescending = "created-desc"
    case manual
    case priceAscending = "price-asc"
    case priceDescending = "price-desc"

    /// The place of a product among others: they are shown by ascending ranks, and where these are equal as they were made.
    ///
    /// Nil if the position in the collection says it. Nobody tells yet what sells best, so that is such an order too.
    package func rank(of product: SortedProduct) -> Int? {
        switch self {
        case .manual, .bestSelling: nil
        case .created: Int(product.id)
        case .createdDescending: -Int(product.id)
        case .priceAscending: product.lowestPrice
        case .priceDescending: -product.lowestPrice
        case .alphaAscending: product.alphabeticalRank
        case .alphaDescending: -product.alphabeticalRank
        }
    }

    /// The orders in which a change of a product gives it another place.
    package static func changed(from before: SortedProduct, to product: SortedProduct) -> [SortOrder] {
        (before.lowestPrice == product.lowestPrice ? [] : [.priceAscending, .priceDescending])
            + (before.alphabeticalRank == product.alphabeticalRank ? [] : [.alphaAscending, .alphaDescending])
    }
}

extension SortedProduct {
    /// In minor units; a rank is a whole number below 2^53.
    fileprivate var lowestPrice: Int {
        Int(min(variants.map(\.price.minorUnits).min() ?? 0, (1 << 53) - 1))
    }

    /// A number that sorts as the first characters of the title do, whatever the case: blanks and signs, digits, letters
    /// from a to z, then all others.
    ///
    /// Ten digits to the base of 39 are below 2^53.
    fileprivate var alphabeticalRank: Int {
        let digits = title.lowercased().unicodeScalars.prefix(10).map(Self.sortingDigit)
        return (digits + Array(repeating: 0, count: 10 - digits.count)).reduce(0) { $0 * 39 + $1 }
    }

    private static func sortingDigit(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "0"..."9": 2 + Int(scalar.value - 0x30)
        case "a"..."z": 12 + Int(scalar.value - 0x61)
        case _ where scalar.isASCII: 1
        default: 38
        }
    }
}

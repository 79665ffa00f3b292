import StoaKit

/// A place where stock is kept.
package struct Location: Record, Equatable {
    package var id: Int64 = 0
    package var isActive = true
    package var country: String?
    package var countryCode: String?
    package var countryName: String?
    package var localizedCountryName: String?
    package var province: String?
    package var provinceCode: String?
    package var localizedProvinceName: String?

    package init() {}

    /// Most of one store, and so most levels of one item.
    static let most = 1_000
}

extension Context {
    /// Where stock is kept if nobody says where: the first active location.
    func defaultLocation() throws(Failures) -> Int64 {
        guard let first = try find(Location.self, where: .equal("active", true), limit: 1).first else {
            throw .invalid("location_id", "can't be left out: no location is active")
        }
        return first.id
    }
}

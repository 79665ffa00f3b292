import StoaKit

/// A store's settings, as rules see them.
package struct Settings: Record, Equatable {
    package var id: Int64 = 0
    package var name = ""
    package var email = ""
    package var customerEmail = ""
    package var phone = ""
    package var shopOwner = ""
    /// The host name of its storefront; that on the platform where nobody gave one.
    package var domain = ""
    /// The host name that the platform gave it.
    package var platformDomain = ""
    package var address = Address()
    package var latitude: Double?
    package var longitude: Double?
    package var currency = ""
    /// The currencies that prices are in; the one.
    package var currencies: [String] = []
    package var primaryLocale = "en"
    package var enabledLocales = ["en"]
    package var ianaTimezone = Settings.utc
    /// The time zone's name with its offset, for people.
    package var timezone = ""
    package var weightUnit = "kg"
    package var formats = MoneyFormats()
    package var taxesIncluded = false
    package var taxShipping: Bool?
    package var countyTaxes = false
    package var taxRounding = "per_line"

    package init() {}

    static let utc = "Etc/UTC"
}

/// Where a store is.
package struct Address: Equatable, Sendable {
    package var address1 = ""
    package var address2 = ""
    package var city = ""
    package var zip = ""
    package var province = ""
    package var provinceCode = ""
    /// The country's code, as in `countryCode`: both names are in use for it.
    package var country = ""
    package var countryCode = ""
    package var countryName = ""

    package init() {}
}

package import StoaKit

/// Brings country and province of a location into one form, and keeps the number of locations within bounds.
@Sendable package func prepareLocation(
    _ location: inout Location, _ change: Change<Location>, _ context: Context
) throws(Failures) {
    try settleCountry(&location, change.before)
    guard change.operation == .create else { return }
    guard try context.findAll(Location.self).count < Location.most else {
        throw .invalid("", "There are \(Location.most) locations already.")
    }
}

/// Fills what the fields about the country say of each other: of `country` and `country_code` the one that changed wins.
///
/// The country is a code or a name and is kept as its code. A province that is not known stays as it was given.
package func settleCountry(_ location: inout Location, _ before: Location?) throws(Failures) {
    let isCodeNew = location.countryCode != before?.countryCode && location.country == before?.country
    let given = [location.country, location.countryCode].compactMap(present)
    let text = isCodeNew ? present(location.countryCode) : given.first
    guard let text else {
        clearCountry(&location)
        return
    }
    guard let country = Country.code(text) ?? Country.named(text) else {
        throw .invalid(isCodeNew ? "country_code" : "country", "is not a country")
    }
    (location.country, location.countryCode) = (country.code, country.code)
    (location.countryName, location.localizedCountryName) = (country.name, country.name)
    settleProvince(&location, before, country)
}

private func settleProvince(_ location: inout Location, _ before: Location?, _ country: Country) {
    let isCodeNew = location.provinceCode != before?.provinceCode && location.province == before?.province
    let given = [location.province, location.provinceCode].compactMap(present)
    guard let text = isCodeNew ? present(location.provinceCode) : given.first else { return clearProvince(&location) }
    if let province = country.province(text) {
        (location.province, location.provinceCode) = (province.name, province.code)
    } else {
        (location.province, location.provinceCode) = (text, nil)
    }
    location.localizedProvinceName = location.province
}

private func clearCountry(_ location: inout Location) {
    (location.country, location.countryCode, location.countryName) = (nil, nil, nil)
    location.localizedCountryName = nil
    location.localizedProvinceName = present(location.province)
}

private func clearProvince(_ location: inout Location) {
    (location.province, location.provinceCode, location.localizedProvinceName) = (nil, nil, nil)
}

private func present(_ text: String?) -> String? {
    text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
}

/// Keeps a location in use while it has stock, and the last active one for ever.
@Sendable package func keepLocation(
    _ location: Location, _ change: Change<Location>, _ context: Context
) throws(Failures) {
    guard let before = change.before, before.isActive else { return }
    let verb: String
    switch change.operation {
    case .delete: verb = "deleted"
    case .update where !location.isActive: verb = "deactivated"
    default: return
    }
    if try context.find(Location.self, where: .equal("active", true), limit: 2).count < 2 {
        throw .invalid("", "The last active location can't be \(verb).")
    }
    if try hasStock(location.id, context) {
        throw .invalid("", "A location with stock can't be \(verb): move the stock first.")
    }
}

/// True if a level of the location is not zero throughout; what is promised is never below zero.
private func hasStock(_ location: Int64, _ context: Context) throws(Failures) -> Bool {
    let conditions: [Condition] = [
        .atLeast("available", 1), .atMost("available", -1), .atLeast("committed", 1), .atLeast("reserved", 1),
    ]
    for condition in conditions {
        let found = try context.find(
            InventoryLevel.self, where: .equal("location_id", location), condition, limit: 1)
        if !found.isEmpty { return true }
    }
    return false
}

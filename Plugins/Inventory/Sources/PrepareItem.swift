package import StoaKit

/// Brings codes into their form and refuses what is none.
@Sendable package func prepareItem(_ item: inout InventoryItem, _ change: Change<InventoryItem>) throws(Failures) {
    var failures = Failures()
    if let text = item.countryOfOrigin, !text.isEmpty {
        let country = Country.code(text)
        if country == nil { failures.add("country_code_of_origin", "is not a country code") }
        item.countryOfOrigin = country?.code ?? text
    }
    if let text = item.harmonizedSystemCode, !text.isEmpty, !isHarmonizedSystemCode(text) {
        failures.add("harmonized_system_code", "must be a number of 6 to 13 digits")
    }
    readHarmonizedSystemCodes(&item, &failures)
    try failures.throwIfAny()
}

/// Six digits are the World Customs Organization's; countries add up to seven.
package func isHarmonizedSystemCode(_ text: String) -> Bool {
    (6...13).contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}

/// Most countries with a code of their own.
private let codesMax = 250

private func readHarmonizedSystemCodes(_ item: inout InventoryItem, _ failures: inout Failures) {
    let name = "country_harmonized_system_codes"
    guard let entries = item.harmonizedSystemCodes.elements, entries.count <= codesMax else {
        return failures.add(name, "must be a list of at most \(codesMax) codes")
    }
    var codes: [JSON] = []
    for entry in entries {
        let given = entry["harmonized_system_code"]
        guard let code = given?.string ?? given?.integer.map({ String($0) }), isHarmonizedSystemCode(code),
            let country = entry["country_code"]?.string.flatMap({ Country.code($0) })
        else { return failures.add(name, "must each have a country_code and a harmonized_system_code") }
        codes.append(
            .object([("harmonized_system_code", .string(code)), ("country_code", .string(country.code))]))
    }
    item.harmonizedSystemCodes = .array(codes)
}

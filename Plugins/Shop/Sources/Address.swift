package import StoaKit

extension Address {
    /// Makes the parts that say the same thing agree: the one that has changed wins, a code before a name.
    ///
    /// A country that has changed takes a province that was not changed with it out of the address.
    package mutating func complete(from before: Address, _ failures: inout Failures) {
        guard let country = completedCountry(from: before, &failures) else { return }
        if countryCode != before.countryCode, provinceCode == before.provinceCode, province == before.province {
            (province, provinceCode) = ("", "")
        }
        let changed = Self.changed([
            ("province_code", provinceCode, before.provinceCode), ("province", province, before.province),
        ])
        if countryCode != before.countryCode, country.provinces.isEmpty, provinceCode == before.provinceCode {
            provinceCode = ""
        }
        // Where no provinces are known, any text is one.
        guard let changed, !country.provinces.isEmpty || changed.text.isEmpty else { return }
        guard !changed.text.isEmpty else {
            (province, provinceCode) = ("", "")
            return
        }
        guard let found = country.province(changed.text) else {
            return failures.add(changed.name, "is not a province of \(country.name)")
        }
        (province, provinceCode) = (found.name, found.code)
    }

    /// The country, with which the address now agrees; nil if there is none, or it is refused.
    private mutating func completedCountry(from before: Address, _ failures: inout Failures) -> Country? {
        let changed = Self.changed([
            ("country_code", countryCode, before.countryCode), ("country", country, before.country),
        ])
        guard let changed else { return Country.code(countryCode) }
        guard let found = Country.code(changed.text) ?? Country.named(changed.text) else {
            if changed.text.isEmpty {
                (country, countryCode, countryName, province, provinceCode) = ("", "", "", "", "")
            } else {
                failures.add(changed.name, "is not a country")
            }
            return nil
        }
        (country, countryCode, countryName) = (found.code, found.code, found.name)
        return found
    }

    /// Of several names for one thing, the first that has changed to a value, or else the first that has changed.
    private static func changed(
        _ parts: [(name: String, now: String, before: String)]
    ) -> (name: String, text: String)? {
        let changed = parts.filter { $0.now != $0.before }
        return (changed.first { !$0.now.isEmpty } ?? changed.first).map { ($0.name, $0.now) }
    }
}

import StoaKit

/// Where a customer gets mail.
package struct Address: Record, Equatable {
    package var id: Int64 = 0
    package var firstName: String?
    package var lastName: String?
    package var company: String?
    package var address1: String?
    package var address2: String?
    package var city: String?
    package var province: String?
    package var country: String?
    package var zip: String?
    package var phone: String?
    package var name: String?
    package var provinceCode: String?
    package var countryCode: String?
    package var countryName: String?
    package var isDefault = false

    package init() {}

    /// True if mail would go to the same person and place.
    package func hasSameContent(as other: Address) -> Bool {
        var other = other
        (other.id, other.isDefault) = (id, isDefault)
        return self == other
    }

    /// The address as clients see it, for the customer's `default_address`.
    func json(of customer: Int64) -> JSON {
        let texts: [(String, String?)] = [
            ("first_name", firstName), ("last_name", lastName), ("company", company), ("address1", address1),
            ("address2", address2), ("city", city), ("province", province), ("country", country), ("zip", zip),
            ("phone", phone), ("name", name), ("province_code", provinceCode), ("country_code", countryCode),
            ("country_name", countryName),
        ]
        let ids = [("id", JSON(String(id))), ("customer_id", JSON(String(customer)))]
        return .object(ids + texts.map { ($0, $1.map(JSON.string) ?? .null) } + [("default", JSON("true"))])
    }
}

extension Address {
    /// Fills what the fields say of each other: the person's whole name, names and codes of country and province.
    package mutating func complete(before: Address?) {
        let names = [firstName, lastName].compactMap(\.present)
        if !names.isEmpty { name = names.joined(separator: " ") }
        var nation = Place(country, countryCode)
        let found = nation.settle(before: Place(before?.country, before?.countryCode)) { text in
            (Country.named(text) ?? Country.code(text)).map { Place($0.name, $0.code) }
        }
        (country, countryCode, countryName) = (nation.name, nation.code, found?.name ?? nation.name)
        var region = Place(province, provinceCode)
        let provinces = countryCode.flatMap(Country.code)
        var old = Place(before?.province, before?.provinceCode)
        if countryCode != before?.countryCode {
            // In another country even the same name has another code.
            if region.code == old.code { region.code = nil }
            old = Place(nil, nil)
        }
        region.settle(before: old) { text in
            provinces?.province(text).map { Place($0.name, $0.code) }
        }
        (province, provinceCode) = (region.name, region.code)
    }
}

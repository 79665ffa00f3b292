/// Where goods go, or who pays: an address as it was then.
public enum PostalAddress {
    private static let texts = [
        "first_name", "last_name", "company", "address1", "address2", "city", "province", "country", "zip", "phone",
        "name", "province_code", "country_code",
    ]
    private static let charactersMax = 255

    /// The address in its form, with what its members say of each other; what it does not know is left out.
    public static func settled(_ json: JSON, _ path: String, _ failures: inout Failures) -> JSON? {
        guard let members = json.members else {
            failures.add(path, "must be an object")
            return nil
        }
        let given = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        var values: [String: String] = [:]
        for name in texts {
            guard let value = given[name], !value.isNull else { continue }
            guard let text = value.string, text.unicodeScalars.count <= charactersMax else {
                failures.add("\(path).\(name)", "must be text of at most \(charactersMax) characters")
                continue
            }
            values[name] = text
        }
        let person = [values["first_name"], values["last_name"]].compactMap(\.self).filter { !$0.isEmpty }
        if !person.isEmpty { values["name"] = person.joined(separator: " ") }
        complete(&values)
        var shown = texts.map { (name: $0, value: values[$0].map(JSON.string) ?? .null) }
        for name in ["latitude", "longitude"] {
            shown.append((name, given[name].flatMap { $0.number == nil ? nil : $0 } ?? .null))
        }
        return .object(shown)
    }

    /// Name and code of country and province, from whichever is known; the name counts if both are.
    private static func complete(_ values: inout [String: String]) {
        let country =
            values["country"].flatMap { Country.named($0) ?? Country.code($0) }
            ?? values["country_code"].flatMap(Country.code)
        guard let country else { return }
        (values["country"], values["country_code"]) = (country.name, country.code)
        let province =
            values["province"].flatMap(country.province) ?? values["province_code"].flatMap(country.province)
        guard let province else { return }
        (values["province"], values["province_code"]) = (province.name, province.code)
    }
}

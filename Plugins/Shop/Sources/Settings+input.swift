package import StoaKit

/// What clients may change, from the members of a body.
extension Settings {
    /// Changes what the body names; what it does not name stays, as does what clients may not change.
    ///
    /// Throws every member that is of the wrong type, or whose country or province there is not.
    package mutating func apply(_ body: JSON) throws(Failures) {
        var failures = Failures()
        let before = address
        for member in body.members ?? [] {
            guard let place = Self.places[member.name], let problem = set(member.value, at: place) else { continue }
            failures.add(member.name, problem, code: .bad)
        }
        address.complete(from: before, &failures)
        try failures.throwIfAny()
    }

    private enum Place: Sendable {
        case text(any WritableKeyPath<Settings, String> & Sendable)
        case flag(any WritableKeyPath<Settings, Bool> & Sendable)
        case flagOrNull(any WritableKeyPath<Settings, Bool?> & Sendable)
        case number(any WritableKeyPath<Settings, Double?> & Sendable)
        case texts(any WritableKeyPath<Settings, [String]> & Sendable)
    }

    private static let places: [String: Place] = [
        "name": .text(\.name), "email": .text(\.email), "customer_email": .text(\.customerEmail),
        "phone": .text(\.phone), "shop_owner": .text(\.shopOwner), "domain": .text(\.domain),
        "address1": .text(\.address.address1), "address2": .text(\.address.address2), "city": .text(\.address.city),
        "zip": .text(\.address.zip), "province": .text(\.address.province),
        "province_code": .text(\.address.provinceCode), "country": .text(\.address.country),
        "country_code": .text(\.address.countryCode), "latitude": .number(\.latitude),
        "longitude": .number(\.longitude), "primary_locale": .text(\.primaryLocale),
        "enabled_locales": .texts(\.enabledLocales), "iana_timezone": .text(\.ianaTimezone),
        "weight_unit": .text(\.weightUnit), "money_format": .text(\.formats.plain),
        "money_with_currency_format": .text(\.formats.withCurrency),
        "money_in_emails_format": .text(\.formats.inEmails),
        "money_with_currency_in_emails_format": .text(\.formats.withCurrencyInEmails),
        "taxes_included": .flag(\.taxesIncluded), "tax_shipping": .flagOrNull(\.taxShipping),
        "county_taxes": .flag(\.countyTaxes), "tax_rounding": .text(\.taxRounding),
    ]

    /// What clients may send, for documents.
    static let members: [Member] = places.sorted { $0.key < $1.key }.map { name, place in
        let shape: Shape =
            switch place {
            case .text: .text.orNull
            case .flag, .flagOrNull: .bool.orNull
            case .number: .number.orNull
            case .texts: .list(of: .text).orNull
            }
        return .optional(name, "As the settings show it.", name == "name" ? shape.example(.string("My store")) : shape)
    }

    /// Sets one value; a null empties what can be empty and leaves the rest.
    ///
    /// Returns what is wrong with the value, as a clause that continues its name.
    private mutating func set(_ value: JSON, at place: Place) -> String? {
        switch place {
        case .text(let path):
            // Numbers too, since clients send postal codes as such.
            guard let text = value.isNull ? "" : value.string ?? (value.number == nil ? nil : value.text) else {
                return "must be a string"
            }
            self[keyPath: path] = text
        case .flag(let path):
            guard value.isNull || value.bool != nil else { return "must be true or false" }
            self[keyPath: path] = value.bool ?? self[keyPath: path]
        case .flagOrNull(let path):
            guard value.isNull || value.bool != nil else { return "must be true or false" }
            self[keyPath: path] = value.bool
        case .number(let path):
            guard value.isNull || value.number != nil else { return "must be a number" }
            self[keyPath: path] = value.number
        case .texts(let path):
            guard !value.isNull else { return nil }
            let texts = value.elements?.compactMap(\.string)
            guard let texts, texts.count == value.elements?.count else { return "must be an array of strings" }
            self[keyPath: path] = texts
        }
        return nil
    }
}

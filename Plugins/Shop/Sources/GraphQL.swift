package import StoaKit

/// The store in GraphQL, under the names that clients of the compatible API use.
let shopTypes = """
    extend type Query {
      "The store."
      shop: Shop!
    }

    "The store and its settings."
    type Shop {
      id: ID!
      "What the store is called."
      name: String!
      "Where the platform writes to."
      email: String
      "Where its customers write to."
      contactEmail: String
      "Its host name on the platform."
      myshopifyDomain: String
      "Where its storefront is."
      primaryDomain: Domain!
      "The storefront's address."
      url: String
      "What its prices are in."
      currencyCode: String!
      "Whether prices include taxes."
      taxesIncluded: Boolean
      "Whether shipping is taxed."
      taxShipping: Boolean
      "The name of its time zone."
      ianaTimezone: String
      "Its time zone with the offset in winter."
      timezoneAbbreviation: String
      "The unit of new weights."
      weightUnit: WeightUnit
      "Where it is."
      billingAddress: ShopAddress!
    }

    "A host name."
    type Domain {
      host: String!
      url: String!
      sslEnabled: Boolean!
    }

    "Where a store is."
    type ShopAddress {
      address1: String
      address2: String
      city: String
      province: String
      provinceCode: String
      zip: String
      country: String
      countryCodeV2: String
      phone: String
    }

    "A unit of weights."
    enum WeightUnit { KILOGRAMS GRAMS POUNDS OUNCES }
    """

/// Answers `Query.shop`.
@Sendable func shopField(_ arguments: JSON, _ context: Context) throws(Failures) -> JSON {
    guard let settings = try context.find(Settings.self, limit: 1).first else { throw .notFound("Not found") }
    return settings.graphQL
}

extension Settings {
    /// The members of the type Shop.
    package var graphQL: JSON {
        let url = domain.isEmpty ? JSON.null : .string("https://\(domain)")
        let units = ["kg": "KILOGRAMS", "g": "GRAMS", "lb": "POUNDS", "oz": "OUNCES"]
        return .object([
            ("id", JSON("\(id)")), ("name", .string(name)), ("email", .text(email)),
            ("contactEmail", .text(customerEmail.isEmpty ? email : customerEmail)),
            ("myshopifyDomain", .text(platformDomain)),
            (
                "primaryDomain",
                .object([
                    ("host", .string(domain)), ("url", .string("https://\(domain)")), ("sslEnabled", JSON("true")),
                ])
            ),
            ("url", url), ("currencyCode", .string(currency)), ("taxesIncluded", JSON("\(taxesIncluded)")),
            ("taxShipping", taxShipping.map { JSON("\($0)") } ?? .null), ("ianaTimezone", .text(ianaTimezone)),
            ("timezoneAbbreviation", .text(timezone)), ("weightUnit", units[weightUnit].map(JSON.string) ?? .null),
            ("billingAddress", address.graphQL(phone: phone)),
        ])
    }
}

extension Address {
    fileprivate func graphQL(phone: String) -> JSON {
        .object([
            ("address1", .text(address1)), ("address2", .text(address2)), ("city", .text(city)),
            ("province", .text(province)), ("provinceCode", .text(provinceCode)), ("zip", .text(zip)),
            ("country", .text(countryName)), ("countryCodeV2", .text(countryCode)), ("phone", .text(phone)),
        ])
    }
}

extension JSON {
    /// Null where there is no text.
    fileprivate static func text(_ text: String) -> JSON { text.isEmpty ? .null : .string(text) }
}

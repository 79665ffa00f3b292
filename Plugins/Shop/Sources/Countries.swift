package import StoaKit

/// A route: all countries, by name.
@Sendable func countriesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("countries", .array(Country.all.sorted { $0.name < $1.name }.map(\.json)))
}

/// A route: how many countries there are.
@Sendable func countCountriesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("count", JSON(String(Country.all.count)))
}

/// A route: one country.
@Sendable func countryRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("country", try country(of: request).json)
}

/// A route: the provinces of a country.
@Sendable func provincesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("provinces", try country(of: request).provincesJSON)
}

/// A route: how many provinces a country has.
@Sendable func countProvincesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("count", JSON(String(try country(of: request).provinces.count)))
}

/// A route: one province of a country.
@Sendable func provinceRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let country = try country(of: request)
    let id = try request.id("province_id")
    guard let province = country.provinces.first(where: { country.id(of: $0) == id }) else {
        throw .notFound("Not found")
    }
    return .json("province", country.json(of: province))
}

private func country(of request: Request) throws(Failures) -> Country {
    let id = try request.id("country_id")
    guard let country = Country.all.first(where: { $0.id == id }) else { throw .notFound("Not found") }
    return country
}

extension Country {
    /// The code read as a number, so that it is the same in every store and stays when countries come and go.
    ///
    /// Below the ids of all records.
    package var id: Int64 { Self.number(code) }

    /// The province's code read as a number, behind that of the country.
    package func id(of province: Province) -> Int64 { Self.number(code + province.code) }

    private static let digits = Array(" -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    private static func number(_ code: String) -> Int64 {
        code.utf8.reduce(0) { number, byte in
            number * Int64(digits.count) + Int64(digits.firstIndex(of: byte) ?? 0)
        }
    }

    /// What `json` writes.
    static let shape = Shape.object(
        .required("id", "The country.", .int), .required("name", "What it is called.", .text),
        .required("code", "Its ISO 3166-1 code.", .text), .required("tax", "Always 0.0.", .number),
        .required("tax_name", "What a tax is called.", .text),
        .required("provinces", "Its provinces.", .list(of: provinceShape)))

    static let provinceShape = Shape.object(
        .required("id", "The province.", .int), .required("country_id", "Its country.", .int),
        .required("name", "What it is called.", .text), .required("code", "Its code.", .text),
        .required("tax", "Always 0.0.", .number), .required("tax_name", "What a tax is called.", .text),
        .required("tax_type", "Always null.", .text.orNull), .required("tax_percentage", "Always 0.0.", .number))

    var json: JSON {
        .object([
            ("id", JSON(String(id))), ("name", .string(name)), ("code", .string(code)), ("tax", noTax),
            ("tax_name", taxName), ("provinces", provincesJSON),
        ])
    }

    var provincesJSON: JSON { .array(provinces.map(json(of:))) }

    func json(of province: Province) -> JSON {
        .object([
            ("id", JSON(String(id(of: province)))), ("country_id", JSON(String(id))), ("name", .string(province.name)),
            ("code", .string(province.code)), ("tax", noTax), ("tax_name", taxName), ("tax_type", .null),
            ("tax_percentage", noTax),
        ])
    }
}

/// Which taxes are due where is not for this list to say.
private let noTax = JSON("0.0")
private let taxName = JSON.string("Tax")

import Shop
import StoaKit
import Testing

@Suite struct CountryTests {
    @Test func `there are the countries of ISO 3166-1 and Kosovo, each once`() {
        #expect(Country.all.count == 250)
        #expect(Set(Country.all.map(\.code)).count == 250)
        #expect(Set(Country.all.map(\.name)).count == 250)
        #expect(Country.all.allSatisfy { $0.code.utf8.count == 2 && $0.code == $0.code.uppercased() })
        #expect(Country.code("XK")?.name == "Kosovo")
    }

    @Test(arguments: [("DE", "Germany"), ("de", "Germany"), ("Gb", "United Kingdom"), ("US", "United States")])
    func `a country is known by its code, whatever the case`(code: String, name: String) {
        #expect(Country.code(code)?.name == name)
    }

    @Test(arguments: [
        ("Germany", "DE"), ("GERMANY", "DE"), ("cote d'ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"),
        ("Turkey", "TR"), ("Türkiye", "TR"), ("Curacao", "CW"), ("Antigua and Barbuda", "AG"), ("USA", "US"),
        ("United States of America", "US"), ("Great Britain", "GB"), ("Hong Kong", "HK"), ("Russian Federation", "RU"),
        ("Aland Islands", "AX"), ("Saint Lucia", "LC"), ("Sao Tome & Principe", "ST"),
    ])
    func `a country is known by its names, with and without accents`(name: String, code: String) {
        #expect(Country.named(name)?.code == code)
    }

    @Test(arguments: ["", "Atlantis", "DE ", "Deutschland", "="])
    func `what is no country is none`(text: String) {
        #expect(Country.code(text) == nil)
        #expect(Country.named(text) == nil)
    }

    @Test(arguments: [
        ("US", 62), ("CA", 13), ("AU", 8), ("GB", 0), ("MX", 32), ("BR", 27), ("IN", 36), ("IT", 107), ("JP", 47),
        ("ES", 52),
        ("DE", 0),
    ])
    func `a country has its provinces, each once`(code: String, count: Int) throws {
        let country = try #require(Country.code(code))
        #expect(country.provinces.count == count)
        #expect(Set(country.provinces.map(\.code)).count == count)
        #expect(Set(country.provinces.map(\.name)).count == count)
        #expect(country.provinces.allSatisfy { !$0.code.isEmpty && !$0.name.isEmpty })
    }

    @Test(arguments: [
        ("US", "CA", "CA"), ("US", "california", "CA"), ("CA", "Québec", "QC"), ("MX", "q roo", "Q ROO"),
        ("MX", "Nuevo Leon", "NL"), ("JP", "Tokyo", "JP-13"), ("ES", "A Coruña", "C"), ("ES", "c", "C"),
        ("BR", "Sao Paulo", "SP"), ("IT", "Valle d’Aosta", "AO"),
    ])
    func `a province is known by its code and its name`(country: String, text: String, code: String) {
        #expect(Country.code(country)?.province(text)?.code == code)
    }

    @Test func `a province of another country is none`() {
        #expect(Country.code("US")?.province("Ontario") == nil)
        #expect(Country.code("DE")?.province("Bavaria") == nil)
    }

    @Test func `every country and province has a number of its own`() {
        #expect(Set(Country.all.map(\.id)).count == Country.all.count)
        let ids = Country.all.flatMap { country in country.provinces.map(country.id(of:)) }
        #expect(Set(ids).count == ids.count)
        #expect((ids.max() ?? 0) < 1 << 53)
        // Clients keep them, so they may never change.
        #expect(Country.code("CA").map { $0.id } == 544)
    }
}

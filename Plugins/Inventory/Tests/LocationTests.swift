import Inventory
import StoaKit
import Testing

@Suite struct LocationTests {
    private func location(
        _ country: String? = nil, code: String? = nil, province: String? = nil, provinceCode: String? = nil
    ) -> Location {
        var location = Location()
        (location.country, location.countryCode) = (country, code)
        (location.province, location.provinceCode) = (province, provinceCode)
        return location
    }

    @Test(
        arguments: [("US", nil), ("us", nil), ("United States", nil), (nil, "us"), ("USA", "DE")]
            as [(String?, String?)])
    func `a country is known by code and by name`(country: String?, code: String?) throws {
        var location = location(country, code: code)
        try settleCountry(&location, nil)
        #expect((location.country, location.countryCode) == ("US", "US"))
        #expect((location.countryName, location.localizedCountryName) == ("United States", "United States"))
    }

    @Test func `what changed wins`() throws {
        var stored = location("US")
        try settleCountry(&stored, nil)
        var byCode = stored
        byCode.countryCode = "DE"
        try settleCountry(&byCode, stored)
        #expect((byCode.country, byCode.countryName) == ("DE", "Germany"))
        var byName = stored
        byName.country = "Germany"
        try settleCountry(&byName, stored)
        #expect((byName.country, byName.countryCode) == ("DE", "DE"))
    }

    @Test(arguments: [("California", nil), ("california", nil), ("CA", nil), (nil, "CA")] as [(String?, String?)])
    func `a province is known by code and by name`(province: String?, code: String?) throws {
        var location = location("US", province: province, provinceCode: code)
        try settleCountry(&location, nil)
        #expect((location.province, location.provinceCode) == ("California", "CA"))
        #expect(location.localizedProvinceName == "California")
    }

    @Test func `a province that is not known stays as it was given`() throws {
        var location = location("DE", province: "Bayern")
        try settleCountry(&location, nil)
        #expect((location.province, location.provinceCode, location.localizedProvinceName) == ("Bayern", nil, "Bayern"))
    }

    @Test func `without a country there is none`() throws {
        var location = location("", code: " ")
        try settleCountry(&location, nil)
        #expect((location.country, location.countryCode, location.countryName) == (nil, nil, nil))
    }

    @Test func `what is no country is refused`() {
        var byName = location("Atlantis")
        #expect(throws: Failures.invalid("country", "is not a country")) { try settleCountry(&byName, nil) }
        var byCode = location(code: "ZZ")
        #expect(throws: Failures.invalid("country_code", "is not a country")) { try settleCountry(&byCode, Location()) }
    }
}

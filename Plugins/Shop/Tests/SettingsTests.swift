import Shop
import StoaKit
import Testing

@Suite struct SettingsTests {
    private static let dollar = Currency(code: "USD", exponent: 2)

    private func settings(_ change: (inout Settings) -> Void = { _ in }) -> Settings {
        var settings = Settings()
        settings.name = "Shop"
        settings.platformDomain = "shop.example.com"
        change(&settings)
        return settings
    }

    private func prepared(_ settings: Settings, _ currency: Currency = dollar) throws(Failures) -> Settings {
        var settings = settings
        try prepare(&settings, currency, winterOffset: -12_600)
        return settings
    }

    @Test func `what nobody gave has a value to start with`() throws {
        let settings = try prepared(settings())
        #expect(settings.domain == "shop.example.com")
        #expect(settings.timezone == "(GMT-03:30) Etc/UTC")
        #expect(settings.enabledLocales == ["en"])
        #expect(settings.formats.plain == "${{amount}}")
        #expect(try prepared(settings) == settings)
    }

    @Test(arguments: [
        ("USD", 2, "${{amount}}", "${{amount}} USD"),
        ("JPY", 0, "¥{{amount_no_decimals}}", "¥{{amount_no_decimals}} JPY"),
        ("KWD", 3, "{{amount}} KWD", "{{amount}} KWD"),
    ])
    func `amounts are shown as the currency has them`(code: String, exponent: Int, plain: String, named: String) throws
    {
        let formats = try prepared(settings(), Currency(code: code, exponent: exponent)).formats
        #expect((formats.plain, formats.withCurrency) == (plain, named))
        #expect((formats.inEmails, formats.withCurrencyInEmails) == (plain, named))
    }

    @Test func `the first language is always one of those it is offered in`() throws {
        let settings = try prepared(
            settings {
                $0.primaryLocale = "fr"
                $0.enabledLocales = ["en", "fr", "en"]
            })
        #expect(settings.enabledLocales == ["fr", "en"])
    }

    struct Refusal: Sendable {
        let field: String
        let change: @Sendable (inout Settings) -> Void
    }

    @Test(arguments: [
        Refusal(field: "domain") { $0.domain = "a b" }, Refusal(field: "email") { $0.email = "nobody" },
        Refusal(field: "customer_email") { $0.customerEmail = "@example.com" },
        Refusal(field: "primary_locale") { $0.primaryLocale = "EN" },
        Refusal(field: "enabled_locales") { $0.enabledLocales = ["klingon"] },
        Refusal(field: "money_format") { $0.formats.plain = "{{money}}" },
        Refusal(field: "money_in_emails_format") { $0.formats.inEmails = "amount" },
    ])
    func `what cannot be is refused`(refusal: Refusal) {
        let failures = #expect(throws: Failures.self) { try prepared(settings(refusal.change)) }
        #expect(failures?.issues.map(\.field) == [refusal.field])
    }

    @Test func `a body changes what it names`() throws {
        var settings = settings()
        try settings.apply(
            JSON(
                #"{"name":"New","zip":10115,"taxes_included":true,"tax_shipping":false,"latitude":52.5,"id":1,"x":[]}"#)
        )
        #expect((settings.name, settings.address.zip, settings.taxesIncluded) == ("New", "10115", true))
        #expect((settings.taxShipping, settings.latitude, settings.id) == (false, 52.5, 0))
        try settings.apply(
            JSON(#"{"name":null,"taxes_included":null,"tax_shipping":null,"latitude":null,"enabled_locales":null}"#))
        #expect((settings.name, settings.taxesIncluded, settings.enabledLocales) == ("", true, ["en"]))
        #expect((settings.taxShipping, settings.latitude) == (nil, nil))
    }

    @Test func `every member of a wrong type is told`() {
        var settings = settings()
        let failures = #expect(throws: Failures.self) {
            try settings.apply(JSON(#"{"name":{},"taxes_included":"x","latitude":"x","enabled_locales":[1]}"#))
        }
        #expect(failures?.code == .bad)
        #expect(failures?.issues.map(\.field) == ["name", "taxes_included", "latitude", "enabled_locales"])
    }
}

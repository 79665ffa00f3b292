package import StoaKit

/// How amounts are shown: texts with `{{amount}}`, or another of its spellings, where the amount goes.
package struct MoneyFormats: Equatable, Sendable {
    package var plain = ""
    package var withCurrency = ""
    package var inEmails = ""
    package var withCurrencyInEmails = ""

    package init() {}

    /// Gives the formats that are empty those of the currency.
    package mutating func complete(for currency: Currency) {
        let amount = currency.exponent == 0 ? "{{amount_no_decimals}}" : "{{amount}}"
        let symbol = Self.symbols[currency.code]
        let usual = symbol.map { $0 + amount } ?? "\(amount) \(currency.code)"
        let usualWithCurrency = symbol == nil ? usual : "\(usual) \(currency.code)"
        if plain.isEmpty { plain = usual }
        if withCurrency.isEmpty { withCurrency = usualWithCurrency }
        if inEmails.isEmpty { inEmails = usual }
        if withCurrencyInEmails.isEmpty { withCurrencyInEmails = usualWithCurrency }
    }

    /// The formats that do not say where the amount goes, by their fields.
    package var problems: [String] {
        [
            ("money_format", plain), ("money_with_currency_format", withCurrency), ("money_in_emails_format", inEmails),
            ("money_with_currency_in_emails_format", withCurrencyInEmails),
        ].filter { !Self.hasAmount($0.1) }.map { $0.0 }
    }

    private static func hasAmount(_ format: String) -> Bool {
        placeholders.contains { format.filter { $0 != " " }.contains("{{\($0)}}") }
    }

    /// Symbols of the currencies that put one in front.
    private static let symbols = [
        "USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "HKD": "$", "SGD": "$", "MXN": "$", "EUR": "€", "GBP": "£",
        "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$", "ILS": "₪", "PHP": "₱",
    ]

    private static let placeholders = [
        "amount", "amount_no_decimals", "amount_with_comma_separator", "amount_no_decimals_with_comma_separator",
        "amount_with_apostrophe_separator", "amount_no_decimals_with_space_separator", "amount_with_space_separator",
        "amount_with_period_and_space_separator",
    ]
}

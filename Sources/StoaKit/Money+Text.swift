extension Money {
    /// Reads a decimal number such as `12.5`, `-0.01` or `12.500`.
    ///
    /// Nil for anything else, exponents and blanks included, and for more decimals than the currency has unless they are
    /// zeros.
    public init?(_ text: String, in currency: Currency) {
        guard text.isDecimalNumber else { return nil }
        let parts = text.split(separator: ".")
        let decimals = parts.count > 1 ? parts[1] : ""
        guard decimals.dropFirst(currency.exponent).allSatisfy({ $0 == "0" }) else { return nil }
        let kept = decimals.prefix(currency.exponent)
        let padding = String(repeating: "0", count: currency.exponent - kept.count)
        guard let minorUnits = Int64(parts[0] + kept + padding) else { return nil }
        self.init(minorUnits: minorUnits)
    }

    /// Reads a JSON string or number; nil where ``init(_:in:)`` is, so for numbers with an exponent too.
    public init?(_ json: JSON, in currency: Currency) {
        self.init(json.string ?? json.text, in: currency)
    }

    /// As clients see it, with all decimals of the currency: `12.50`.
    public func text(in currency: Currency) -> String {
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, currency.exponent + 1 - digits.count)) + digits
        let point = currency.exponent > 0 ? "." : ""
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(currency.exponent) + point
            + padded.suffix(currency.exponent)
    }

    /// The amount as a JSON string.
    public func json(in currency: Currency) -> JSON { .string(text(in: currency)) }
}

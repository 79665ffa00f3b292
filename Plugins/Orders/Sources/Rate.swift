package import StoaKit

/// A part of an amount, such as a tax of 0.0825, exactly as it was written: tax rates have no binary form.
package struct Rate: Equatable, Sendable {
    /// In billionths.
    package let billionths: Int64

    private static let places = 9
    static let one: Int64 = 1_000_000_000
    /// A tax of more than ten times the price is a mistake.
    private static let most = 10 * one

    /// Reads `0.0825`, a JSON number or a string of one; nil for anything else, exponents included, for what is negative
    /// and for more than nine digits behind the point.
    package init?(_ json: JSON) {
        self.init(text: json.string ?? json.text, places: Self.places)
    }

    /// Reads a percentage: `8.25` is 0.0825.
    package init?(percent text: String) {
        self.init(text: text, places: Self.places - 2)
    }

    private init?(text: String, places: Int) {
        guard let number = Money(text, in: Currency(code: "", exponent: places)),
            (0...Self.most).contains(number.minorUnits)
        else { return nil }
        billionths = number.minorUnits
    }

    /// The number as JSON, without needless zeros.
    var json: JSON {
        var text = Money(minorUnits: billionths).text(in: Currency(code: "", exponent: Self.places))
        while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
        return JSON(text)
    }

    /// As a percentage: 0.0825 is `8.25`.
    var percent: String {
        var text = Money(minorUnits: billionths).text(in: Currency(code: "", exponent: Self.places - 2))
        while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
        return text
    }
}

extension Money {
    /// The part of the amount that a rate says, rounded half up.
    package func part(_ rate: Rate) -> Money {
        Money(roundingHalfUp: Int128(minorUnits) * Int128(rate.billionths), over: Int128(Rate.one))
    }

    /// A fraction of minor units, rounded half up; neither number is negative.
    init(roundingHalfUp numerator: Int128, over denominator: Int128) {
        self.init(minorUnits: Int64((2 * numerator + denominator) / (2 * denominator)))
    }
}

package import StoaKit

/// A decimal number, exact to the fourth digit behind the point: a percentage, or money of any currency.
package struct Amount: Equatable, Comparable, Sendable {
    /// In ten-thousandths.
    package let units: Int64

    private static let places = 4
    private static let unitsOfOne: Int64 = 10_000
    /// Digits before the point; with those behind it, an Int64 holds the number.
    private static let wholeDigits = 1...12

    /// Reads `-10`, `-10.0`, `0.5`; nil for anything else, exponents included.
    package init?(_ text: String) {
        let isNegative = text.first == "-"
        let parts = (isNegative ? text.dropFirst() : Substring(text)).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        var fraction = parts.count > 1 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        guard Self.wholeDigits.contains(parts[0].utf8.count), fraction.utf8.count <= Self.places else { return nil }
        let zeros = String(repeating: "0", count: Self.places - fraction.utf8.count)
        guard let magnitude = Int64(parts[0] + fraction + zeros) else { return nil }
        units = isNegative ? -magnitude : magnitude
    }

    /// Reads a JSON string or number; nil for anything else.
    package init?(_ json: JSON) {
        self.init(json.string ?? json.text)
    }

    /// A whole number.
    package init(_ whole: Int64) {
        units = whole * Self.unitsOfOne
    }

    /// At least one digit behind the point: `-10.0`.
    package var text: String {
        let fraction = String(Self.unitsOfOne + Int64(units.magnitude) % Self.unitsOfOne).dropFirst()
        let shown = fraction.prefix(max(1, digitsBehindPoint))
        return "\(units < 0 ? "-" : "")\(Int64(units.magnitude) / Self.unitsOfOne).\(shown)"
    }

    /// How many digits behind the point it needs.
    package var digitsBehindPoint: Int {
        var rest = Int64(units.magnitude) % Self.unitsOfOne
        var digits = rest == 0 ? 0 : Self.places
        while rest != 0, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return digits
    }

    /// Orders by size.
    package static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }
}

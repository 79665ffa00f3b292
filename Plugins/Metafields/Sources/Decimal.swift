/// A decimal number exactly as it was written, but for zeros that say nothing.
package struct Decimal: Comparable, Sendable {
    private let isNegative: Bool
    /// Digits before the point, without zeros in front; empty for less than one.
    private let whole: Substring.UTF8View
    /// Digits behind the point, without zeros at the end.
    private let fraction: Substring.UTF8View

    /// Reads digits with a point and a minus where needed, `-12.50`; nil for anything else, exponents included.
    package init?(_ text: String) {
        var rest = Substring(text).utf8
        let hasSign = rest.first == UInt8(ascii: "-")
        if hasSign { rest.removeFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDigits = { (part: Substring.UTF8View) in !part.isEmpty && part.allSatisfy { (48...57).contains($0) } }
        guard (1...2).contains(parts.count), parts.allSatisfy(isDigits) else { return nil }
        whole = parts[0].drop { $0 == UInt8(ascii: "0") }
        let last = parts.count == 2 ? parts[1] : rest[rest.endIndex...]
        fraction = last.dropLast(last.reversed().prefix { $0 == UInt8(ascii: "0") }.count)
        isNegative = hasSign && !(whole.isEmpty && fraction.isEmpty)
    }

    /// Digits before the point.
    package var wholeDigits: Int { whole.count }
    /// Digits behind the point.
    package var fractionDigits: Int { fraction.count }

    /// The one spelling that equal numbers share: `-12.5`, `0.5`, `3`.
    package var text: String { text(fractionDigitsMin: 0) }

    /// The same with so many digits behind the point at least, as money is written.
    package func text(fractionDigitsMin: Int) -> String {
        let padding = String(repeating: "0", count: max(0, fractionDigitsMin - fraction.count))
        let digits = String(Substring(fraction)) + padding
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : String(Substring(whole)))
            + (digits.isEmpty ? "" : "." + digits)
    }

    /// Equal numbers, however they were written.
    package static func == (left: Decimal, right: Decimal) -> Bool {
        left.text == right.text
    }

    /// Orders by size.
    package static func < (left: Decimal, right: Decimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? isCloserToZero(right, left) : isCloserToZero(left, right)
    }

    private static func isCloserToZero(_ left: Decimal, _ right: Decimal) -> Bool {
        guard left.whole.count == right.whole.count else { return left.whole.count < right.whole.count }
        guard left.whole.elementsEqual(right.whole) else { return left.whole.lexicographicallyPrecedes(right.whole) }
        return left.fraction.lexicographicallyPrecedes(right.fraction)
    }
}

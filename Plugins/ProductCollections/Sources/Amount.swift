package import StoaKit

/// An amount in the currency's minor units, exactly: 12.5 and 12.50 are 1250 in USD.
///
/// Nil for what is no decimal number, and for more digits than the currency has unless they are zeros.
package func minorUnits(of text: String, _ currency: Currency) -> Int64? {
    guard let parts = decimal(text) else { return nil }
    let fraction = parts.fraction.prefix(currency.exponent)
    guard parts.fraction.dropFirst(currency.exponent).allSatisfy({ $0 == "0" }) else { return nil }
    let padding = String(repeating: "0", count: currency.exponent - fraction.count)
    return Int64(parts.sign + parts.whole + fraction + padding)
}

/// A weight in whatever unit; nil for what is no decimal number.
package func weight(of text: String) -> Double? {
    decimal(text) == nil ? nil : Double(text)
}

/// Digits before and behind the point; nil for anything else, exponents and blanks included.
private func decimal(_ text: String) -> (sign: String, whole: Substring, fraction: Substring)? {
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty,
        parts.joined().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return (sign, whole, parts.count == 1 ? "" : parts[1])
}

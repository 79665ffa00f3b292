import StoaKit

/// A telephone number.
package struct Phone: Equatable {
    /// "+15555551234" as in E.164, or digits alone where no country was given.
    package let text: String

    /// Takes digits with blanks and the marks that people group them with; nil for anything else.
    ///
    /// "00" in front, the prefix for calls abroad in most of the world, means "+".
    package init?(_ given: String) {
        var digits = ""
        var isInternational = false
        for (place, scalar) in given.trimmed.unicodeScalars.enumerated() {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where place == 0: isInternational = true
            case " ", "\u{A0}", "-", ".", "/", "(", ")": break
            default: return nil
            }
        }
        if !isInternational, digits.hasPrefix("00") {
            digits.removeFirst(2)
            isInternational = true
        }
        guard Self.digitCount.contains(digits.count) else { return nil }
        text = (isInternational ? "+" : "") + digits
    }

    /// E.164 has at most 15; fewer than 5 reach nobody from outside.
    private static let digitCount = 5...15
}

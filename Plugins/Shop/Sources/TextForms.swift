/// A name of RFC 1123 section 2.1: labels of letters, digits and hyphens.
package func isHostName(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return text.utf8.count <= 253
        && labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
}

/// A name and a host with one @ between them; whether mail arrives there, only mail can tell.
package func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && (1...64).contains(parts[0].utf8.count)
        && !parts[0].contains { $0.isWhitespace || $0.isNewline } && isHostName(String(parts[1]))
}

/// A language, maybe with a script and a region, in the case that RFC 5646 section 2.1.1 recommends: `pt-BR`.
package func isLanguageTag(_ text: String) -> Bool {
    var parts = text.split(separator: "-", omittingEmptySubsequences: false)[...]
    guard let language = parts.popFirst(), (2...3).contains(language.utf8.count), hasOnly(97...122, language) else {
        return false
    }
    if let script = parts.first, script.utf8.count == 4 {
        guard hasOnly(65...90, script.prefix(1)), hasOnly(97...122, script.dropFirst()) else { return false }
        parts.removeFirst()
    }
    guard let region = parts.popFirst() else { return true }
    let isRegion =
        region.utf8.count == 2 && hasOnly(65...90, region) || region.utf8.count == 3 && hasOnly(48...57, region)
    return isRegion && parts.isEmpty
}

private func hasOnly(_ bytes: ClosedRange<UInt8>, _ text: Substring) -> Bool {
    text.utf8.allSatisfy(bytes.contains)
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
}

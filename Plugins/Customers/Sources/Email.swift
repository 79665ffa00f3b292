internal import StoaKit
@_spi(_Unicode) internal import Swift

/// An e-mail address, and what makes two of them the same.
package struct Email: Equatable {
    /// As it was given, without blanks around it.
    package let text: String
    /// The same for every spelling of one mailbox: ASCII letters of the local part and all letters of the domain
    /// without regard to case.
    ///
    /// ASCII only, so that no storage folds it any further.
    package let key: String

    /// Nil if mail could not be sent there: the forms of RFC 5321 section 4.1.2, without quoted local parts and address
    /// literals, and with letters of all scripts (RFC 6531).
    package init?(_ given: String) {
        let text = given.trimmed
        guard let at = text.lastIndex(of: "@"), text.utf8.count <= Self.bytesMax else { return nil }
        let local = text[..<at]
        var domain = text[text.index(after: at)...]
        // The root's dot names the same domain (RFC 1034 section 3.1).
        if domain.last == "." { domain.removeLast() }
        guard Self.isLocalPart(local), Self.isDomain(domain) else { return nil }
        self.text = text
        key = Self.escaped(Self.foldedASCII(local) + "@" + Self.folded(String(domain)))
    }

    /// RFC 5321 section 4.5.3.1.3, without the angle brackets.
    private static let bytesMax = 254

    private static func isLocalPart(_ text: Substring) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        let isDotted = text.first == "." || text.last == "." || text.contains("..")
        return !isDotted
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    ? isAlphanumeric(scalar) || ".!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains(scalar)
                    : !scalar.properties.isWhitespace
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy {
                        $0.isASCII ? isAlphanumeric($0) || $0 == "-" : !$0.properties.isWhitespace
                    }
            }
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    private static func foldedASCII(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Unicode's full case folding, between compositions (NFC), as names of domains have them (RFC 5891 section 5.3).
    ///
    /// The library has no folding of its own. Lowered, raised and lowered again gives it for all letters but one: ı is
    /// not i in any language (CaseFolding.txt has no folding of it beside Turkic's).
    private static func folded(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text._nfc {
            guard scalar != "ı" else {
                folded.append(scalar)
                continue
            }
            folded.append(contentsOf: scalar.properties.lowercaseMapping.uppercased().lowercased().unicodeScalars)
        }
        var composed = String.UnicodeScalarView()
        composed.append(contentsOf: String(folded)._nfc)
        return String(composed)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let isPlain = byte < 0x80 && byte != UInt8(ascii: "%")
            escaped += isPlain ? String(Unicode.Scalar(byte)) : "%" + String(byte, radix: 16)
        }
        return escaped
    }
}

@_spi(_Unicode) internal import Swift

/// Folding for comparisons and searches that ignore case, the same for what is stored and what is asked for.
public enum CaseFold {
    /// Appends `bytes` with every letter folded to one case.
    ///
    /// Text is composed first (NFC), so that an accent typed as a letter of its own makes no difference. Then Unicode's
    /// simple folding: one letter for one letter, marks stay, so "É" meets "é" but not "e". Final and medial
    /// sigma meet. Bytes that are not UTF-8 become U+FFFD. ASCII runs cost about a nanosecond a byte.
    public static func append(_ bytes: UnsafeRawBufferPointer, to folded: inout [UInt8]) {
        folded.reserveCapacity(folded.count + bytes.count)
        guard !bytes.contains(where: { $0 >= 0x80 }) else { return appendUnicode(bytes, to: &folded) }
        for byte in bytes { folded.append(lowered(byte)) }
    }

    private static func appendUnicode(_ bytes: UnsafeRawBufferPointer, to folded: inout [UInt8]) {
        // The library's own normalisation; there is no public spelling of it without Foundation.
        for scalar in String(decoding: bytes, as: UTF8.self)._nfc { append(scalar, to: &folded) }
    }

    /// `text` with every letter folded to one case.
    public static func fold(_ text: String) -> String {
        var folded: [UInt8] = []
        text.withBytes { append($0, to: &folded) }
        return String(decoding: folded, as: UTF8.self)
    }

    private static func append(_ scalar: Unicode.Scalar, to folded: inout [UInt8]) {
        guard !scalar.isASCII else {
            folded.append(lowered(UInt8(truncatingIfNeeded: scalar.value)))
            return
        }
        // Raised first, so that letters with two lower cases (ς and σ, ſ and s) meet. A letter that is raised to
        // several, as ß is, folds to itself.
        let raised = scalar.properties.uppercaseMapping.unicodeScalars
        let upper = raised.count == 1 ? raised[raised.startIndex] : scalar
        folded.append(contentsOf: upper.properties.lowercaseMapping.utf8)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}

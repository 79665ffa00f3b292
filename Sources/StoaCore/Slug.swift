/// Handles for URLs, made from titles.
public enum Slug {
    /// A slug is never longer than this, in UTF-8.
    public static let bytesMax = 255

    /// Makes a slug from a title.
    ///
    /// Lower case; ASCII letters and digits stay, Latin letters lose their marks, letters of other scripts stay as they
    /// are, and whatever is between becomes one hyphen. Empty if nothing of `text` can stand in a slug.
    public static func make(from text: String) -> String {
        var builder = SlugBuilder()
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                builder.append(ascii: UInt8(truncatingIfNeeded: scalar.value))
            } else {
                // One letter can be lowered to several: İ becomes i and a dot above.
                for lower in scalar.properties.lowercaseMapping.unicodeScalars { builder.append(lower) }
            }
            if builder.isFull { break }
        }
        return String(decoding: builder.bytes, as: UTF8.self)
    }
}

private struct SlugBuilder {
    private(set) var bytes: [UInt8] = []
    private(set) var isFull = false
    private var isGapPending = false
    private var isAfterOtherScript = false

    mutating func append(ascii byte: UInt8) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            write(CollectionOfOne(byte), isOtherScript: false)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            write(CollectionOfOne(byte | 0x20), isOtherScript: false)
        default:
            isGapPending = true
        }
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(ascii: UInt8(truncatingIfNeeded: scalar.value))
        } else if let letters = LatinFold.letters(for: scalar) {
            write(letters.utf8, isOtherScript: false)
        } else if Self.isMark(scalar) {
            // Part of the letter before it. A Latin letter loses its marks, as é does when it is one scalar; in other
            // scripts they are vowels or change the letter.
            if isAfterOtherScript, !isGapPending {
                write(UTF8.encode(scalar).map(Array.init) ?? [], isOtherScript: true)
            }
        } else if scalar.properties.isAlphabetic {
            write(UTF8.encode(scalar).map(Array.init) ?? [], isOtherScript: true)
        } else {
            isGapPending = true
        }
    }

    /// Appends one letter whole or not at all, so that the limit never cuts one in two.
    private mutating func write(_ letter: some Collection<UInt8>, isOtherScript: Bool) {
        let hasGap = isGapPending && !bytes.isEmpty
        guard bytes.count + letter.count + (hasGap ? 1 : 0) <= Slug.bytesMax else {
            isFull = true
            return
        }
        if hasGap { bytes.append(UInt8(ascii: "-")) }
        isGapPending = false
        isAfterOtherScript = isOtherScript
        bytes.append(contentsOf: letter)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }
}

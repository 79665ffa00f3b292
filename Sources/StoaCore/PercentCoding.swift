/// Percent-encoding of RFC 3986, and its form for form bodies and queries, where a plus is a blank.
public enum PercentCoding {
    /// Where an encoded text stands.
    public enum Place: Sendable {
        /// A path: a plus is a plus.
        case path
        /// A query or a form: a plus is a blank.
        case query
    }

    /// Decodes `text`, or returns nil if an escape is broken, hides a NUL, or what comes out is not UTF-8.
    ///
    /// Decodes once: `%2541` is `%41`. Does not allocate for texts of up to 15 bytes without escapes.
    public static func decode(_ text: Substring, in place: Place) -> String? {
        let isPlain = text.withBytes { bytes in
            bytes.allSatisfy { $0 != UInt8(ascii: "%") && $0 != 0 && !(place == .query && $0 == UInt8(ascii: "+")) }
        }
        guard !isPlain else { return String(text) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = hexDigit(rest.next()), let low = hexDigit(rest.next()) else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where place == .query:
                decoded.append(UInt8(ascii: " "))
            default:
                decoded.append(byte)
            }
        }
        guard !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Appends `text` with everything but letters, digits and `-._~` escaped, which is right in every place.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexLetter(byte >> 4))
                bytes.append(hexLetter(byte & 15))
            }
        }
    }

    private static func hexDigit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where byte &- UInt8(ascii: "0") < 10: byte &- UInt8(ascii: "0")
        case .some(let byte) where (byte | 0x20) &- UInt8(ascii: "a") < 6: (byte | 0x20) &- UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func hexLetter(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}

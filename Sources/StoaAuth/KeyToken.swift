package import StoaCore

/// The text of an API key: `ic_key_`, 32 random digits of base 62 (190 bits), and 6 that check the rest.
///
/// The check is the CRC-32 of everything before it, in base 62, as in GitHub's tokens. It keeps typing errors and
/// guesses away from the database, and lets secret scanners tell keys from other text. It is no protection by itself.
package enum KeyToken {
    static let prefix = "ic_key_"
    static let byteCount = prefix.utf8.count + randomDigits + checkDigits
    /// How many of the last characters are kept readable, to recognise a key by.
    static let hintCount = 4

    private static let randomDigits = 32
    private static let checkDigits = 6

    package static func random() -> Secret<String> {
        let body = Array(prefix.utf8) + Base62.random(randomDigits)
        return Secret(String(decoding: body + check(body), as: UTF8.self))
    }

    /// Whether the bytes could be a key: the right shape, and digits that agree with their check.
    static func isWellFormed(_ token: UnsafeRawBufferPointer) -> Bool {
        guard token.count == byteCount, token.starts(with: prefix.utf8) else { return false }
        let body = token.dropLast(checkDigits)
        guard body.dropFirst(prefix.utf8.count).allSatisfy(Base62.isDigit) else { return false }
        return token.suffix(checkDigits).elementsEqual(check(body))
    }

    private static func check(_ body: some Sequence<UInt8>) -> [UInt8] {
        Base62.digits(of: crc32(body), count: checkDigits)
    }

    /// The CRC-32 of zip and PNG (ISO 3309), bit by bit: it is taken once per key, not per request.
    private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 {
                crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0)
            }
        }
        return ~crc
    }
}

/// Digits, then capital, then small letters.
enum Base62 {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// The largest multiple of 62 in a byte: bytes from here on would make small digits more likely.
    private static let unbiasedEnd = UInt8(248)

    static func random(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count {
            let fair = Crypto.randomBytes(count).filter { $0 < unbiasedEnd }
            result += fair.prefix(count - result.count).map { digits[Int($0) % digits.count] }
        }
        return result
    }

    static func digits(of number: UInt32, count: Int) -> [UInt8] {
        var rest = Int(number)
        var result = [UInt8](repeating: digits[0], count: count)
        for place in (0..<count).reversed() {
            result[place] = digits[rest % digits.count]
            rest /= digits.count
        }
        return result
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

internal import CStoaSystem
internal import Synchronization

/// Cryptographic primitives of OpenSSL, and the text forms that their results travel in.
///
/// All are thread safe and end the process if OpenSSL cannot get memory or entropy: nothing sound can follow.
public enum Crypto {
    /// The HMAC-SHA-256 of `data`, 32 bytes, in 1.4 µs (RFC 2104).
    public static func hmacSHA256(key: [UInt8], data: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(STOA_SHA256_BYTES)) { code, count in
            let isDone = key.withUnsafeBytes { key in
                data.withUnsafeBytes { data in
                    stoa_hmac_sha256(key.baseAddress, key.count, data.baseAddress, data.count, code.baseAddress)
                }
            }
            guard isDone else { preconditionFailure("OpenSSL refused HMAC-SHA-256") }
            count = Int(STOA_SHA256_BYTES)
        }
    }

    /// The SHA-256 of `data`: 32 bytes.
    public static func sha256(_ data: [UInt8]) -> [UInt8] {
        data.withUnsafeBytes { SHA256Digest(of: $0, with: SHA256Context()).bytes }
    }

    /// `count` bytes fit for keys.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            guard stoa_random_bytes(bytes.baseAddress, count) else { preconditionFailure("no randomness") }
            initialized = count
        }
    }

    /// A version 4 UUID in lower-case text, in 0.2 µs (RFC 9562).
    public static func randomUUID() -> String {
        var uuid = randomPool.withLock { $0.take() }
        uuid.high = uuid.high & ~0xF000 | 0x4000
        uuid.low = uuid.low & ~(0b11 << 62) | 0b10 << 62
        return uuid.text
    }

    /// Whether both hold the same bytes, in a time that depends on their lengths alone.
    public static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                left.isEmpty || stoa_constant_time_equal(left.baseAddress, right.baseAddress, left.count)
            }
        }
    }

    private static let randomPool = Mutex(RandomPool())
}

/// Random bytes for identifiers, fetched in bulk.
private struct RandomPool {
    struct Words {
        var high: UInt64
        var low: UInt64
    }

    private static let wordCount = 128
    private var words: [UInt64] = []

    mutating func take() -> Words {
        if words.isEmpty { refill() }
        return Words(high: words.removeLast(), low: words.removeLast())
    }

    private mutating func refill() {
        words = [UInt64](unsafeUninitializedCapacity: Self.wordCount) { words, count in
            let bytes = Self.wordCount * MemoryLayout<UInt64>.stride
            guard stoa_random_bytes(words.baseAddress, bytes) else { preconditionFailure("no randomness") }
            count = Self.wordCount
        }
    }
}

extension RandomPool.Words {
    fileprivate var text: String {
        String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let word = digit < 16 ? high : low
                text[place] = TextForm.hexDigits[Int(word >> UInt64(60 - digit % 16 * 4) & 15)]
                place += 1
            }
            return place
        }
    }
}

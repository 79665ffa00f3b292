internal import CStoaSystem

/// Keeps texts from whoever has not the secret, the same text always in the same form, by which it is found.
///
/// The nonce is a keyed hash of the text, so it never serves two texts, as in AES-SIV (RFC 5297). Whoever has not the
/// secret learns how long a text is, and which texts are equal. Thread safe.
public struct DeterministicSeal: Sendable {
    private let seal: Seal
    private let nonceKey: Secret<[UInt8]>

    /// A seal that follows from `secret`; another `name` is another seal.
    public init(secret: Secret<[UInt8]>, name: String) {
        func key(_ use: String) -> [UInt8] {
            secret.reveal { Self.hash(Array("stoa.seal.\(use)\n\(name)".utf8), key: $0) }
        }
        seal = Seal(key: key("key"))
        nonceKey = Secret(key("nonce"))
    }

    /// The text for keeping, in hexadecimal digits.
    public func seal(_ text: [UInt8]) -> String {
        let hash = nonceKey.reveal { Self.hash(text, key: $0) }
        let sealed = seal.seal(text) { nonce in
            for place in 0..<Seal.nonceBytes { nonce[place] = hash[place] }
            return true
        }
        return Hexadecimal.text(sealed)
    }

    /// What was sealed; nil if it was sealed with another secret or name, or not at all.
    public func open(_ sealed: String) -> [UInt8]? { Hexadecimal.bytes(sealed).flatMap(seal.open) }

    /// HMAC-SHA-256 (RFC 2104).
    private static func hash(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(STOA_SHA256_BYTES))
        guard stoa_hmac_sha256(key, key.count, bytes, bytes.count, &code) else {
            preconditionFailure("OpenSSL refused HMAC-SHA-256")
        }
        return code
    }
}

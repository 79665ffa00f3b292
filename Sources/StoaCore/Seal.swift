internal import CStoaSystem

/// Keeps bytes from whoever has not the key: AES-256-GCM (NIST SP 800-38D).
///
/// Sealed bytes are a random nonce, the tag, and as many bytes as there were. Thread safe; 2 µs for a document.
public struct Seal: Sendable {
    /// How long a key is.
    public static let keyBytes = Int(STOA_SEAL_KEY_BYTES)
    static let nonceBytes = Int(STOA_SEAL_NONCE_BYTES)
    private static let headBytes = nonceBytes + Int(STOA_SEAL_TAG_BYTES)
    private let key: Secret<[UInt8]>

    /// A seal of a key of `keyBytes`.
    public init(key: [UInt8]) {
        precondition(key.count == Self.keyBytes, "a seal's key has \(Self.keyBytes) bytes")
        self.key = Secret(key)
    }

    /// The bytes for keeping; other ones each time.
    public func seal(_ bytes: [UInt8]) -> [UInt8] {
        seal(bytes) { stoa_random_bytes($0, Self.nonceBytes) }
    }

    /// `fill` gives the nonce, which serves no other bytes.
    func seal(_ bytes: [UInt8], nonce fill: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.headBytes + bytes.count) { sealed, count in
            count = sealed.count
            let isDone = sealed.baseAddress.map { nonce in
                key.reveal { key in
                    fill(nonce)
                        && stoa_seal(key, nonce, bytes, bytes.count, nonce + Self.headBytes, nonce + Self.nonceBytes)
                }
            }
            guard isDone == true else { preconditionFailure("OpenSSL refused AES-256-GCM") }
        }
    }

    /// What was sealed; nil if it was sealed with another key, or is no longer what it was.
    public func open(_ sealed: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.headBytes else { return nil }
        var bytes = [UInt8](repeating: 0, count: sealed.count - Self.headBytes)
        let isDone = sealed.withUnsafeBufferPointer { sealed in
            guard let nonce = sealed.baseAddress else { return false }
            return key.reveal { key in
                stoa_open_sealed(
                    key, nonce, nonce + Self.headBytes, bytes.count, nonce + Self.nonceBytes, &bytes)
            }
        }
        return isDone ? bytes : nil
    }
}

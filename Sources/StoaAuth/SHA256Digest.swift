internal import CStoaSystem

/// An OpenSSL hashing context, reused because making one costs as much as a short hash; for one thread at a time.
final class SHA256Context {
    fileprivate let handle: OpaquePointer

    init() {
        guard let handle = stoa_sha256_create() else { preconditionFailure("OpenSSL has no SHA-256") }
        self.handle = handle
    }

    deinit {
        stoa_sha256_destroy(handle)
    }
}

/// A SHA-256 value that is compared in constant time.
struct SHA256Digest: Hashable, Sendable {
    private var words: SIMD4<UInt64> = SIMD4(repeating: 0)

    init(of data: UnsafeRawBufferPointer, with context: SHA256Context) {
        let isDone = withUnsafeMutableBytes(of: &words) { words in
            stoa_sha256_digest(context.handle, data.baseAddress, data.count, words.baseAddress)
        }
        guard isDone else { preconditionFailure("OpenSSL refused SHA-256") }
    }

    var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Looks at every word whatever the others say.
    static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        let difference = left.words ^ right.words
        return difference.x | difference.y | difference.z | difference.w == 0
    }

    /// One word is as evenly spread as all of them.
    func hash(into hasher: inout Hasher) {
        hasher.combine(words.x)
    }
}

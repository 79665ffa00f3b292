package import StoaKit

/// HMAC-SHA-256 (RFC 2104).
package typealias Authenticator = (_ key: [UInt8], _ data: [UInt8]) throws(Failures) -> [UInt8]

/// A subscription's secret: a key that no database holds, and the text by which its owner knows it.
package struct Secret: Equatable, Sendable {
    package let key: [UInt8]

    /// Creates a secret of a key of at least 24 bytes.
    package init(key: [UInt8]) {
        self.key = key
    }

    /// The form of Standard Webhooks.
    package var text: String { "whsec_" + key.base64 }

    /// The name under which the kernel derives the key.
    static func label(webhook: Int64, version: Int64) -> String { "endpoint:\(webhook):v\(version)" }
}

/// The headers that say who sent a body.
package struct Signature: Equatable, Sendable {
    /// Of Shopify: base64 of the authenticator of the raw body, under the text of the secret.
    ///
    /// One secret only: the oldest that still counts, as Shopify does while a secret is being exchanged.
    package let shopify: String
    /// Of Standard Webhooks: one signature for each secret, under its key, of id, time of the attempt and body.
    package let standard: String

    /// Signs a body.
    ///
    /// - Parameters:
    ///   - body: Exactly what is sent.
    ///   - id: The message's id.
    ///   - seconds: When the attempt is made; receivers refuse what is older than a few minutes, so it cannot be that of
    ///     the first attempt.
    ///   - secrets: Those that count, the newest first; at least one.
    ///   - authenticator: Does the arithmetic.
    /// - Throws: What the authenticator throws.
    package init(
        _ body: [UInt8], id: String, seconds: Int64, secrets: [Secret], by authenticator: Authenticator
    ) throws(Failures) {
        let signed = Array("\(id).\(seconds).".utf8) + body
        var list: [String] = []
        for secret in secrets { list.append("v1," + (try authenticator(secret.key, signed)).base64) }
        standard = list.joined(separator: " ")
        guard let oldest = secrets.last else {
            shopify = ""
            return
        }
        shopify = try authenticator(Array(oldest.text.utf8), body).base64
    }
}

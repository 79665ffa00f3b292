internal import StoaAuth

/// What a content security policy names a style sheet or script by that stands in the page.
enum PageHash {
    /// `sha256-…` of the text, which must stand in the page byte for byte.
    static func of(_ text: String) -> String {
        let digest = TextForm.base64URL(Crypto.sha256(Array(text.utf8)))
        // The alphabet that every browser takes here, and the padding: 32 bytes are 43 digits and one "=".
        return "sha256-" + String(digest.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }) + "="
    }
}

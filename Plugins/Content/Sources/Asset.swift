package import StoaKit

/// A file of a theme, as rules see it.
package struct Asset: Record, Equatable {
    package var id: Int64 = 0
    package var themeID: Int64 = 0
    /// Its path, `templates/index.liquid`.
    package var key = ""
    package var contentType = ""
    package var size: Int64 = 0
    /// SHA-256 in hexadecimal digits.
    package var checksum = ""
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?

    package init() {}

    /// The most that is kept of one file: what still fits into a text when it is written in base64.
    static let bytesMax = 768 << 10
    /// Files of one theme.
    static let countMax = 2_000
}

/// What is in a file; a record of its own with the file's id, so that lists do not read it.
package struct AssetBody: Record, Equatable {
    package var id: Int64 = 0
    package var assetID: Int64 = 0
    /// Its text, or its bytes in base64.
    package var text = ""
    package var isBinary = false

    package init() {}
}

/// The path of a file in a theme.
package enum AssetKey {
    private static let folders: Set<Substring> = [
        "assets", "blocks", "config", "layout", "locales", "sections", "snippets", "templates",
    ]
    private static let charactersMax = 255

    private static let types: [Substring: String] = [
        "liquid": "text/x-liquid", "json": "application/json", "css": "text/css", "scss": "text/x-scss",
        "js": "application/javascript", "html": "text/html", "txt": "text/plain", "svg": "image/svg+xml",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "avif": "image/avif", "ico": "image/x-icon", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf",
        "otf": "font/otf", "mp4": "video/mp4", "webm": "video/webm", "pdf": "application/pdf",
    ]

    /// Whether it is one: a known folder, maybe one within, and a name with an extension, all of plain letters.
    package static func isLegal(_ key: String) -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard key.utf8.count <= charactersMax, (2...3).contains(parts.count), folders.contains(parts[0]) else {
            return false
        }
        return parts.allSatisfy(isPlain) && parts[parts.count - 1].dropFirst().contains(".")
    }

    private static func isPlain(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, first != UInt8(ascii: ".") else { return false }
        return part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "@"):
                true
            default: false
            }
        }
    }

    /// The media type that its last extension tells.
    package static func contentType(of key: String) -> String {
        types[key.split(separator: ".").last ?? ""] ?? "application/octet-stream"
    }
}

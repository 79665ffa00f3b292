/// What a file is, told by its first bytes and not by what its sender says.
///
/// A closed list: what browsers could run (HTML, SVG, scripts) is not in it.
package struct MediaType: Equatable, Sendable {
    package let name: String
    package let fileExtension: String

    /// Shown in pages rather than saved.
    package var isImage: Bool { name.hasPrefix("image/") }

    private struct Mark: Sendable {
        let bytes: [UInt8]
        var offset = 0

        init(_ text: String, at offset: Int = 0) {
            bytes = Array(text.utf8)
            self.offset = offset
        }

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        func isIn(_ file: [UInt8]) -> Bool {
            file.dropFirst(offset).starts(with: bytes)
        }
    }

    private static let table: [(type: String, fileExtension: String, marks: [Mark])] = [
        ("image/png", "png", [Mark([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])]),
        ("image/jpeg", "jpg", [Mark([0xFF, 0xD8, 0xFF])]),
        ("image/gif", "gif", [Mark("GIF87a")]),
        ("image/gif", "gif", [Mark("GIF89a")]),
        ("image/webp", "webp", [Mark("RIFF"), Mark("WEBP", at: 8)]),
        ("image/avif", "avif", [Mark("ftypavif", at: 4)]),
        ("video/mp4", "mp4", [Mark("ftypiso", at: 4)]),
        ("video/mp4", "mp4", [Mark("ftypmp4", at: 4)]),
        ("video/mp4", "mp4", [Mark("ftypavc1", at: 4)]),
        ("video/mp4", "mp4", [Mark("ftypM4V", at: 4)]),
        ("video/webm", "webm", [Mark([0x1A, 0x45, 0xDF, 0xA3])]),
        ("application/pdf", "pdf", [Mark("%PDF-")]),
    ]

    /// The type of a file; nil if it is none of those that are kept.
    package init?(sniffing file: [UInt8]) {
        guard let row = Self.table.first(where: { $0.marks.allSatisfy { $0.isIn(file) } }) else { return nil }
        (name, fileExtension) = (row.type, row.fileExtension)
    }

    /// The type of this name; nil if it is none of those that are kept.
    init?(named name: String) {
        guard let row = Self.table.first(where: { $0.type == name }) else { return nil }
        (self.name, fileExtension) = (row.type, row.fileExtension)
    }
}

import StoaKit

/// A picture, film or document, as rules see it.
package struct MediaFile: Record, Equatable {
    package var id: Int64 = 0
    package var filename = ""
    package var alt: String?
    package var contentType = ""
    package var size: Int64 = 0
    /// SHA-256 in hexadecimal digits; no two files have the same.
    package var checksum = ""

    package init() {}

    /// The most that is kept of one file.
    ///
    /// The operator's limit of request bodies may be below it: base64 takes a third more.
    package static let bytesMax = 3 << 20
}

/// Some bytes of a file; those with the lower id come first.
///
/// Apart from the file, so that a list does not read them, and in parts, because a text has an end.
package struct MediaPart: Record, Equatable {
    package var id: Int64 = 0
    package var mediaFileID: Int64 = 0
    /// In base64.
    package var data = ""

    package init() {}

    /// Whole groups of three, so that base64 needs no padding but in the last part.
    static let bytesMax = 768 << 10
}

/// A file name without folders; nil if nothing is left of it.
package func plainName(_ name: String) -> String? {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
    let text = String(String.UnicodeScalarView(plain))
    return text.allSatisfy { $0 == " " || $0 == "." } ? nil : text
}

/// Keeps folders out of the names of files.
@Sendable func renameMediaFile(_ file: inout MediaFile, _ change: Change<MediaFile>) throws(Failures) {
    guard file.filename != change.before?.filename else { return }
    // A blank one is refused by the declaration.
    file.filename = plainName(file.filename) ?? ""
}

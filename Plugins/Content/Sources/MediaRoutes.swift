import StoaKit

/// A route: keeps a file that comes as base64, or finds the one with the same bytes.
@Sendable func uploadRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let object = try request.object("media_file")
    let bytes = try upload(object)
    guard let type = MediaType(sniffing: bytes) else { throw .invalid("attachment", "is not of a type that is kept") }
    let checksum = try context.sha256(bytes).hexadecimal
    if let same = try context.find(MediaFile.self, where: .equal("checksum", checksum), limit: 1).first {
        return .record(MediaFile.self, same.id)
    }
    var file = MediaFile()
    file.filename = object["filename"]?.string.flatMap(plainName) ?? "file.\(type.fileExtension)"
    file.alt = object["alt"]?.string
    (file.contentType, file.size, file.checksum) = (type.name, Int64(bytes.count), checksum)
    let id = try context.create(file)
    for start in stride(from: 0, to: bytes.count, by: MediaPart.bytesMax) {
        var part = MediaPart()
        part.mediaFileID = id
        part.data = bytes[start..<min(start + MediaPart.bytesMax, bytes.count)].base64
        try context.create(part)
    }
    return .record(MediaFile.self, id, status: 201)
}

private func upload(_ object: JSON) throws(Failures) -> [UInt8] {
    guard let attachment = object["attachment"]?.string, !attachment.isEmpty else {
        throw .invalid("attachment", "can't be blank")
    }
    // Before it is decoded; line ends may make up for some of it.
    guard attachment.utf8.count <= MediaFile.bytesMax * 2 else { throw .invalid("attachment", sizeProblem) }
    guard let bytes = [UInt8](base64: attachment) else { throw .invalid("attachment", "is not valid base64") }
    guard bytes.count <= MediaFile.bytesMax else { throw .invalid("attachment", sizeProblem) }
    return bytes
}

private let sizeProblem = "is too large (maximum is \(MediaFile.bytesMax >> 20) MiB)"

/// A route: the bytes of a file.
///
/// The type is one of a closed list, so nothing of it runs in a browser; pictures are shown, all else is saved.
@Sendable func mediaContentRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard let file = try context.fetch(MediaFile.self, try request.id()) else { throw .notFound("Not found") }
    var content: [UInt8] = []
    content.reserveCapacity(Int(file.size))
    for part in try context.find(MediaPart.self, where: .equal("media_file_id", file.id)) {
        content += [UInt8](base64: part.data) ?? []
    }
    let disposition = MediaType(named: file.contentType)?.isImage == true ? "inline" : "attachment"
    return .bytes(file.contentType, content)
        .header("Content-Disposition", "\(disposition); filename*=UTF-8''\(percentEncoded(file.filename))")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
}

/// RFC 8187 section 3.2.1: the letters that need no encoding in a parameter of a header.
package func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default: result += "%" + [byte].hexadecimal.uppercased()
        }
    }
}

package import StoaKit

/// Characters of a picture's text; what is longer is cut.
private let altCharactersMax = 512

/// Brings an article's picture into its one form, or refuses it.
@Sendable package func completeImage(_ article: inout Article, _ change: Change<Article>) throws(Failures) {
    guard let image = article.image, image != change.before?.image else { return }
    article.image = try complete(image, before: change.before?.image, now: change.nowText)
}

private func complete(_ image: JSON, before: JSON?, now: String) throws(Failures) -> JSON? {
    if let src = image.string {
        return src.isEmpty ? nil : try complete(.object([("src", image)]), before: before, now: now)
    }
    guard let members = image.members else { throw .malformed("image", "must be an object") }
    // Serializers write an empty object for "no picture".
    guard !members.isEmpty else { return nil }
    let src = try source(image, before)
    let kept = JSON.string(src) == before?["src"] ? before : nil
    return .object([
        ("created_at", kept?["created_at"] ?? .string(now)), ("alt", text(image["alt"] ?? kept?["alt"])),
        ("width", Picture.pixels(image["width"] ?? kept?["width"])),
        ("height", Picture.pixels(image["height"] ?? kept?["height"])),
        ("src", .string(src)),
    ])
}

private func source(_ image: JSON, _ before: JSON?) throws(Failures) -> String {
    if let attachment = image["attachment"]?.string, !attachment.isEmpty {
        guard let bytes = [UInt8](base64: attachment) else { throw .invalid("image.attachment", "is not valid base64") }
        guard let type = MediaType(sniffing: bytes), type.isImage else {
            throw .invalid("image.attachment", "is not a picture")
        }
        return "data:\(type.name);base64,\(bytes.base64)"
    }
    // A text alone changes the picture that is there.
    guard let src = image["src"]?.string ?? before?["src"]?.string else {
        throw .invalid("image.src", "can't be blank")
    }
    guard WebAddress.isImage(src) else { throw .invalid("image.src", "is not a valid URL") }
    return src
}

private func text(_ json: JSON?) -> JSON {
    json?.string.map { .string(String($0.prefix(altCharactersMax))) } ?? .null
}

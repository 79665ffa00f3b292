import StoaKit

/// Most characters of a picture's text.
private let altCharactersMax = 512

/// Brings a collection's picture into its one form, or refuses it.
///
/// Sizes are the client's: pictures are not fetched.
func completeImage(
    _ collection: inout ProductCollection, _ change: Change<ProductCollection>, _ failures: inout Failures
) {
    let before = change.before?.image
    guard let image = collection.image, image != before else { return }
    let given = image.string.map { JSON.object([("src", .string($0))]) } ?? image
    guard let members = given.members else { return failures.add("image", "must be an object") }
    // Serializers write an empty object, or an empty text, for "no picture".
    guard !members.isEmpty, image.string != "" else { return collection.image = nil }
    // A text or a size alone changes the picture that is there.
    let src = source(given) ?? before?["src"]?.string ?? ""
    guard WebAddress.isImage(src) else {
        return failures.add("image.src", src.isEmpty ? "can't be blank" : "is not a valid URL")
    }
    let kept = before?["src"]?.string == src ? before : nil
    let alt = given["alt"] ?? kept?["alt"] ?? .null
    guard alt.string?.count ?? 0 <= altCharactersMax else {
        return failures.add("image.alt", "is too long (maximum is \(altCharactersMax) characters)")
    }
    collection.image = .object([
        ("created_at", kept?["created_at"] ?? .string(String(change.now.text.dropLast()) + "+00:00")),
        ("alt", alt.string.map(JSON.string) ?? .null), ("width", pixels(given["width"] ?? kept?["width"])),
        ("height", pixels(given["height"] ?? kept?["height"])), ("src", .string(src)),
    ])
}

/// Where the picture is; an `attachment` in base64 becomes an address of its own.
private func source(_ image: JSON) -> String? {
    guard let attachment = image["attachment"]?.string, !attachment.isEmpty else { return image["src"]?.string }
    return "data:\(mediaType(of: attachment));base64,\(attachment)"
}

private func pixels(_ json: JSON?) -> JSON {
    json?.integer.flatMap { $0 > 0 ? JSON(String($0)) : nil } ?? .null
}

/// The media type that the first bytes of a base64 text tell.
private func mediaType(of base64: String) -> String {
    let signatures = [("iVBORw0KGgo", "png"), ("R0lGOD", "gif"), ("/9j/", "jpeg"), ("UklGR", "webp")]
    return "image/" + (signatures.first { base64.hasPrefix($0.0) }?.1 ?? "x-unknown")
}

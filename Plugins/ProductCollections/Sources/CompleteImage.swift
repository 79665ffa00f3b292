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
        ("created_at", kept?["created_at"] ?? .string(change.nowText)),
        ("alt", alt.string.map(JSON.string) ?? .null), ("width", Picture.pixels(given["width"] ?? kept?["width"])),
        ("height", Picture.pixels(given["height"] ?? kept?["height"])), ("src", .string(src)),
    ])
}

/// Where the picture is; an `attachment` in base64 becomes an address of its own.
private func source(_ image: JSON) -> String? {
    guard let attachment = image["attachment"]?.string, !attachment.isEmpty else { return image["src"]?.string }
    return Picture.address(holding: attachment)
}

/// What may be followed from a page.
///
/// What else a browser would follow, such as scripts, is refused, and so is what it would repair: blanks, control
/// characters and backslashes.
enum WebAddress {
    /// `https://example.com/a`.
    static func isAbsolute(_ text: String) -> Bool {
        guard isPlain(text) else { return false }
        let beginning = text.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: beginning.hasPrefix) else { return false }
        return text.dropFirst(scheme.count).first.map { !"/?#:@".contains($0) } ?? false
    }

    /// `/pages/imprint`; two slashes would lead to another website.
    static func isPath(_ text: String) -> Bool {
        isPlain(text) && text.hasPrefix("/") && !text.hasPrefix("//")
    }

    /// A picture in an address of its own, `data:image/png;base64,…`.
    static func isPicture(_ text: String) -> Bool {
        isPlain(text) && text.prefix(11).lowercased() == "data:image/" && text.contains(",")
    }

    /// `mailto:`, `tel:` and places on the page.
    static func isContact(_ text: String) -> Bool {
        isPlain(text) && ["mailto:", "tel:", "#"].contains { text.lowercased().hasPrefix($0) }
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}

/// What a page may lead to, or show.
///
/// What else a browser would follow, such as scripts, is refused, and so is what it would repair: blanks, control
/// characters and backslashes.
public enum WebAddress {
    /// `https://example.com/a`.
    public static func isAbsolute(_ text: String) -> Bool {
        guard isPlain(text) else { return false }
        let beginning = text.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: beginning.hasPrefix) else { return false }
        return text.dropFirst(scheme.count).first.map { !"/?#:@".contains($0) } ?? false
    }

    /// Where a picture is: on the web, or in an address of its own, `data:image/png;base64,…`.
    public static func isImage(_ text: String) -> Bool {
        guard text.prefix(11).lowercased() == "data:image/" else { return isAbsolute(text) }
        return isPlain(text) && text.contains(",")
    }

    /// Nothing in it that browsers repair, or that would end a header.
    public static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}

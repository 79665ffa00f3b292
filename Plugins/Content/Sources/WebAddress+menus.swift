import StoaKit

extension WebAddress {
    /// `/pages/imprint`; two slashes would lead to another website.
    static func isPath(_ text: String) -> Bool {
        isPlain(text) && text.hasPrefix("/") && !text.hasPrefix("//")
    }

    /// `mailto:`, `tel:` and places on the page.
    static func isContact(_ text: String) -> Bool {
        isPlain(text) && ["mailto:", "tel:", "#"].contains { text.lowercased().hasPrefix($0) }
    }
}

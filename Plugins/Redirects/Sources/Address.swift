import StoaKit

/// The two addresses of a redirect: a path on the website, and where it leads.
package enum Address {
    /// The one form of a path: a slash before it and none behind; of a web address only its path.
    ///
    /// Nil for what can be no path: redirects are looked up by path alone, so there is no query and no fragment.
    package static func path(_ text: String) -> String? {
        let text = text.trimmed
        guard !text.isEmpty, WebAddress.isPlain(text), !text.contains(where: { "?#".contains($0) }) else { return nil }
        var path = text[...]
        if WebAddress.isAbsolute(text) {
            path = path.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }
        } else if path.prefix(while: { $0 != "/" }).contains(":") {
            // "data:…" or "ftp://…" is another address, not a path without its slash.
            return nil
        }
        let parts = path.drop { $0 == "/" }
        return "/" + parts.trimmingSlash
    }

    /// The one form of a target: a path of this website or an address of another one; nil for anything else.
    ///
    /// Two slashes at the beginning would lead to another website without saying so.
    package static func target(_ text: String) -> String? {
        let text = text.trimmed
        guard WebAddress.isPlain(text) else { return nil }
        if WebAddress.isAbsolute(text) { return text }
        return text.hasPrefix("/") && !text.hasPrefix("//") ? text : nil
    }

    /// What paths are compared by; nil for an address of another website.
    package static func key(_ target: String) -> String? {
        guard target.hasPrefix("/") else { return nil }
        return path(String(target.prefix { !"?#".contains($0) })).map(folded)
    }

    /// Without regard to case, as the kernel compares what is unique: one letter for one letter.
    package static func folded(_ path: String) -> String {
        // Nearly every path, and looking up the letters of one is a hundredth of a write.
        if path.utf8.allSatisfy({ $0 < 0x80 }) { return path.lowercased() }
        return path.unicodeScalars.reduce(into: "") { result, scalar in
            let raised = scalar.properties.uppercaseMapping.unicodeScalars
            let upper = raised.count == 1 ? raised[raised.startIndex] : scalar
            result += upper.properties.lowercaseMapping
        }
    }

    /// The query and fragment of a target.
    package static func tail(_ target: String) -> Substring {
        target.drop { !"?#".contains($0) }
    }
}

extension Substring {
    fileprivate var trimmingSlash: Substring {
        lastIndex { $0 != "/" }.map { self[...$0] } ?? ""
    }
}

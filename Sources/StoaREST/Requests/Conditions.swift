internal import StoaCore
package import StoaRecords

/// Entity tags in request headers (RFC 9110 section 13.1).
package enum Conditions {
    /// The condition of If-Match; `*` asks only that the record exists, which a change of it needs anyway.
    package static func ifMatch(_ header: String?) -> VersionCondition {
        guard let header, header != "*" else { return .any }
        return .tags(tags(header))
    }

    /// Whether If-None-Match names this tag, compared weakly.
    package static func matches(_ header: String?, tag: String) -> Bool {
        guard let header else { return false }
        if header == tag || header == "*" { return true }
        return tags(header).contains(tag)
    }

    private static func tags(_ header: String) -> [String] {
        header.split(separator: ",").map { part in
            let trimmed = part.drop { $0 == " " }
            let bare = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
            return String(bare.prefix { $0 != " " })
        }
    }
}

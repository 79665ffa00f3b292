package import StoaKit

/// What of a payload a subscriber wants to be sent.
package struct Selection: Equatable, Sendable {
    /// Names of members, `title`, or paths, `variants.price`; none means all.
    package var fields: [String] = []
    /// Namespaces of the metafields that are wanted; none means all that there are.
    package var metafieldNamespaces: [String] = []

    /// Creates a selection.
    package init(fields: [String] = [], metafieldNamespaces: [String] = []) {
        self.fields = fields
        self.metafieldNamespaces = metafieldNamespaces
    }

    /// The texts in a list of nothing else; nil if it is something else.
    static func names(_ json: JSON) -> [String]? {
        guard let elements = json.elements else { return nil }
        let names = elements.compactMap(\.string)
        return names.count == elements.count ? names : nil
    }

    /// True if payloads stay as they are.
    package var isAll: Bool { fields.isEmpty && metafieldNamespaces.isEmpty }

    /// The payload with what is wanted.
    ///
    /// The id stays whatever is selected: without it a receiver knows nothing.
    package func applied(to payload: JSON) -> JSON {
        var payload = payload
        if !fields.isEmpty { payload = Self.select(["id"] + fields, in: payload) }
        if !metafieldNamespaces.isEmpty { payload = withWantedMetafields(payload) }
        return payload
    }

    private static func select(_ paths: [String], in value: JSON) -> JSON {
        if let elements = value.elements { return .array(elements.map { select(paths, in: $0) }) }
        guard let members = value.members else { return value }
        return .object(
            members.compactMap { member in
                if paths.contains(member.name) { return member }
                let below = paths.compactMap { path in
                    path.hasPrefix(member.name + ".") ? String(path.dropFirst(member.name.count + 1)) : nil
                }
                return below.isEmpty ? nil : (member.name, select(below, in: member.value))
            })
    }

    private func withWantedMetafields(_ payload: JSON) -> JSON {
        guard let members = payload.members else { return payload }
        return .object(
            members.map { member in
                guard member.name == "metafields", let all = member.value.elements else { return member }
                let wanted = all.filter { metafieldNamespaces.contains($0["namespace"]?.string ?? "") }
                return (member.name, .array(wanted))
            })
    }
}

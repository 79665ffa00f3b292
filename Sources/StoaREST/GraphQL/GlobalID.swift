internal import StoaCore
internal import StoaRecords

/// The name of a record in GraphQL: `gid://indecommerce/Thing/1`.
///
/// Any namespace is accepted, because code that was written for another server sends that server's; so is the bare number.
struct GlobalID {
    /// Nil if only the number was sent.
    let type: Substring?
    let id: Int64

    private static let idMax = 1 << 53

    init?(_ text: String) {
        guard text.hasPrefix("gid://") else {
            guard let id = Self.number(text[...]) else { return nil }
            (type, self.id) = (nil, id)
            return
        }
        // Some clients put parameters behind the number.
        let parts = text.dropFirst(6).prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty, let id = Self.number(parts[2]) else { return nil }
        (type, self.id) = (parts[1], id)
    }

    private static func number(_ text: Substring) -> Int64? {
        BoundedInt.parse(text, in: 1...idMax).map(Int64.init)
    }

    /// The number, if the text names a record of this type.
    static func id(_ text: String, of type: String) -> Int64? {
        guard let found = GlobalID(text), found.type.map({ $0 == type }) ?? true else { return nil }
        return found.id
    }

    static func text(_ type: String, _ id: Int64) -> String { "gid://\(Resource.globalIDNamespace)/\(type)/\(id)" }
}

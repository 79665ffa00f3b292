/// What a Host header says about the store and the API.
struct HostName: Sendable {
    /// The first label of a name with more than one: a store's name, perhaps.
    let label: String?
    /// The host is `api.…`, where Store.icu's paths begin with the version.
    let isAPI: Bool

    init(_ header: String?) {
        guard let header, !header.hasPrefix("[") else {
            label = nil
            isAPI = false
            return
        }
        let name = Substring(header.utf8.prefix { $0 != UInt8(ascii: ":") })
        let parts = name.split(separator: ".", maxSplits: 1)
        // An IPv4 address has no labels.
        let isName = parts.count == 2 && !name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
        label = isName ? parts[0].lowercased() : nil
        isAPI = label == "api"
    }

    static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}

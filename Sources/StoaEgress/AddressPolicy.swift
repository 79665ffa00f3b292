import StoaCore

/// Which addresses may be dialled.
public enum AddressPolicy: Sendable {
    /// Global unicast only.
    case global
    /// Also this machine's own loopback, for development; other private networks stay out of reach.
    case globalAndLoopback

    /// A pure function of the address: nothing about the network is asked.
    public func allows(_ address: NetworkAddress) -> Bool {
        if self == .globalAndLoopback, Self.loopback.contains(where: { $0.contains(address.bytes) }) { return true }
        return Self.isGlobal(address)
    }

    /// What no special purpose takes away from the global unicast space.
    ///
    /// Forms of IPv6 that carry an IPv4 address are refused whole, whatever they carry: nobody publishes them in DNS.
    private static func isGlobal(_ address: NetworkAddress) -> Bool {
        if address.isIPv6, !unicast.contains(where: { $0.contains(address.bytes) }) { return false }
        return !special.contains { $0.contains(address.bytes) }
    }

    private static let loopback = ranges("127.0.0.0/8", "::1/128")

    /// What IANA has assigned of IPv6 for global unicast (IPv6 address space registry): `::/8` with its loopback,
    /// mapped and translated addresses, `fc00::/7`, `fe80::/10`, `fec0::/10` and `ff00::/8` all lie outside.
    private static let unicast = ranges("2000::/3")

    /// IANA's registries of special-purpose addresses, whether they call a block globally reachable or not, together
    /// with multicast, the reserved class E and the former relays of 6to4.
    private static let special = ranges(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

    private static func ranges(_ texts: String...) -> [AddressRange] {
        texts.map { text in
            guard let range = AddressRange(text) else { preconditionFailure("\(text) is no block of addresses") }
            return range
        }
    }
}

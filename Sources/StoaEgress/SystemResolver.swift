import Glibc

/// The system's resolver: its hosts file and its name servers.
public struct SystemResolver: HostResolver {
    /// A host with more addresses has none that are used: honest ones have a handful.
    public static let addressesMax = 64

    /// Has no state.
    public init() {}

    /// As `getaddrinfo` says, in its order (RFC 6724).
    public func addresses(of host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        // Without it every address comes once for each kind of socket.
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [NetworkAddress] = []
        var next = first
        while let entry = next?.pointee {
            guard addresses.count < Self.addressesMax else { return [] }
            if let address = NetworkAddress(entry) { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses
    }
}

extension NetworkAddress {
    /// Family and port come first in both forms, in IPv6 the flow too (RFC 3493 section 3.3).
    fileprivate init?(_ entry: addrinfo) {
        guard let start = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET: self.init(bytes: Array(UnsafeRawBufferPointer(start: start.advanced(by: 4), count: 4)))
        case AF_INET6: self.init(bytes: Array(UnsafeRawBufferPointer(start: start.advanced(by: 8), count: 16)))
        default: return nil
        }
    }
}

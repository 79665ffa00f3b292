import Glibc
import StoaCore

/// An IPv4 or IPv6 address, without port and zone.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// In network byte order: 4 bytes or 16.
    public let bytes: [UInt8]

    /// Nil unless there are 4 or 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Parses the strict spellings only: "127.0.0.1" and "::1", but not "127.1".
    public init?(_ text: String) {
        guard let bytes = AddressRange.bytes(of: text) else { return nil }
        self.bytes = bytes
    }

    /// Whether it has 16 bytes.
    public var isIPv6: Bool { bytes.count == 16 }

    /// The shortest spelling.
    public var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            let family = isIPv6 ? AF_INET6 : AF_INET
            let written = inet_ntop(family, bytes, text.baseAddress, socklen_t(text.count))
            return written.map { String(cString: $0) } ?? ""
        }
    }
}

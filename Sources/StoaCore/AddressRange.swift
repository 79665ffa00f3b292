import Glibc

/// A block of IPv4 or IPv6 addresses.
public struct AddressRange: Sendable {
    private let network: [UInt8]
    private let prefixBits: Int

    /// Parses "10.0.0.1", "10.0.0.0/8", "::1" or "fd00::/8"; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = Self.bytes(of: String(address)) else { return nil }
        guard parts.count == 2 else {
            self.init(network: bytes, prefixBits: bytes.count * 8)
            return
        }
        guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
        self.init(network: bytes, prefixBits: bits)
    }

    private init(network: [UInt8], prefixBits: Int) {
        self.network = network
        self.prefixBits = prefixBits
    }

    /// False for text that is no address.
    public func contains(_ address: String) -> Bool {
        Self.bytes(of: address).map { contains($0) } ?? false
    }

    /// Judges an address in network byte order: 4 or 16 bytes.
    public func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == network.count else { return false }
        let whole = prefixBits / 8
        guard bytes[..<whole] == network[..<whole] else { return false }
        guard prefixBits % 8 > 0 else { return true }
        return (bytes[whole] ^ network[whole]) >> UInt8(8 - prefixBits % 8) == 0
    }

    /// The address in network byte order: 4 or 16 bytes, or nil if `text` is no address.
    public static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}

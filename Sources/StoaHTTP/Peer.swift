import NIOCore
import StoaCore

/// The other end of a connection, and how far its word is believed.
struct Peer {
    /// What the header says about clients behind the peer.
    struct Forwarded {
        var addresses: String?
        var protocols: String?
    }

    let address: String
    let isEncrypted: Bool
    private let trustedProxies: [AddressRange]
    private let isTrusted: Bool

    init(address: String, isEncrypted: Bool, trustedProxies: [AddressRange]) {
        self.address = address
        self.isEncrypted = isEncrypted
        self.trustedProxies = trustedProxies
        isTrusted = trustedProxies.contains { $0.contains(address) }
    }

    /// The nearest address that is not a trusted proxy's.
    ///
    /// Each proxy appends whom it heard from, so the list is read from its end; what a client wrote at its beginning
    /// is never reached.
    func clientAddress(_ forwarded: Forwarded) -> String {
        guard isTrusted, let list = forwarded.addresses else { return address }
        var nearest = address
        for element in list.split(separator: ",").reversed() {
            let candidate = element.trimmingSpaces
            guard AddressRange.bytes(of: candidate) != nil else { return nearest }
            nearest = candidate
            guard trustedProxies.contains(where: { $0.contains(candidate) }) else { return nearest }
        }
        return nearest
    }

    func isSecure(_ forwarded: Forwarded) -> Bool {
        guard isTrusted, let list = forwarded.protocols, let last = list.split(separator: ",").last else {
            return isEncrypted
        }
        return last.trimmingSpaces.lowercased() == "https"
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
}

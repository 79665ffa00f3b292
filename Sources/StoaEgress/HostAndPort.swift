import StoaCore

/// The part of a URL between the slashes: a name or an address, and a port if one is written.
struct HostAndPort {
    let host: String
    let port: Int?
    let isIPv6: Bool

    init(_ authority: Substring) throws(URLProblem) {
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .userInfo }
        if authority.utf8.first == UInt8(ascii: "[") {
            guard let bracket = authority.utf8.firstIndex(of: UInt8(ascii: "]")) else { throw .host }
            let inner = authority[authority.utf8.index(after: authority.startIndex)..<bracket]
            guard let address = NetworkAddress(String(inner)), address.isIPv6 else { throw .host }
            host = address.description
            port = try Self.port(authority[authority.utf8.index(after: bracket)...])
            isIPv6 = true
        } else {
            let colon = authority.utf8.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
            host = authority[..<colon].lowercased()
            guard Self.isName(host) else { throw .host }
            port = try Self.port(authority[colon...])
            isIPv6 = false
        }
    }

    /// Host names (RFC 1123 section 2.1, with the underscore that is in use), which includes addresses in any
    /// spelling: what they resolve to is what is judged.
    private static func isName(_ host: String) -> Bool {
        guard host.utf8.count <= 253 else { return false }
        return host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.allSatisfy(isNameByte)
                && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The number after the colon, nil if there is no colon; one spelling only, so no leading zero and no empty port.
    private static func port(_ text: Substring) throws(URLProblem) -> Int? {
        guard !text.isEmpty else { return nil }
        let digits = text.dropFirst()
        guard text.utf8.first == UInt8(ascii: ":"), digits.utf8.first != UInt8(ascii: "0") || digits == "0",
            let port = BoundedInt.parse(digits, in: 0...65_535)
        else { throw .port }
        return port
    }
}

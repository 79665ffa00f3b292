import StoaCore

/// An address to send to, in the one reading that checks, dialling and the Host header share.
///
/// Stricter than browsers (WHATWG URL): what they repair or reinterpret is refused here, because two readers that
/// repair differently are how a checked address and a dialled one come to differ.
public struct EgressURL: Sendable, Hashable {
    /// The two schemes that are spoken.
    public enum Scheme: String, Sendable {
        case http, https
    }

    /// Longer texts are refused.
    public static let bytesMax = 8 * 1024

    /// Plain or TLS.
    public let scheme: Scheme
    /// Lower-case name or address; an IPv6 address has no brackets and its shortest form.
    public let host: String
    /// As written, or the scheme's own.
    public let port: Int
    /// Path and query as written, at least "/".
    public let target: String
    /// What the Host header says: brackets around IPv6, and the port unless it is the scheme's own.
    public let authority: String

    /// Parses a URL.
    ///
    /// Throws the first problem found; `allowsHTTP` is for development only.
    public init(_ text: String, allowsHTTP: Bool = false) throws(URLProblem) {
        guard text.utf8.count <= Self.bytesMax else { throw .tooLong }
        if let problem = text.utf8.lazy.compactMap(Self.problem(with:)).first { throw problem }
        var rest = text[...]
        scheme = try Self.takeScheme(from: &rest)
        guard scheme == .https || allowsHTTP else { throw .notHTTPS }
        let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let place = try HostAndPort(rest[..<end])
        host = place.host
        let ownPort = scheme == .https ? 443 : 80
        port = place.port ?? ownPort
        guard PortRules.allows(port) else { throw .portNotAllowed }
        let bracketed = place.isIPv6 ? "[\(host)]" : host
        authority = port == ownPort ? bracketed : "\(bracketed):\(port)"
        let path = rest[end...]
        target = path.utf8.first == UInt8(ascii: "/") ? String(path) : "/" + path
    }

    /// Characters that RFC 3986 knows in no part of a URI, and the fragment, which never leaves a client.
    private static func problem(with byte: UInt8) -> URLProblem? {
        switch byte {
        case 0x80...: .notASCII
        case UInt8(ascii: "#"): .fragment
        case ...0x20, 0x7F, UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            .character
        default: nil
        }
    }

    private static func takeScheme(from rest: inout Substring) throws(URLProblem) -> Scheme {
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: rest[..<colon].lowercased()),
            rest[colon...].hasPrefix("://")
        else { throw .scheme }
        rest = rest[rest.utf8.index(colon, offsetBy: 3)...]
        return scheme
    }
}

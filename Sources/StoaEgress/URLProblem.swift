/// Why a URL is not used.
public enum URLProblem: Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Longer than `EgressURL.bytesMax`.
    case tooLong
    /// Another scheme, or none.
    case scheme
    /// "http" outside development.
    case notHTTPS
    /// Something before an "@".
    case userInfo
    /// A name or an address that is not well-formed.
    case host
    /// A port that is not a number up to 65535.
    case port
    /// A port of another protocol; see `PortRules`.
    case portNotAllowed
    /// Something behind a "#".
    case fragment
    /// A character that a URL cannot contain.
    case character
    /// A character beyond ASCII.
    case notASCII

    /// A clause that continues "URL", as in "url *must begin with https://*".
    public var description: String {
        switch self {
        case .tooLong: "must have at most \(EgressURL.bytesMax) bytes"
        case .scheme, .notHTTPS: "must begin with https://"
        case .userInfo: "must not contain a user name or password"
        case .host: "must contain a valid host name or address"
        case .port: "must have a port between 1 and 65535, or none"
        case .portNotAllowed: "must not use a port that belongs to another protocol"
        case .fragment: "must not contain a fragment (#)"
        case .character: "must not contain blanks, control characters, backslashes or other characters to be escaped"
        case .notASCII: "must be written in ASCII: international names as xn--, other characters percent-encoded"
        }
    }
}

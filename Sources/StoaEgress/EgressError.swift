/// Why there is no response.
///
/// The texts are for whoever set the address. They name no address that was resolved and repeat nothing that the
/// receiver said, so that nobody can read the inside of a network through a log of deliveries.
public enum EgressError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What an exchange was waiting for.
    public enum Wait: String, Sendable {
        case resolution = "the host name was resolved"
        case connection = "a connection was made"
        case handshake = "the TLS handshake was finished"
        case response = "the response was complete"
    }

    /// The URL is not used as it is.
    case invalidURL(URLProblem)
    /// A header is not sent.
    case invalidHeader(HeaderProblem)
    /// The body is larger than `requestBytesMax`.
    case requestTooLarge
    /// The host is, or resolves to, an address that is not public.
    case addressNotAllowed
    /// The host name has no address, or nobody could say in time.
    case cannotResolve
    /// Nobody listens.
    case connectionRefused
    /// No way leads there.
    case unreachable
    /// The certificate is expired, made out to another host, or issued by nobody known.
    case certificateNotTrusted
    /// The receiver speaks no TLS, or none that is safe.
    case handshakeFailed
    /// The request's `timeout` ended.
    case timedOut(before: Wait)
    /// The receiver's answer is not HTTP, or has no end.
    case protocolViolation
    /// The connection ended before the response did.
    case closedEarly
    /// More is being sent than `exchangesMax` or `exchangesPerChannelMax` allow.
    case overloaded
    /// The server is being stopped.
    case stopped

    /// A sentence.
    public var description: String {
        switch self {
        case .invalidURL(let problem): "The URL \(problem)."
        case .invalidHeader(let problem): "The headers \(problem)."
        case .requestTooLarge: "The request is too large."
        case .addressNotAllowed: "The host's address is not public."
        case .cannotResolve: "The host name cannot be resolved."
        case .connectionRefused: "The connection was refused."
        case .unreachable: "The host cannot be reached."
        case .certificateNotTrusted: "The host's certificate is not trusted."
        case .handshakeFailed: "The TLS handshake failed."
        case .timedOut(let wait): "The time was over before \(wait.rawValue)."
        case .protocolViolation: "The response is not valid HTTP."
        case .closedEarly: "The connection was closed before the response was complete."
        case .overloaded: "Too many requests are being sent."
        case .stopped: "The server is being stopped."
        }
    }
}

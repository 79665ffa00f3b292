import NIOHTTP1
import StoaCore

/// A request whose head has passed every check, and what the head says about the rest of the message.
struct RequestHead {
    var request = HTTPRequest()
    var framing = ResponseFraming()
    /// As declared; nil for a chunked body or none.
    var contentLength: Int?
    var isChunked = false
    var expectsContinue = false

    private var hasHost = false
    private var asksForUpgrade = false

    /// No request yet.
    init() {}

    /// Checks a head in one pass over its fields.
    ///
    /// The parser has already refused what is no HTTP: bad tokens, control characters, bare line feeds, folded lines
    /// and contradicting lengths. Here are the cases that it lets pass although other servers read them differently.
    init(_ head: HTTPRequestHead, peer: Peer, limits: FrontDoorConfiguration) throws(Refusal) {
        var forwarded = Peer.Forwarded()
        for (name, value) in head.headers {
            try take(RequestField(name: name), value, version: head.version, forwarded: &forwarded)
        }
        request.method = StoaCore.HTTPMethod(head.method)
        request.remoteAddress = peer.clientAddress(forwarded)
        request.isSecure = peer.isSecure(forwarded)
        try setTarget(head.uri, bytesMax: limits.targetBytesMax)
        guard hasHost || head.version == .http1_0 else { throw .malformed("The Host header is missing.") }
        guard !(isChunked && contentLength != nil) else {
            throw .malformed("Content-Length and Transfer-Encoding exclude each other.")
        }
        framing = ResponseFraming(head, asksForUpgrade: asksForUpgrade)
    }

    private mutating func take(
        _ field: RequestField, _ value: String, version: HTTPVersion, forwarded: inout Peer.Forwarded
    ) throws(Refusal) {
        switch field {
        case .other: break
        case .upgrade: asksForUpgrade = true
        case .ambiguous: throw .malformed("Header names with an underscore are not accepted.")
        case .host: try setHost(value)
        case .contentLength: contentLength = Int(value)
        case .transferEncoding: try setTransferEncoding(value, version: version)
        case .contentEncoding: guard value.isEmpty || value.lowercased() == "identity" else { throw .encodedBody }
        case .expect:
            guard value.lowercased() == "100-continue" else { throw .unknownExpectation }
            expectsContinue = version != .http1_0
        case .authorization: try Self.setOnce(&request.authorization, value)
        case .shopifyAccessToken: try Self.setOnce(&request.shopifyAccessToken, value)
        case .idempotencyKey: try Self.setOnce(&request.idempotencyKey, value)
        case .contentType: try Self.setOnce(&request.contentType, value)
        case .origin: try Self.setOnce(&request.origin, value)
        case .requestID: request.requestID = value
        case .accept: Self.appendToList(&request.accept, value)
        case .ifMatch: Self.appendToList(&request.ifMatch, value)
        case .ifNoneMatch: Self.appendToList(&request.ifNoneMatch, value)
        case .forwardedFor: Self.appendToList(&forwarded.addresses, value)
        case .forwardedProto: Self.appendToList(&forwarded.protocols, value)
        }
    }

    private mutating func setHost(_ value: String) throws(Refusal) {
        guard !hasHost else { throw .malformed("There is more than one Host header.") }
        guard !value.isEmpty, value.utf8.allSatisfy(Self.isAuthorityByte) else {
            throw .malformed("The Host header is not valid.")
        }
        hasHost = true
        request.host = value
    }

    private mutating func setTransferEncoding(_ value: String, version: HTTPVersion) throws(Refusal) {
        guard version != .http1_0 else { throw .malformed("HTTP/1.0 has no Transfer-Encoding.") }
        guard !isChunked, value.lowercased() == "chunked" else {
            throw .malformed("The only Transfer-Encoding supported is chunked, once.")
        }
        isChunked = true
    }

    /// A credential sent twice means one thing to a proxy that reads the first and another to one that reads the last.
    private static func setOnce(_ field: inout String?, _ value: String) throws(Refusal) {
        guard field == nil else { throw .malformed("A header that may occur once occurs twice.") }
        field = value
    }

    /// Lines of a list-valued field are one list (RFC 9110 section 5.3).
    private static func appendToList(_ field: inout String?, _ value: String) {
        field = field.map { $0 + ", " + value } ?? value
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension RequestHead {
    private mutating func setTarget(_ target: String, bytesMax: Int) throws(Refusal) {
        guard target.utf8.count <= bytesMax else { throw .targetTooLong }
        guard !target.utf8.contains(UInt8(ascii: "#")) else { throw .malformed("The target has a fragment.") }
        if target.utf8.first == UInt8(ascii: "/") || (target == "*" && request.method == .options) {
            request.target = target
        } else {
            try setAbsoluteTarget(target)
        }
    }

    /// Absolute form (RFC 9112 section 3.2.2): its authority must be Host's, whichever of the two a proxy reads.
    private mutating func setAbsoluteTarget(_ target: String) throws(Refusal) {
        let refusal = Refusal.malformed("The request target is not valid.")
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: { target.prefix($0.count).lowercased() == $0 }) else { throw refusal }
        let rest = target.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, authority.utf8.allSatisfy(Self.isAuthorityByte) else { throw refusal }
        guard request.host == nil || request.host?.lowercased() == authority.lowercased() else {
            throw .malformed("The request target and the Host header name different hosts.")
        }
        request.host = String(authority)
        let path = rest[authority.endIndex...]
        request.target = path.utf8.first == UInt8(ascii: "/") ? String(path) : "/" + path
    }
}

extension ResponseFraming {
    /// A connection that asked for another protocol is closed: the parser reads nothing after such a request.
    init(_ head: HTTPRequestHead, asksForUpgrade: Bool) {
        omitsBody = head.method == .HEAD
        if !head.isKeepAlive || asksForUpgrade || head.method == .CONNECT {
            connection = .closes
        } else if head.version == .http1_0 {
            connection = .saysKeepAlive
        }
    }
}

extension StoaCore.HTTPMethod {
    init(_ method: NIOHTTP1.HTTPMethod) {
        switch method {
        case .GET: self = .get
        case .HEAD: self = .head
        case .POST: self = .post
        case .PUT: self = .put
        case .PATCH: self = .patch
        case .DELETE: self = .delete
        case .OPTIONS: self = .options
        default: self = .other
        }
    }
}

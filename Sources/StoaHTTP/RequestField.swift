/// The request header fields that the front door knows.
enum RequestField {
    case accept, authorization, contentEncoding, contentLength, contentType, expect, forwardedFor, forwardedProto
    case host, idempotencyKey, ifMatch, ifNoneMatch, origin, requestID, shopifyAccessToken, transferEncoding, upgrade
    case other
    /// The name has an underscore, which some servers read as a hyphen: two parties would see two requests.
    case ambiguous

    /// Classifies a field name that the parser has accepted as a token.
    init(name: String) {
        var name = name
        self = name.withUTF8 { Self(token: $0) }
    }

    /// The length leaves at most two names, so that most fields cost no comparison.
    private init(token: UnsafeBufferPointer<UInt8>) {
        self = .other
        switch token.count {
        case 4: match(token, "host", .host)
        case 6:
            match(token, "accept", .accept)
            match(token, "origin", .origin)
            match(token, "expect", .expect)
        case 7: match(token, "upgrade", .upgrade)
        case 8: match(token, "if-match", .ifMatch)
        case 12:
            match(token, "content-type", .contentType)
            match(token, "x-request-id", .requestID)
        case 13:
            match(token, "authorization", .authorization)
            match(token, "if-none-match", .ifNoneMatch)
        case 14: match(token, "content-length", .contentLength)
        case 15:
            match(token, "idempotency-key", .idempotencyKey)
            match(token, "x-forwarded-for", .forwardedFor)
        case 16: match(token, "content-encoding", .contentEncoding)
        case 17:
            match(token, "transfer-encoding", .transferEncoding)
            match(token, "x-forwarded-proto", .forwardedProto)
        case 22: match(token, "x-shopify-access-token", .shopifyAccessToken)
        default: break
        }
        if self == .other, token.contains(UInt8(ascii: "_")) { self = .ambiguous }
    }

    /// Setting bit 5 folds A-Z to a-z and maps no other token character onto a letter or a hyphen.
    @inline(__always)
    private mutating func match(_ token: UnsafeBufferPointer<UInt8>, _ name: StaticString, _ field: Self) {
        for index in 0..<token.count where token[index] | 0x20 != name.utf8Start[index] { return }
        self = field
    }
}

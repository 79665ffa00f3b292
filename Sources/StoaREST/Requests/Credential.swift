package import StoaCore

/// The token of a request, wherever the client put it.
package enum Credential {
    /// Returns nil if there is none.
    ///
    /// Throws `.unauthenticated` for two different ones: nobody could say whose request it is (conflict row C-04).
    package static func token(of request: HTTPRequest) throws(Failure) -> String? {
        let fromHeader = request.shopifyAccessToken.flatMap { $0.isEmpty ? nil : $0 }
        guard let authorization = request.authorization else { return fromHeader }
        guard let other = token(inAuthorization: authorization) else {
            if fromHeader == nil { return nil }
            throw Failure(.unauthenticated)
        }
        guard let fromHeader else { return other }
        guard fromHeader == other else { throw Failure(.unauthenticated) }
        return fromHeader
    }

    private static func token(inAuthorization header: String) -> String? {
        guard let blank = header.firstIndex(of: " ") else { return nil }
        let scheme = header[..<blank].lowercased()
        let value = header[blank...].drop { $0 == " " }
        switch scheme {
        case "bearer": return value.isEmpty ? nil : String(value)
        case "basic": return password(inBasic: value)
        default: return nil
        }
    }

    /// Private apps send the token as the password (RFC 7617); the user name is their key's public part.
    private static func password(inBasic value: Substring) -> String? {
        guard value.utf8.count <= 1_024, let bytes = Base64.decode(value),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let password = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
        return password.isEmpty ? nil : password
    }
}

/// Standard base64 with padding (RFC 4648 section 4), as Basic authentication uses it.
enum Base64 {
    static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 where character != UInt8(ascii: "=") {
            guard let digit = digit(character) else { return nil }
            bits = bits << 6 | digit
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

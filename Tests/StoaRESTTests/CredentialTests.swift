import Foundation
import StoaCore
import StoaREST
import Testing

struct CredentialTests {
    private func token(_ authorization: String?, _ header: String? = nil) throws(Failure) -> String? {
        var request = HTTPRequest()
        request.authorization = authorization
        request.shopifyAccessToken = header
        return try Credential.token(of: request)
    }

    private static func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

    private static let found: [(String?, String?, String?)] = [
        (nil, nil, nil), (nil, "", nil), (nil, "t", "t"), ("Bearer t", nil, "t"), ("bearer   t", nil, "t"),
        ("BEARER t", nil, "t"),
        ("Bearer t", "t", "t"), ("Bearer t", "", "t"), (basic("key:t"), nil, "t"), (basic(":t"), nil, "t"),
        (basic("key:t:u"), nil, "t:u"), (basic("key:é"), "é", "é"), (basic("key:"), nil, nil), (basic("key"), nil, nil),
        ("Basic ?", nil, nil), ("Bearer", nil, nil), ("Bearer ", nil, nil), ("Digest t", nil, nil), ("", nil, nil),
        ("t", nil, nil),
    ]

    @Test(arguments: found)
    func `The token is found wherever a client puts it`(authorization: String?, header: String?, expected: String?)
        throws
    {
        #expect(try token(authorization, header) == expected)
    }

    @Test(arguments: ["Bearer other", basic("key:other"), "Digest t", "Bearer", basic("key"), "Bearer T"])
    func `Two credentials that differ are refused`(authorization: String) {
        #expect(refusal { () throws(Failure) in try token(authorization, "t") }?.code == .unauthenticated)
    }

    @Test func `An overlong Basic credential is none`() throws {
        #expect(try token(Self.basic("key:" + String(repeating: "x", count: 700))) != nil)
        #expect(try token(Self.basic("key:" + String(repeating: "x", count: 800))) == nil)
    }

    @Test func `Every length of password comes back whole`() throws {
        for length in 1...64 {
            let password = String(repeating: "pä", count: length)
            #expect(try token(Self.basic("u:\(password)")) == password)
        }
    }
}

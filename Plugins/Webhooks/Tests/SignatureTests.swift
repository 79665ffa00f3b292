import StoaKit
import Testing
import Webhooks

/// Stands in for HMAC-SHA-256: says what it was asked to sign.
@Sendable private func spelled(_ key: [UInt8], _ data: [UInt8]) throws(Failures) -> [UInt8] {
    Array("<".utf8) + key + Array("|".utf8) + data + Array(">".utf8)
}

private func text(_ base64: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bits = base64.filter { $0 != "=" }.compactMap { alphabet.firstIndex(of: $0) }
        .flatMap { number in (0..<6).map { number >> (5 - $0) & 1 } }
    let bytes = stride(from: 0, to: bits.count - 7, by: 8).map { place in
        bits[place..<place + 8].reduce(UInt8(0)) { $0 << 1 | UInt8($1) }
    }
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct SignatureTests {
    private static let new = Secret(key: Array("new".utf8))
    private static let old = Secret(key: Array("old".utf8))

    @Test func `what is signed is id, time and raw body`() throws {
        let signature = try Signature(
            Array("{}".utf8), id: "m", seconds: 1_700_000_000, secrets: [Self.new], by: spelled)
        #expect(signature.standard.hasPrefix("v1,"))
        #expect(text(String(signature.standard.dropFirst(3))) == "<new|m.1700000000.{}>")
        #expect(text(signature.shopify) == "<whsec_bmV3|{}>")
    }

    @Test func `while a secret is exchanged both sign, and the older one alone where only one can`() throws {
        let signature = try Signature([], id: "m", seconds: 1, secrets: [Self.new, Self.old], by: spelled)
        let list = signature.standard.split(separator: " ").map { text(String($0.dropFirst(3))) }
        #expect(list == ["<new|m.1.>", "<old|m.1.>"])
        #expect(text(signature.shopify) == "<whsec_b2xk|>")
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of RFC 4648`(plain: String, coded: String) {
        #expect(Array(plain.utf8).base64 == coded)
        #expect([0xFB, 0xFF, 0xFE].base64 == "+//+")
    }
}

@Suite struct IdentityTests {
    private static let store: [UInt8] = [1, 2, 3, 4, 5, 6, 0xFF, 8, 9]

    @Test(arguments: [1, 255, 1 << 40, 1 << 61] as [Int64])
    func `an event's id tells its place to the store alone`(sequence: Int64) {
        let id = Identity.event(sequence, store: Self.store)
        #expect(id.utf8.count == 36)
        #expect(id.hasPrefix("01020304-0506-8f08-"))
        #expect(Identity.sequence(ofEvent: id, store: Self.store) == sequence)
        #expect(Identity.sequence(ofEvent: id.uppercased(), store: Self.store) == sequence)
        #expect(Identity.sequence(ofEvent: id, store: [9, 2, 3, 4, 5, 6, 7, 8]) == nil)
    }

    @Test(arguments: ["", "x", "01020304-0506-8f08-8000", "01020304-0506-8f08-8000-0000000000zz"])
    func `what is no id is no event`(id: String) {
        #expect(Identity.sequence(ofEvent: id, store: Self.store) == nil)
    }

    @Test func `ids are UUIDs`() {
        let id = Identity.message([UInt8](repeating: 0xFF, count: 32))
        #expect(id == "ffffffff-ffff-8fff-bfff-ffffffffffff")
    }
}

import StoaAuth
import Testing

struct CryptoTests {
    // RFC 4231, test cases 1, 2 and 6; the last was computed with Python's hmac.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func `HMAC-SHA-256 agrees with its published examples`(key: [UInt8], data: String, code: String) {
        #expect(TextForm.hex(Crypto.hmacSHA256(key: key, data: Array(data.utf8))) == code)
    }

    @Test
    func `SHA-256 agrees with its published examples`() {
        #expect(
            TextForm.hex(Crypto.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            TextForm.hex(Crypto.sha256([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test
    func `a random UUID is of version 4 and never the same`() {
        let uuids = (1...1000).map { _ in Crypto.randomUUID() }
        #expect(Set(uuids).count == 1000)
        for uuid in uuids {
            let parts = uuid.split(separator: "-").map(\.count)
            #expect(parts == [8, 4, 4, 4, 12])
            let digits = Array(uuid)
            #expect(digits[14] == "4" && "89ab".contains(digits[19]))
            #expect(digits.allSatisfy { "0123456789abcdef-".contains($0) })
        }
    }

    @Test
    func `random bytes come in the number asked for`() {
        #expect(Crypto.randomBytes(0).isEmpty)
        #expect(Crypto.randomBytes(33).count == 33)
        #expect(Crypto.randomBytes(16) != Crypto.randomBytes(16))
    }

    @Test
    func `bytes are equal only if all of them are`() {
        #expect(Crypto.constantTimeEqual([], []))
        #expect(Crypto.constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!Crypto.constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!Crypto.constantTimeEqual([1, 2, 3], [1, 2]))
    }

    // RFC 4648 section 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 for URLs agrees with its published examples`(text: String, encoded: String) {
        #expect(TextForm.base64URL(Array(text.utf8)) == encoded)
        #expect(TextForm.bytes(base64URL: encoded) == Array(text.utf8))
    }

    @Test
    func `all bytes survive both text forms`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(TextForm.bytes(base64URL: TextForm.base64URL(bytes)) == bytes)
        #expect(TextForm.bytes(hex: TextForm.hex(bytes)) == bytes)
        #expect(TextForm.bytes(hex: TextForm.hex(bytes).uppercased()) == bytes)
        #expect(TextForm.base64URL([0xFB, 0xFF]) == "-_8")
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Z g", "Zm+/", "Zm8é"])
    func `text that is not exactly base64 for URLs is refused`(text: String) {
        #expect(TextForm.bytes(base64URL: text) == nil)
    }

    @Test(arguments: ["0", "0g", "é", " 00"])
    func `text that is not exactly hexadecimal is refused`(text: String) {
        #expect(TextForm.bytes(hex: text) == nil)
    }
}

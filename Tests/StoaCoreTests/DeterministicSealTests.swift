import StoaCore
import Testing

@Suite struct DeterministicSealTests {
    private let seal = DeterministicSeal(secret: Secret([1, 2, 3]), name: "a")

    @Test(arguments: ["", "x", "a token", String(repeating: "é", count: 1_000)])
    func `The same text has the same form, and comes back`(text: String) {
        let bytes = Array(text.utf8)
        let sealed = seal.seal(bytes)
        #expect(seal.seal(bytes) == sealed && seal.open(sealed) == bytes)
        #expect(sealed.utf8.count == 2 * (28 + bytes.count))
        #expect(text.isEmpty || !sealed.contains(text))
    }

    @Test func `Another text, secret or name is another form, which is not opened`() {
        let sealed = seal.seal(Array("token".utf8))
        #expect(seal.seal(Array("tokem".utf8)).prefix(24) != sealed.prefix(24))
        for (secret, name) in [([1, 2, 4], "a"), ([1, 2, 3], "b"), ([], "a")] as [([UInt8], String)] {
            let other = DeterministicSeal(secret: Secret(secret), name: name)
            #expect(other.seal(Array("token".utf8)) != sealed && other.open(sealed) == nil)
        }
    }

    @Test func `What was never sealed is not opened`() {
        let sealed = seal.seal(Array("token".utf8))
        for text in ["", "token", "00", String(sealed.dropLast(2)), sealed + "00", sealed.uppercased(), sealed + "0"] {
            #expect(seal.open(text) == nil, "\(text)")
        }
    }
}

import StoaCore
import Testing

@Suite struct SealTests {
    private let seal = Seal(key: (0..<32).map { UInt8($0) })

    @Test(arguments: [0, 1, 15, 16, 17, 1_000, 100_000]) func `what is sealed comes back`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let sealed = seal.seal(bytes)
        #expect(sealed.count == count + 28)
        #expect(seal.open(sealed) == bytes)
        #expect(seal.seal(bytes) != sealed)
    }

    @Test func `nothing else is opened`() {
        let sealed = seal.seal(Array("secret".utf8))
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(seal.open(changed) == nil)
        }
        for count in 0..<sealed.count { #expect(seal.open(Array(sealed.prefix(count))) == nil) }
        #expect(seal.open(sealed + [0]) == nil)
        #expect(Seal(key: (1...32).map { UInt8($0) }).open(sealed) == nil)
    }

    /// Test case 14 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    @Test func `it is AES-256-GCM`() {
        let tag: [UInt8] = [
            0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19,
        ]
        let text: [UInt8] = [
            0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18,
        ]
        let zeros = Seal(key: [UInt8](repeating: 0, count: 32))
        #expect(zeros.open([UInt8](repeating: 0, count: 12) + tag + text) == [UInt8](repeating: 0, count: 16))
    }
}

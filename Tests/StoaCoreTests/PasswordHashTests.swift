import StoaCore
import Testing

@Suite struct PasswordHashTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `A password matches what is kept of it, and no other does`() {
        let kept = PasswordHash.make(bytes("correct horse"))
        #expect(kept.hasPrefix("$scrypt$ln=15,r=8,p=3$") && kept.utf8.count == 22 + 32 + 1 + 64)
        #expect(PasswordHash.matches(bytes("correct horse"), kept))
        for other in ["", "correct horsf", "correct horse ", "Correct horse"] {
            #expect(!PasswordHash.matches(bytes(other), kept))
        }
    }

    @Test func `The same password is kept differently each time`() {
        #expect(PasswordHash.make(bytes("a")) != PasswordHash.make(bytes("a")))
    }

    /// Salt and hash were made by Python's `hashlib.scrypt(b"pleaseletmein", salt=bytes(range(16)), n=2**15, r=8, p=3)`.
    @Test func `Other implementations agree`() {
        let kept =
            "$scrypt$ln=15,r=8,p=3$000102030405060708090a0b0c0d0e0f$764e28dbaee67867de90d089875189c2fe96b164ebca2c1efa64e633ad92c3c5"
        #expect(PasswordHash.matches(bytes("pleaseletmein"), kept))
    }

    @Test(arguments: [
        "", "$scrypt$", "$scrypt$ln=15,r=8,p=3$", "$scrypt$ln=15,r=8,p=3$00$zz", "$scrypt$ln=14,r=8,p=1$00$00", "plain",
    ])
    func `What is no hash matches nothing`(kept: String) {
        #expect(!PasswordHash.matches(bytes(kept), kept) && !PasswordHash.matches([], kept))
    }
}

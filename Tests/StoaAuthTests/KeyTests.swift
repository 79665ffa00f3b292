import StoaAuth
import StoaCore
import StoaStorage
import Testing

struct KeyTests {
    @Test
    func `a new key is accepted with what it was granted`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey("read_suppliers, write_things") { grant in
            grant.name = "till"
            grant.tier = .gold
            grant.hasRateLimit = false
        }
        for _ in 1...2 {
            let principal = try #require(try fixture.authenticate(key.text).principal)
            #expect(principal.storeID == 1001 && principal.storeName == "acme")
            #expect(principal.currency == "USD" && principal.timeZone == "Etc/UTC")
            #expect(principal.scopes.allows("read_things") && !principal.scopes.allows("write_suppliers"))
            #expect(!principal.isAdmin && !principal.hasRateLimit && principal.tier == .gold)
            #expect(principal.publicID == key.key.publicID && principal.keyID == key.key.id)
        }
        #expect(try fixture.platform.keys(store: 1001) == [key.key])
        #expect(key.key.name == "till" && key.key.hint == String(key.text.suffix(4)))
    }

    @Test
    func `a key is 45 characters that say what they are, and no two are alike`() throws {
        let fixture = try PlatformFixture()
        let keys = try (1...20).map { _ in try fixture.newKey().text }
        #expect(keys.allSatisfy { $0.hasPrefix("ic_key_") && $0.utf8.count == 45 })
        #expect(Set(keys).count == 20)
    }

    @Test
    func `a key that differs in any one character is refused without a look-up`() throws {
        let fixture = try PlatformFixture()
        let text = Array(try fixture.newKey().text.utf8)
        for place in text.indices {
            var changed = text
            changed[place] = text[place] == UInt8(ascii: "x") ? UInt8(ascii: "y") : UInt8(ascii: "x")
            #expect(try fixture.authenticate(String(decoding: changed, as: UTF8.self)).refusal == .malformed)
        }
    }

    @Test(arguments: ["", "ic_key_", "Bearer", "ic_key_" + String(repeating: "a", count: 38), "a\u{0}b"])
    func `text that is no key is refused`(text: String) throws {
        #expect(try PlatformFixture().authenticate(text).refusal == .malformed)
    }

    @Test
    func `a key of another platform is unknown`() throws {
        let key = try PlatformFixture().newKey()
        #expect(try PlatformFixture().authenticate(key.text).refusal == .unknown)
    }

    @Test
    func `a key ends at its time, also when it is remembered`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey { $0.expiresAt = fixture.clock.now + 60_000_000 }
        #expect(try fixture.authenticate(key.text).principal != nil)
        fixture.clock.advance(seconds: 59)
        #expect(try fixture.authenticate(key.text).principal != nil)
        fixture.clock.advance(seconds: 1)
        #expect(try fixture.authenticate(key.text).refusal == .expired)
        let fresh = try PrincipalCache(platform: fixture.platform)
        #expect(try fresh.authenticate(key.text, at: fixture.clock.now).refusal == .expired)
    }

    @Test
    func `a key that another process revokes is refused by the next request`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        let kept = try fixture.newKey()
        #expect(try fixture.authenticate(key.text).principal != nil)
        try fixture.otherProcess().revokeKey(publicID: key.key.publicID)
        #expect(try fixture.authenticate(key.text).refusal == .revoked)
        #expect(try fixture.authenticate(kept.text).principal != nil)
    }

    @Test
    func `revoking twice keeps the first time, and an unknown key is not found`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey().key
        try fixture.platform.revokeKey(publicID: key.publicID)
        let first = try fixture.platform.keys(store: key.storeID).first?.revokedAt
        fixture.clock.advance(seconds: 5)
        try fixture.platform.revokeKey(publicID: key.publicID)
        #expect(first != nil)
        #expect(try fixture.platform.keys(store: key.storeID).first?.revokedAt == first)
        let error = #expect(throws: PlatformError.self) { try fixture.platform.revokeKey(publicID: "key_none") }
        #expect(error?.kind == .notFound)
    }

    @Test
    func `the keys of a suspended store are refused until it is active again`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        #expect(try fixture.authenticate(key.text).principal != nil)
        try fixture.otherProcess().setStatus(.suspended, store: fixture.store.id)
        #expect(try fixture.authenticate(key.text).refusal == .storeSuspended)
        try fixture.platform.setStatus(.active, store: fixture.store.id)
        #expect(try fixture.authenticate(key.text).principal != nil)
    }

    @Test
    func `a key needs a store and a scope`() throws {
        let fixture = try PlatformFixture()
        let noStore = #expect(throws: PlatformError.self) {
            try fixture.platform.createKey(store: 7, grant: KeyGrant(scopes: .admin))
        }
        #expect(noStore?.kind == .notFound)
        let noScope = #expect(throws: PlatformError.self) { try fixture.newKey(" , ") }
        #expect(noScope?.kind == .invalid(field: "scopes"))
        let longName = #expect(throws: PlatformError.self) {
            try fixture.newKey { $0.name = String(repeating: "n", count: 121) }
        }
        #expect(longName?.kind == .invalid(field: "name"))
    }

    @Test
    func `the last use only moves forward, and keeps what caches know`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        let epoch = try fixture.folder.bytes("platform.epoch")
        try fixture.platform.recordLastUsed([KeyUse(keyID: key.key.id, at: 500), KeyUse(keyID: key.key.id, at: 400)])
        try fixture.platform.recordLastUsed([])
        #expect(try fixture.platform.keys(store: 1001).first?.lastUsedAt == 500)
        #expect(try fixture.folder.bytes("platform.epoch") == epoch)
    }

    @Test(
        arguments: [
            // what was recorded, what is recorded then, what is kept
            (nil, DayCount(day: 5, units: 1), DayCount(day: 5, units: 1)),
            (DayCount(day: 5, units: 7), DayCount(day: 5, units: 9), DayCount(day: 5, units: 9)),
            (DayCount(day: 5, units: 7), DayCount(day: 5, units: 6), DayCount(day: 5, units: 7)),
            (DayCount(day: 5, units: 7), DayCount(day: 6, units: 1), DayCount(day: 6, units: 1)),
            (DayCount(day: 5, units: 7), DayCount(day: 4, units: 9), DayCount(day: 5, units: 7)),
            (DayCount(day: 5, units: 7), nil, DayCount(day: 5, units: 7)),
        ] as [(DayCount?, DayCount?, DayCount)])
    func `a day's count only grows, and is found again after a restart`(
        before: DayCount?, now: DayCount?, kept: DayCount
    ) throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        #expect(try fixture.authenticate(key.text).principal?.dayCount == nil)
        for count in [before, now] {
            try fixture.platform.recordLastUsed([KeyUse(keyID: key.key.id, at: 1, dayCount: count)])
        }
        let restarted = try PrincipalCache(platform: fixture.otherProcess())
        #expect(try restarted.authenticate(key.text, at: fixture.clock.now).principal?.dayCount == kept)
    }

    @Test
    func `no file in the data directory holds a key that could be used`() throws {
        let fixture = try PlatformFixture()
        let keys = try (1...5).map { _ in try fixture.newKey().text }
        for name in TemporaryFolder.names(in: fixture.folder.path) {
            let content = String(decoding: try fixture.folder.bytes(name), as: UTF8.self)
            for key in keys {
                #expect(!content.contains(key.dropFirst(7).prefix(12)), "\(name)")
            }
        }
    }

    @Test
    func `printing a new key does not show it`() throws {
        let key = try PlatformFixture().newKey()
        #expect(!"\(key) \(String(reflecting: key))".contains(key.text.dropFirst(7).prefix(12)))
    }

    @Test
    func `only the owner may read the platform's files`() throws {
        let fixture = try PlatformFixture()
        _ = try ServerSecret(directory: fixture.folder.path)
        let names = TemporaryFolder.names(in: fixture.folder.path)
        #expect(Set(names).isSuperset(of: ["platform.db", "platform.db-wal", "platform.epoch", "secret.key"]))
        for name in names {
            #expect(try fixture.folder.mode(name) == 0o600, "\(name)")
        }
    }
}

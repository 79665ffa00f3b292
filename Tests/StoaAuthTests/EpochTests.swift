import Glibc
import StoaAuth
import StoaCore
import StoaStorage
import Synchronization
import Testing

struct EpochTests {
    @Test
    func `no request that starts after a revocation has returned is accepted, on any of 8 threads`() throws {
        let fixture = try PlatformFixture()
        let keys = try (1...60).map { _ in try fixture.newKey() }
        let race = RevocationRace(platform: fixture.platform, tokens: keys.map(\.text), now: fixture.clock.now)
        let threads = Threads(8) { _ in race.authenticateUntilAllAreRevoked() }
        let commandLine = try fixture.otherProcess()
        while race.readyThreads.load(ordering: .acquiring) < 8 { sched_yield() }
        for (place, key) in keys.enumerated() {
            try commandLine.revokeKey(publicID: key.key.publicID)
            race.revokedCount.store(place + 1, ordering: .releasing)
        }
        threads.join()
        #expect(race.acceptedTooLate.load(ordering: .relaxed) == 0)
        #expect(race.failures.load(ordering: .relaxed) == 0)
        // The control: every thread remembered every key before the first was revoked.
        #expect(race.acceptedInTime.load(ordering: .relaxed) >= 8 * keys.count)
    }

    @Test
    func `after a writer has died between its commit and its announcement, nothing stale is served`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        #expect(try fixture.authenticate(key.text).principal != nil)
        // What such a writer leaves behind: an odd counter and a committed change.
        try fixture.setEpoch { $0 | 1 }
        try fixture.raw().execute("UPDATE keys SET revoked_at_us = 1")
        #expect(try fixture.authenticate(key.text).refusal == .revoked)
        try fixture.raw().execute("UPDATE keys SET revoked_at_us = NULL")
        #expect(try fixture.authenticate(key.text).principal != nil)
        try fixture.raw().execute("UPDATE keys SET revoked_at_us = 1")
        #expect(try fixture.authenticate(key.text).refusal == .revoked)
        // The next writer repairs it.
        _ = try fixture.platform.createStore(name: "beta")
        #expect(try fixture.epoch().isMultiple(of: 2))
        #expect(try fixture.authenticate(key.text).refusal == .revoked)
    }

    @Test
    func `every change makes the epoch larger and even`() throws {
        let fixture = try PlatformFixture()
        var last = try fixture.epoch()
        let key = try fixture.newKey().key
        for change in [
            { _ = try fixture.platform.createStore(name: "beta") },
            { try fixture.platform.setStatus(.suspended, store: key.storeID) },
            { try fixture.platform.setModule(store: key.storeID, module: "things", enabled: false) },
            { try fixture.otherProcess().revokeKey(publicID: key.publicID) },
        ] {
            try change()
            let next = try fixture.epoch()
            #expect(next > last && next.isMultiple(of: 2))
            last = next
        }
    }

    @Test
    func `a refused change ends even as well`() throws {
        let fixture = try PlatformFixture()
        #expect(throws: PlatformError.self) { try fixture.platform.createStore(name: "acme") }
        #expect(try fixture.epoch().isMultiple(of: 2))
        _ = try fixture.platform.createStore(name: "beta")
    }

    @Test
    func `a cache that is full forgets and goes on`() throws {
        let fixture = try PlatformFixture()
        let count = PrincipalCache.countMax + 1
        let tokens = try fixture.manyTokens(count)
        for token in tokens {
            #expect(try fixture.authenticate(token).principal != nil)
        }
        #expect(try fixture.authenticate(tokens[0]).principal != nil)
    }

    @Test
    func `eight that start at once share one platform and one secret`() throws {
        let folder = try TemporaryFolder()
        let secrets = Mutex<[[UInt8]]>([])
        let threads = Threads(8) { number in
            do {
                _ = try Platform(directory: folder.path) { 1 }.createStore(name: "store-\(number)")
                let secret = try ServerSecret(directory: folder.path).key.reveal { $0 }
                secrets.withLock { $0.append(secret) }
            } catch {
                Issue.record(error)
            }
        }
        threads.join()
        let all = secrets.withLock(\.self)
        #expect(all.count == 8 && Set(all).count == 1 && all.first?.count == ServerSecret.byteCount)
        let ids = try Platform(directory: folder.path) { 1 }.stores().map(\.id)
        #expect(ids == Array(1001...1008))
        #expect(TemporaryFolder.names(in: folder.path).filter { $0.hasPrefix("secret") } == ["secret.key"])
    }

    @Test
    func `a secret that others can read, or that is cut short, is refused`() throws {
        let folder = try TemporaryFolder()
        _ = try ServerSecret(directory: folder.path)
        chmod(folder.file("secret.key"), 0o640)
        #expect(throws: PlatformError.self) { try ServerSecret(directory: folder.path) }
        chmod(folder.file("secret.key"), 0o600)
        truncate(folder.file("secret.key"), 31)
        #expect(throws: PlatformError.self) { try ServerSecret(directory: folder.path) }
    }
}

/// What the threads of the race share; keys are revoked in the sequence of `tokens`.
private final class RevocationRace: Sendable {
    let platform: Platform
    let tokens: [String]
    let now: Int64
    let readyThreads = Atomic(0)
    let revokedCount = Atomic(0)
    let acceptedInTime = Atomic(0)
    let acceptedTooLate = Atomic(0)
    let failures = Atomic(0)

    init(platform: Platform, tokens: [String], now: Int64) {
        self.platform = platform
        self.tokens = tokens
        self.now = now
    }

    func authenticateUntilAllAreRevoked() {
        do {
            let cache = try PrincipalCache(platform: platform)
            for token in tokens where try cache.authenticate(token, at: now).principal != nil { count(false) }
            readyThreads.add(1, ordering: .releasing)
            var place = 0
            while revokedCount.load(ordering: .acquiring) < tokens.count {
                place = (place + 1) % tokens.count
                let isRevoked = place < revokedCount.load(ordering: .acquiring)
                guard try cache.authenticate(tokens[place], at: now).principal != nil else { continue }
                count(isRevoked)
            }
        } catch {
            failures.add(1, ordering: .relaxed)
            readyThreads.add(1, ordering: .releasing)
        }
    }

    private func count(_ isTooLate: Bool) {
        if isTooLate {
            acceptedTooLate.add(1, ordering: .relaxed)
        } else {
            acceptedInTime.add(1, ordering: .relaxed)
        }
    }
}

extension PlatformFixture {
    /// A connection past the platform, for what a crash would have left.
    func raw() throws -> Database {
        try Database(path: folder.file("platform.db"), access: .readWrite)
    }

    func raiseVersion() throws {
        try raw().execute("PRAGMA user_version = 99")
    }

    func version() throws -> Int64 {
        let version = try raw().prepare("PRAGMA user_version")
        return try version.step() ? version.int64(0) : 0
    }

    func epoch() throws -> UInt64 {
        try folder.bytes("platform.epoch").withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }

    func setEpoch(_ change: (UInt64) -> UInt64) throws {
        var value = change(try epoch())
        let descriptor = open(folder.file("platform.epoch"), O_WRONLY)
        defer { close(descriptor) }
        guard pwrite(descriptor, &value, 8, 0) == 8 else { throw StorageError(.io, "cannot write the epoch") }
    }

    /// Tokens whose keys are inserted in one transaction: a commit for each would take seconds.
    func manyTokens(_ count: Int) throws -> [String] {
        let database = try raw()
        let model = try newKey()
        let insert = try database.prepare(
            """
            INSERT INTO keys (public_id, store_id, sha256, hint, name, scopes, tier, no_rate_limit, created_at_us)
            SELECT ?1, store_id, ?2, hint, name, scopes, tier, no_rate_limit, created_at_us FROM keys WHERE id = ?3
            """)
        let tokens = (0..<count).map { _ in KeyToken.random().reveal { $0 } }
        try database.begin()
        for (number, token) in tokens.enumerated() {
            try insert.bind(1, "key_test\(number)")
            try insert.bind(2, copying: Crypto.sha256(Array(token.utf8)))
            try insert.bind(3, model.key.id)
            try insert.run()
        }
        try database.commit()
        return tokens
    }
}

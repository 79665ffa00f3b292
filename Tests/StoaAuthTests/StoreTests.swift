import StoaAuth
import StoaCore
import StoaStorage
import Testing

struct StoreTests {
    @Test
    func `the first store is 1001, and stores are found by name and by id`() throws {
        let fixture = try PlatformFixture()
        let store = try fixture.platform.createStore(name: "beta-2", currency: "JPY", timeZone: "Asia/Tokyo")
        #expect(fixture.store.id == 1001)
        #expect(store.id == 1002)
        #expect(store.currency == "JPY" && store.timeZone == "Asia/Tokyo" && store.status == .active)
        #expect(store.createdAt == fixture.clock.now)
        #expect(try fixture.otherProcess().store(named: "beta-2") == store)
        #expect(try fixture.platform.store(id: 1002) == store)
        #expect(try fixture.platform.stores() == [fixture.store, store])
        #expect(try fixture.platform.store(named: "gamma") == nil)
        #expect(try fixture.platform.store(id: 1) == nil)
    }

    @Test(arguments: ["", "A", "1a", "-a", "a_b", "a.b", "ä", "a/b", "a b", String(repeating: "a", count: 64)])
    func `a name that cannot be a host's label is refused`(name: String) throws {
        let fixture = try PlatformFixture()
        let error = #expect(throws: PlatformError.self) { try fixture.platform.createStore(name: name) }
        #expect(error?.kind == .invalid(field: "name"))
    }

    @Test
    func `the longest name is taken, and a second time it is a conflict`() throws {
        let fixture = try PlatformFixture()
        let name = String(repeating: "z", count: 63)
        _ = try fixture.platform.createStore(name: name)
        let error = #expect(throws: PlatformError.self) { try fixture.otherProcess().createStore(name: name) }
        #expect(error?.kind == .conflict)
    }

    @Test
    func `a currency or a time zone that is none is refused`() throws {
        let platform = try PlatformFixture().platform
        let currency = #expect(throws: PlatformError.self) { try platform.createStore(name: "b", currency: "usd") }
        #expect(currency?.kind == .invalid(field: "currency"))
        for zone in ["", "/etc/passwd", "Europe Berlin"] {
            let error = #expect(throws: PlatformError.self) { try platform.createStore(name: "b", timeZone: zone) }
            #expect(error?.kind == .invalid(field: "time_zone"))
        }
    }

    @Test
    func `a module is on until it is switched off, for one store and for the next request`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        let other = try fixture.platform.createStore(name: "beta")
        #expect(try fixture.authenticate(key.text).principal?.isEnabled(module: "suppliers") == true)
        try fixture.otherProcess().setModule(store: fixture.store.id, module: "suppliers", enabled: false)
        #expect(try fixture.authenticate(key.text).principal?.isEnabled(module: "suppliers") == false)
        #expect(try fixture.platform.moduleStates(store: fixture.store.id) == ["suppliers": false])
        #expect(try fixture.platform.moduleStates(store: other.id) == [:])
        try fixture.platform.setModule(store: fixture.store.id, module: "suppliers", enabled: true)
        #expect(try fixture.authenticate(key.text).principal?.disabledModules == [])
        let error = #expect(throws: PlatformError.self) {
            try fixture.platform.setModule(store: 5, module: "suppliers", enabled: true)
        }
        #expect(error?.kind == .notFound)
    }

    @Test
    func `a file from a server that kept no daily counts is taken over with all that is in it`() throws {
        let fixture = try PlatformFixture()
        let key = try fixture.newKey()
        try fixture.raw().execute(
            """
            ALTER TABLE keys DROP COLUMN quota_day;
            ALTER TABLE keys DROP COLUMN quota_units;
            PRAGMA user_version = \(try fixture.version() - 1);
            """)
        let newer = try fixture.otherProcess()
        try newer.recordLastUsed([KeyUse(keyID: key.key.id, at: 1, dayCount: DayCount(day: 5, units: 7))])
        let found = try PrincipalCache(platform: newer).authenticate(key.text, at: fixture.clock.now).principal
        #expect(found?.publicID == key.key.publicID && found?.dayCount == DayCount(day: 5, units: 7))
    }

    @Test
    func `a store that needs attention is named once, and asking is no change of the platform`() throws {
        let fixture = try PlatformFixture()
        let other = try fixture.otherProcess()
        for _ in 0..<2 { try other.callAttention(to: fixture.store.id) }
        let revision = fixture.platform.revision
        #expect(try fixture.platform.takeAttention() == [fixture.store.id])
        #expect(try fixture.platform.takeAttention() == [])
        #expect(fixture.platform.revision == revision)
    }

    @Test
    func `a file from a newer server is refused`() throws {
        let fixture = try PlatformFixture()
        try fixture.raiseVersion()
        let error = #expect(throws: PlatformError.self) { try fixture.otherProcess() }
        #expect(error?.kind == .storage(.schema))
    }
}

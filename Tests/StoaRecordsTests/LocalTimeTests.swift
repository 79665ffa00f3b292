import StoaCore
import StoaRecords
import Testing

/// A store whose settings say which time zone its clocks go by.
struct LocalTimeTests {
    private static func settings(_ name: String = "settings") -> ResourceDeclaration {
        var declaration = resource(
            name, name,
            [
                field("zone", .text, [.timeZone]), field("title", .text, max: 5), field("made_at", .time, [.onCreate]),
                field("seen_at", .time),
            ])
        declaration.verbs = [.list, .get, .update]
        declaration.seed = "[{}]"
        return declaration
    }

    private static func registry(
        _ resources: [ResourceDeclaration] = [settings()], hooks: [Hook] = []
    ) throws -> Registry {
        var module = ModuleDeclaration(id: "settings", version: "1.0.0")
        module.resources = resources
        module.hooks = hooks
        return try sampleRegistry(others: [module])
    }

    private func store(_ zone: String = "Etc/UTC", in folder: TemporaryFolder? = nil) throws -> TestStore {
        try TestStore(Self.registry(), in: folder, firstTimeZone: zone)
    }

    private let seed = Int64(7_000_000_001)

    /// How a supplier that is made now shows when that is.
    private func offset(_ store: TestStore) throws -> String {
        let made = try store.create("supplier", #"{"name":"n"}"#)
        let document = try #require(try store.document("supplier", made.id))
        let parts = document.split(separator: #""created_at":""#)
        return String(try #require(parts.last).prefix(25).suffix(6))
    }

    @Test func `Two fields that say it, and one that many records have, are refused`() {
        #expect(throws: RegistryError.self) { try Self.registry([Self.settings(), Self.settings("more")]) }
        var many = Self.settings()
        many.verbs = .all
        #expect(throws: RegistryError.self) { try Self.registry([many]) }
        many.verbs = [.get]
        many.seed = ""
        #expect(throws: RegistryError.self) { try Self.registry([many]) }
    }

    @Test func `What is no zone is refused, and nothing moves`() throws {
        let store = try store()
        for zone in ["Berlin", "europe/berlin", "Europe", "", "/etc/passwd", "../zoneinfo/UTC", "posix/UTC", "Europe/"]
        {
            let failure = store.refusal { () throws(Failure) in
                try store.update("settings", seed, #"{"zone":"\#(zone)"}"#)
            }
            #expect(
                failure?.issues.map(\.message) == (zone.isEmpty ? nil : ["is not the name of a time zone"]), "\(zone)")
            #expect(try offset(store) == "+00:00")
        }
    }

    @Test func `A refused move moves nothing, whatever else is in its batch`() throws {
        // Refused by what follows, when the move has been stored.
        let refusing = hook("settings", .follow) { context, change in
            context.text(change.draft, "title") == "no" ? -422 : 0
        }
        let store = try TestStore(Self.registry(hooks: [refusing]), firstTimeZone: "Etc/GMT-3")
        let resource = try store.resource("settings")
        func moving(_ zone: String, _ title: String) -> TestStore.Perform {
            { [seed] transaction throws(Failure) in
                let input = try transaction.parse(Array(#"{"zone":"\#(zone)","title":"\#(title)"}"#.utf8))
                return Written.reply(
                    try transaction.update(
                        resource, id: seed, within: RecordGuard(), from: input, expectedVersion: .any))
            }
        }
        for round in 0..<3 {
            let writes: [TestStore.Perform] = [
                store.creating("supplier", #"{"name":"a"}"#), moving("Etc/GMT-7", "no"),
                store.creating("supplier", #"{"name":"b"}"#),
            ]
            let answers = store.batch(writes.map { (nil, $0) })
            #expect(answers.map { $0.wait().status } == [200, 422, 200])
            #expect(try offset(store) == "+03:00", "round \(round)")
        }
        let writes = [moving("Etc/GMT-9", "yes"), moving("Etc/GMT-7", "no"), moving("Etc/GMT-8", "no")]
        #expect(store.batch(writes.map { (nil, $0) }).map { $0.wait().status } == [200, 422, 422])
        #expect(try offset(store) == "+09:00")
    }

    @Test func `A store that is opened again goes by what it went by`() throws {
        let folder = try TemporaryFolder()
        do {
            let store = try store(in: folder)
            try store.update("settings", seed, #"{"zone":"Asia/Tokyo"}"#)
            store.set.close()
        }
        #expect(try offset(store("Etc/GMT+1", in: folder)) == "+09:00", "what it began with does not count any more")
    }

    @Test func `The first move holds for all that was before, the next from its moment on`() throws {
        let store = try store()
        let old = try store.create("supplier", #"{"name":"n","signed_at":"2020-01-01T00:00:00Z"}"#)
        func signed() throws -> Bool {
            try #require(try store.document("supplier", old.id)).contains(#""signed_at":"2020-01-01T09:00:00+09:00""#)
        }
        #expect(try !signed())
        try store.update("settings", seed, #"{"zone":"Asia/Tokyo"}"#)
        #expect(try signed())
        try store.update("settings", seed, #"{"zone":"Etc/GMT+5"}"#)
        #expect(try signed() && offset(store) == "-05:00")
    }
}

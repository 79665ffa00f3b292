import StoaCore
import StoaLoader
import StoaRecords
import Testing

extension LoaderTests {
    /// What modules get from the host, in a real store.
    @Suite struct Host {
        private func shop(_ modules: String..., disabled: Set<String> = []) throws -> Shop {
            let folder = try ModuleFolder()
            for module in modules { try folder.add(module) }
            let report = try folder.load()
            #expect(report.refused == [])
            return try Shop(report.registry, disabled: disabled)
        }

        // MARK: Hostile modules

        @Test(arguments: ["handles", "counts", "queries", "fields", "drafts", "bus", "reply", "companions", "times"])
        func `a module that breaks the rules is told so and does no harm`(probe: String) async throws {
            #expect(try await shop("hostile").post("hostile/\(probe)") == "[]")
        }

        @Test func `values that no field may hold are refused, and the call with them`() async throws {
            let shop = try shop("hostile")
            let failure = await #expect(throws: Failure.self) { try await shop.post("hostile/values") }
            #expect(
                failure?.issues == [
                    .init(field: "name", message: "is too long (maximum is 80 characters)"),
                    .init(field: "size", message: "must be greater than or equal to 0"),
                ])
            #expect(try shop.count("thing") == 0)
        }

        @Test func `handles of an earlier call are stale`() async throws {
            let shop = try shop("hostile")
            for _ in 0..<3 {
                #expect(try await shop.post("hostile/fields") == "[]")
                #expect(try await shop.post("hostile/stale") == "[]")
            }
        }

        @Test(arguments: ["odd_failure", "odd_result"])
        func `a result that is none is an internal error`(probe: String) async throws {
            let shop = try shop("hostile")
            let failure = await #expect(throws: Failure.self) { try await shop.post("hostile/\(probe)") }
            #expect(failure?.status == 500)
            #expect(try await shop.post("hostile/reply") == "[]")
        }

        @Test func `hooks that write where they may not are stopped, and the record is kept`() async throws {
            let shop = try shop("hostile")
            let document = try await shop.create("thing", #"{"name":"a","parts":[{"label":"b"}]}"#)
            #expect(document.contains(#""name":"a","size":null,"parts":[{"#))
            #expect(try shop.count("thing") == 1)
        }

        // MARK: What is declared and what is called

        @Test func `one function under two declarations is told apart by its data`() async throws {
            let shop = try shop("notes")
            #expect(try await shop.post("notes/first").contains(#""text":"first""#))
            #expect(try await shop.post("notes/second").contains(#""text":"second""#))
            #expect(try await shop.post("notes/relay/notes.one%2F1") == "1")
            #expect(try await shop.post("notes/relay/notes.two%2F1") == "2")
            for text in ["unwanted", "unseen"] {
                let failure = await #expect(throws: Failure.self) {
                    try await shop.create("note", #"{"text":"\#(text)"}"#)
                }
                #expect(failure?.issues == [.init(field: "text", message: text)])
            }
            #expect(try await shop.create("note", #"{"text":"welcome"}"#).contains(#""text":"welcome""#))
        }

        // MARK: Records

        @Test func `a route answers with the record that it saved`() async throws {
            let shop = try shop("notes")
            #expect(try await shop.post("notes/first") == #"{"id":7000000001,"text":"first","number":7000000001}"#)
        }

        @Test func `what clients see of a record is known as soon as it is saved`() async throws {
            let shown = try await shop("notes").post("notes/shown")
            #expect(shown == #"{"id":7000000001,"text":"shown","number":7000000001}"#)
        }

        @Test func `what is not stored cannot be shown`() async throws {
            let failure = await #expect(throws: Failure.self) { try await shop("notes").post("notes/draft") }
            #expect(failure?.status == 404)
        }

        @Test func `a record that changed since it was read is not overwritten`() async throws {
            let shop = try shop("notes")
            let failure = await #expect(throws: Failure.self) { try await shop.post("notes/stale") }
            #expect(failure?.status == 412)
            #expect(try shop.count("note") == 0)
        }

        @Test func `of a batch with a refused record nothing stays`() async throws {
            let shop = try shop("notes")
            let failure = await #expect(throws: Failure.self) { try await shop.post("notes/half") }
            #expect(failure?.issues == [.init(field: "text", message: "unwanted")])
            #expect(try shop.count("note") == 0)
        }

        // MARK: Services

        @Test func `a service of another module answers in the same call`() async throws {
            let shop = try shop("notes", "hostile")
            #expect(try await shop.post("notes/relay/hostile.recurse%2F1", #"{"any":1}"#) == "null")
        }

        @Test(arguments: [("notes.broken", 500), ("notes.guarded", 403), ("nobody.home", 500), ("notes.one%00", 500)])
        func `a service that may not be called or answers nonsense is a failure`(name: String, status: UInt16)
            async throws
        {
            let shop = try shop("notes")
            let failure = await #expect(throws: Failure.self) {
                try await shop.post("notes/relay/\(name)%2F1", scopes: Scopes(parsing: "write_notes"))
            }
            #expect(failure?.status == status)
        }

        @Test func `a service that says nothing answers null`() async throws {
            #expect(try await shop("notes").post("notes/relay/notes.nothing%2F1") == "null")
        }

        // MARK: Switched off

        @Test func `a module that a store has switched off offers it no services and runs no hooks`() async throws {
            let shop = try shop("notes", "hostile", disabled: ["hostile"])
            await #expect(throws: Failure.self) { try await shop.post("notes/relay/hostile.recurse%2F1") }
            let other = try self.shop("notes", disabled: ["notes"])
            #expect(try await other.create("note", #"{"text":"unwanted"}"#).contains("unwanted"))
        }
    }
}

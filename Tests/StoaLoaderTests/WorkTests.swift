import StoaCore
import StoaLoader
import StoaRecords
import Synchronization
import Testing

extension LoaderTests {
    /// Jobs, events and keys, as C modules ask for them.
    @Suite struct Work {
        private let clock = TestClock()

        private func shop(_ module: String) throws -> Shop {
            ModuleLoader.setEnvironment(secret: Array(repeating: 7, count: 32), isDevelopment: false)
            let report = try ModuleFolder(module).load()
            #expect(report.refused == [])
            return try Shop(report.registry, clock: clock.clock)
        }

        /// The payloads of a topic's events, once there are so many.
        private func told(_ topic: String, _ count: Int, _ shop: Shop) async throws -> [String] {
            var lines: [String] = []
            for _ in 0..<3_000 {
                lines = try await shop.post("chores/events/\(topic)").split(separator: "\n").map(String.init)
                if lines.count >= count { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            return lines
        }

        /// The queue, once it is as `condition` says.
        private func jobs(
            of shop: Shop, _ condition: ([JobDesk.Entry]) -> Bool
        ) async throws -> [JobDesk.Entry] {
            for _ in 0..<3_000 {
                let jobs = try shop.jobs()
                if condition(jobs) { return jobs }
                try await Task.sleep(for: .milliseconds(10))
            }
            return try shop.jobs()
        }

        // MARK: A module that asks well

        @Test func `a job runs with its arguments, and a listener hears of it`() async throws {
            let shop = try shop("chores")
            let runner = shop.makeRunner(clock: clock)
            runner.start()
            defer { runner.stop() }
            for number in 1...5 { #expect(try await shop.post("chores/tell", #"{"n":\#(number)}"#) == "true") }
            let expected = (1...5).map { #"{"n":\#($0)}"# }
            #expect(try await told("chore.heard", 5, shop) == expected)
            #expect(try await jobs(of: shop, \.isEmpty) == [])
        }

        @Test func `a job gets the reply to what it sends, and says so in one transaction`() async throws {
            let shop = try shop("chores")
            let sent = Mutex<[HTTPExchange]>([])
            let runner = shop.makeRunner(clock: clock) { exchange in
                sent.withLock { $0.append(exchange) }
                var reply = HTTPReply(status: 200, durationMilliseconds: 1)
                reply.body = Array(#""taken""#.utf8)
                return reply
            }
            runner.start()
            defer { runner.stop() }
            _ = try await shop.post("chores/call", "1")
            _ = try await shop.post("chores/call", "1")
            #expect(try await told("chore.called", 2, shop) == [#""taken""#, #""taken""#])
            let exchanges = sent.withLock { $0 }
            let first = try #require(exchanges.first)
            #expect(exchanges.count == 2 && first.body.count == 32)
            // The same arguments under the same key.
            #expect(exchanges.allSatisfy { $0 == first })
            #expect((first.method, first.url) == ("POST", "https://example.com/chores"))
            #expect(first.headers.map(\.name) == ["X-Chore"] && first.channel == "1/chores/chores")
        }

        @Test func `a job that puts itself off keeps what it changed and its new arguments`() async throws {
            let shop = try shop("chores")
            let runner = shop.makeRunner(clock: clock)
            runner.start()
            defer { runner.stop() }
            _ = try await shop.post("chores/linger", "1")
            #expect(try await told("chore.told", 2, shop) == [#""first""#, #""second""#])
        }

        @Test func `a job that fails to the last leaves its reason and nothing else`() async throws {
            let shop = try shop("chores")
            let runner = shop.makeRunner(clock: clock)
            runner.start()
            defer { runner.stop() }
            _ = try await shop.post("chores/fail", "1")
            #expect(try await jobs(of: shop) { $0.first?.failures == 1 }.first?.failures == 1)
            // Beyond the moments of both further attempts.
            clock.advance(seconds: 10)
            runner.wake(1)
            let letter = try #require(try await jobs(of: shop) { $0.first?.isDead == true }.first)
            #expect((letter.name, letter.failures) == ("chores.fail", 3))
            #expect(letter.error == "chore is never done")
            #expect(try await told("chore.told", 0, shop) == [])
        }

        @Test func `a job that is not declared is not added`() async throws {
            let shop = try shop("chores")
            let failure = await #expect(throws: Failure.self) { try await shop.post("chores/unicorn") }
            #expect(failure?.status == 404)
        }

        // MARK: Modules that do not

        @Test(arguments: ["jobs", "events", "crypto"])
        func `what breaks the rules is refused and does no harm`(probe: String) async throws {
            let shop = try shop("hostile")
            #expect(try await shop.post("hostile/\(probe)") == "[]")
            #expect(try await shop.post("hostile/stale") == "[]")
        }

        @Test(arguments: [
            "arguments", "null_arguments", "long_arguments", "null_headers", "many_headers", "lost_header", "null_body",
            "null_url", "result",
        ])
        func `a job that leaves nonsense fails, sends nothing and says so in the queue`(what: String) async throws {
            let shop = try shop("hostile")
            let sent = Atomic(0)
            let runner = shop.makeRunner(clock: clock) { _ in
                sent.add(1, ordering: .relaxed)
                return .nothing
            }
            runner.start()
            defer { runner.stop() }
            _ = try await shop.post("hostile/odd_job", #""\#(what)""#)
            let letter = try #require(try await jobs(of: shop) { $0.first?.isDead == true }.first)
            #expect(letter.isDead && letter.name == "hostile.probe" && !letter.error.isEmpty)
            #expect(sent.load(ordering: .relaxed) == 0)
        }

        @Test func `what a job wants next is done if nobody knows what it is`() async throws {
            let shop = try shop("hostile")
            let runner = shop.makeRunner(clock: clock)
            runner.start()
            defer { runner.stop() }
            _ = try await shop.post("hostile/odd_job", #""what""#)
            #expect(try await jobs(of: shop, \.isEmpty) == [])
        }
    }
}

import StoaCore
import StoaRecords
import Synchronization
import Testing

struct JobTests {
    @Test func `A job runs once and is gone, together with what it did`() throws {
        let runs = Notes()
        let work = try WorkStore { context, run in
            runs.add(String(decoding: run.job.arguments, as: UTF8.self))
            if run.job.arguments == Array("1".utf8) {
                return "2".withBytes { context.enqueue("send", key: "", lane: "", due: 0, arguments: $0).0 }
            }
            return 0
        }
        work.runner.start()
        try work.enqueue()
        #expect(try eventually { try runs.all.count == 2 && work.rows().isEmpty })
        #expect(runs.all == ["1", "2"])
    }

    @Test func `What waits when a server starts is done`() throws {
        let runs = Notes()
        let work = try WorkStore { _, run in
            runs.add("\(run.job.id) \(run.job.failures)")
            return 0
        }
        let id = try work.enqueue()
        #expect(try work.rows().count == 1 && runs.all.isEmpty)
        work.runner.start()
        #expect(try eventually { try work.rows().isEmpty })
        #expect(runs.all == ["\(id) 0"])
    }

    @Test func `A refused write leaves no job`() throws {
        let work = try WorkStore(listen: nil)
        #expect(throws: Failure.self) {
            try work.store.write { transaction throws(Failure) in
                transaction.context.module = "work"
                _ = "1".withBytes {
                    transaction.context.enqueue("send", key: "", lane: "", due: 0, arguments: $0)
                }
                throw .conflict("No.")
            }
        }
        #expect(try work.rows().isEmpty)
    }

    @Test func `A failing run leaves nothing behind, is tried as declared and becomes a dead letter`() throws {
        let clock = TestClock()
        let attempts = Mutex<[Int64]>([])
        let work = try WorkStore(clock: clock, delays: [10, 100]) { context, run in
            attempts.withLock { $0.append(context.wallMicroseconds) }
            _ = "2".withBytes { context.enqueue("send", key: "", lane: "other", due: 0, arguments: $0) }
            context.fail(-422, field: "target", message: "is not there")
            return -422
        }
        let start = clock.clock.wallMicroseconds()
        try work.enqueue()
        work.runner.start()
        for (failures, seconds) in [(1, Int64(11)), (2, 101)] {
            #expect(try eventually { try work.rows() == ["work.send \(failures) target is not there 0"] })
            #expect(attempts.withLock { $0.count } == failures)
            clock.advance(seconds: seconds)
            work.runner.wake(1)
        }
        #expect(try eventually { try work.rows() == ["work.send 3 target is not there 1"] })
        #expect(attempts.withLock { $0.map { ($0 - start) / 1_000_000 } } == [0, 11, 112])
    }

    @Test func `While one waits, a second of the same key is not added; cancelling makes room`() throws {
        let work = try WorkStore(listen: nil)
        let first = try work.enqueue(key: "a", due: .max / 2)
        #expect(try work.enqueue(key: "a") == first)
        #expect(try work.enqueue(key: "b", due: .max / 2) != first)
        let codes = Mutex<[Int32]>([])
        try work.store.write { transaction throws(Failure) in
            transaction.context.module = "work"
            codes.withLock { $0 = ["a", "a"].map { transaction.context.cancelJob("send", key: $0) } }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(codes.withLock { $0 } == [0, -404])
        #expect(try work.enqueue(key: "a", due: .max / 2) != first)
        #expect(try work.rows().count == 2)
    }

    @Test func `Cancelling drops a dead letter too`() throws {
        let work = try WorkStore(delays: []) { context, _ in
            context.fail(-422, field: "target", message: "is not there")
            return -422
        }
        try work.enqueue(key: "a")
        work.runner.start()
        #expect(try eventually { try work.rows() == ["work.send 1 target is not there 1"] })
        let codes = Mutex<[Int32]>([])
        try work.store.write { transaction throws(Failure) in
            transaction.context.module = "work"
            codes.withLock { $0 = ["a", "a"].map { transaction.context.cancelJob("send", key: $0) } }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(codes.withLock { $0 } == [0, -404])
        #expect(try work.rows().isEmpty)
    }

    @Test(
        arguments: [
            ("unknown", "1", -404), ("send", "{", -400), ("send", String(repeating: "1", count: 300_000), -413),
        ] as [(String, String, Int32)])
    func `What cannot be added is refused`(name: String, json: String, expected: Int32) throws {
        let work = try WorkStore(listen: nil)
        let code = Mutex<Int32>(0)
        try work.store.write { transaction throws(Failure) in
            transaction.context.module = "work"
            let result = json.withBytes {
                transaction.context.enqueue(name, key: "", lane: "", due: 0, arguments: $0).0
            }
            code.withLock { $0 = result }
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        #expect(code.withLock { $0 } == expected)
    }

    @Test func `Jobs of a lane run in the sequence of their due times, no more at once than declared`() throws {
        let running = Mutex<[@Sendable (HTTPReply) -> Void]>([])
        let seen = Notes()
        let work = try WorkStore(
            width: 2,
            exchange: { exchange, reply in
                seen.add(exchange.url)
                running.withLock { $0.append(reply) }
            }
        ) { _, run in
            if run.reply == nil { run.next = .exchange(.sample(String(decoding: run.job.arguments, as: UTF8.self))) }
            return 0
        }
        for number in 1...6 { try work.enqueue("\(number)") }
        work.runner.start()
        for round in 1...3 {
            #expect(eventually { running.withLock { $0.count } == 2 })
            #expect(seen.all.count == round * 2)
            for reply in running.withLock({ replies in
                defer { replies = [] }
                return replies
            }) { reply(HTTPReply(status: 200, durationMilliseconds: 1)) }
        }
        #expect(try eventually { try work.rows().isEmpty })
        #expect(seen.all.sorted() == (1...6).map { "\($0)" } && Set(seen.all.prefix(2)) == ["1", "2"])
    }

    @Test func `A lane that is stuck holds up no other`() throws {
        let done = Mutex(0)
        let work = try WorkStore(exchange: { _, _ in }) { _, run in
            if run.job.lane.hasSuffix("/dead") { run.next = .exchange(.sample("x")) } else { done.withLock { $0 += 1 } }
            return 0
        }
        for _ in 0..<200 { try work.enqueue(lane: "dead") }
        for number in 0..<200 { try work.enqueue(lane: "lane\(number % 7)") }
        work.runner.start()
        #expect(eventually { done.withLock { $0 } == 200 })
        #expect(try eventually { try work.rows().count == 200 })
    }

    @Test func `The reply of an exchange comes with new arguments; a restart begins the attempt again`() throws {
        let runs = Notes()
        let silent = Mutex(true)
        let run: WorkStore.Run = { _, run in
            runs.add("\(String(decoding: run.job.arguments, as: UTF8.self)) \(run.step) \(run.reply?.status ?? 0)")
            guard run.reply == nil else { return 0 }
            run.newArguments = Array("\"changed\"".utf8)
            run.next = .exchange(.sample("x"))
            return 0
        }
        let exchange: JobRunner.Exchange = { _, reply in
            if !silent.withLock({ $0 }) { reply(HTTPReply(status: 202, durationMilliseconds: 1)) }
        }
        let work = try WorkStore(exchange: exchange, run: run)
        try work.enqueue()
        work.runner.start()
        #expect(eventually { runs.all == ["1 0 0"] })
        work.runner.stop()
        work.store.set.close()
        silent.withLock { $0 = false }
        let next = try WorkStore(in: work.store.folder, exchange: exchange, run: run)
        next.runner.start()
        #expect(try eventually { try next.rows().isEmpty })
        #expect(runs.all == ["1 0 0", "\"changed\" 0 0", "\"changed\" 1 202"])
    }

    @Test func `A job that is cancelled during its exchange does not go on`() throws {
        let replies = Mutex<[@Sendable (HTTPReply) -> Void]>([])
        let steps = Mutex(0)
        let work = try WorkStore(exchange: { _, reply in replies.withLock { $0.append(reply) } }) { _, run in
            steps.withLock { $0 += 1 }
            run.next = .exchange(.sample("x"))
            return 0
        }
        try work.enqueue(key: "k")
        work.runner.start()
        #expect(eventually { replies.withLock { $0.count } == 1 })
        try work.store.write { transaction throws(Failure) in
            transaction.context.module = "work"
            _ = transaction.context.cancelJob("send", key: "k")
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        replies.withLock { $0[0] }(HTTPReply(status: 200, durationMilliseconds: 1))
        try work.enqueue("2", key: "later")
        #expect(eventually { replies.withLock { $0.count } == 2 })
        #expect(steps.withLock { $0 } == 2)
    }

    @Test func `Jobs of a module that is off wait`() throws {
        let work = try WorkStore(isOff: true) { _, _ in -500 }
        try work.enqueue()
        work.runner.start()
        work.runner.stop()
        #expect(try work.rows() == ["work.send 0  0"])
    }

    @Test func `A job that asks to run again does so when it said`() throws {
        let clock = TestClock()
        let times = Mutex<[Int64]>([])
        let work = try WorkStore(clock: clock, delays: [1, 1, 1]) { context, run in
            times.withLock { $0.append(context.wallMicroseconds / 1_000_000) }
            if run.job.failures == 0 { run.next = .retry(at: context.wallMicroseconds + 3_600_000_000) }
            return 0
        }
        let start = clock.clock.wallMicroseconds() / 1_000_000
        try work.enqueue()
        work.runner.start()
        #expect(try eventually { try work.rows() == ["work.send 1 asked to run again 0"] })
        clock.advance(seconds: 3_599)
        work.runner.wake(1)
        clock.advance(seconds: 2)
        work.runner.wake(1)
        #expect(try eventually { try work.rows().isEmpty })
        #expect(times.withLock { $0.map { $0 - start } } == [0, 3_601] || times.withLock { $0.count } == 2)
    }
}

extension HTTPExchange {
    static func sample(_ url: String) -> HTTPExchange {
        HTTPExchange(
            method: "POST", url: url, headers: [], body: [], timeoutMilliseconds: 1, replyBytesMax: 1, channel: "")
    }
}

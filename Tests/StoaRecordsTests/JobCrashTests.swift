import StoaCore
import StoaRecords
import Synchronization
import Testing

struct JobCrashTests {
    @Test func `What module code does is noted, what is waited for is not`() throws {
        let noted = Notes()
        let notes = StepNotes(
            begin: { noted.add("\($0.name) \($0.work)") }, end: { noted.add("end") }, takeCrashes: { [] })
        let meanwhile = Mutex<[String]>([])
        let work = try WorkStore(
            notes: notes,
            exchange: { _, reply in
                meanwhile.withLock { $0 = noted.all }
                reply(HTTPReply(status: 200, durationMilliseconds: 1))
            }
        ) { _, run in
            noted.add("run")
            if run.reply == nil { run.next = .exchange(.sample("x")) }
            return 0
        }
        let id = try work.enqueue()
        work.runner.start()
        #expect(try eventually { try work.rows().isEmpty })
        let step = ["work.send job(\(id))", "run", "end"]
        #expect(noted.all == step + step)
        #expect(meanwhile.withLock { $0 } == step)
    }

    @Test func `What a listener is told of is noted by its places`() throws {
        let noted = Notes()
        let notes = StepNotes(begin: { noted.add("\($0)") }, end: {}, takeCrashes: { [] })
        let work = try WorkStore(listen: { _, _ in 0 }, notes: notes, run: { _, _ in 0 })
        for number in 1...3 { try work.store.create("supplier", #"{"name":"n\#(number)"}"#) }
        work.runner.start()
        #expect(eventually { noted.all == ["\(Step(store: 1, name: "work.watch", work: .events(1...3)))"] })
    }

    @Test(arguments: [(20, [7, 14, 21]), (6, [2, 4, 6]), (3, [1, 2, 3]), (2, [1, 2]), (1, [1])])
    func `A job that ends the process is a dead letter after its attempts, and after three crashes at the latest`(
        attempts: Int, failures: [Int]
    ) throws {
        let folder = try TemporaryFolder()
        let runs = Notes()
        let start = { (crashes: [Crash]) throws in
            try WorkStore(
                in: folder, delays: Array(repeating: 60, count: attempts - 1), notes: .after(crashes)
            ) { _, run in
                runs.add("\(run.job.id)")
                return 0
            }
        }
        var work = try start([])
        let id = try work.enqueue()
        for failed in failures {
            work.store.set.close()
            work = try start([Crash(Step(store: 1, name: "work.send", work: .job(id)), cause: "SIGILL")])
            work.runner.start()
            let state = "work.send \(failed) the process ended while it ran (SIGILL) \(failed < attempts ? 0 : 1)"
            #expect(try eventually { try work.rows() == [state] })
            work.runner.stop()
        }
        // Each time it was charged before it could be chosen.
        #expect(runs.all.isEmpty)
    }

    @Test func `A crash of what is not there any more changes nothing, and others run`() throws {
        let runs = Notes()
        let gone = [
            Crash(Step(store: 1, name: "work.send", work: .job(1)), cause: "SIGILL"),
            Crash(Step(store: 1, name: "work.gone", work: .events(1...1)), cause: "SIGILL"),
            Crash(Step(store: 2, name: "work.send", work: .job(1)), cause: "SIGILL"),
        ]
        let work = try WorkStore(notes: .after(gone)) { _, run in
            runs.add("\(run.job.id)")
            return 0
        }
        let id = try work.enqueue()
        work.runner.start()
        #expect(try eventually { try work.rows().isEmpty })
        #expect(runs.all == ["\(id)"])
    }

    @Test func `After a crash in some events each is told alone, and the one that ends the process is put aside`()
        throws
    {
        let folder = try TemporaryFolder()
        let clock = TestClock()
        let told = Notes()
        let start = { (crashes: [Crash]) throws in
            try WorkStore(
                in: folder, clock: clock,
                listen: { _, events in
                    told.add(events.map { "\($0.seq)" }.joined(separator: " "))
                    // In place of a trap, which a test would not survive.
                    return events.contains { $0.seq == 2 } ? -500 : 0
                }, notes: .after(crashes), run: { _, _ in 0 })
        }
        var work = try start([])
        for number in 1...4 { try work.store.create("supplier", #"{"name":"n\#(number)"}"#) }
        let crashes: [(places: ClosedRange<Int64>, row: String)] = [
            (1...4, "1 1"), (2...2, "1 8"), (2...2, "1 15"), (2...2, "4 0"),
        ]
        for (places, row) in crashes {
            work.store.set.close()
            work = try start([Crash(Step(store: 1, name: "work.watch", work: .events(places)), cause: "SIGSEGV")])
            work.runner.start()
            #expect(try eventually { try work.store.rows("SELECT seq||' '||failures FROM listeners") == [row] })
            work.runner.stop()
        }
        #expect(told.all == ["1", "2", "3 4"])
        #expect(try work.rows() == ["work.watch 22 the process ended while it ran (SIGSEGV) 1"])
    }
}

extension StepNotes {
    /// Those of a process whose predecessor ended so.
    fileprivate static func after(_ crashes: [Crash]) -> StepNotes {
        StepNotes(begin: { _ in }, end: {}, takeCrashes: { crashes })
    }
}

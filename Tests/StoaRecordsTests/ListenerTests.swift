import StoaCore
import StoaRecords
import Synchronization
import Testing

struct ListenerTests {
    @Test func `Events are told in their sequence, each once, after their commit`() throws {
        let told = Notes()
        let work = try WorkStore(batch: 7, listen: note(told))
        work.runner.start()
        let ids = try (1...50).map { try work.store.create("supplier", #"{"name":"n\#($0)"}"#).id }
        try work.store.update("supplier", ids[0], #"{"name":"x"}"#)
        try work.store.delete("supplier", ids[1])
        let expected =
            ids.map { "supplier.created \($0) 1" } + [
                "supplier.updated \(ids[0]) 2", "supplier.deleted \(ids[1]) 2",
            ]
        #expect(eventually { told.all.count >= 52 })
        #expect(told.all == expected)
    }

    @Test func `A listener that was off is told what it missed`() throws {
        let folder = try TemporaryFolder()
        let early = try WorkStore(in: folder, listen: { _, _ in 0 })
        early.runner.start()
        let first = try early.store.create("supplier", #"{"name":"A"}"#).id
        #expect(try eventually { try early.store.rows("SELECT seq FROM listeners") == ["1"] })
        early.runner.stop()
        let second = try early.store.create("supplier", #"{"name":"B"}"#).id
        early.store.set.close()
        let told = Notes()
        let late = try WorkStore(in: folder, listen: note(told))
        late.runner.start()
        #expect(eventually { told.all == ["supplier.created \(second) 1"] })
        #expect(first != second)
    }

    @Test func `A listener that comes to a store with events begins after them`() throws {
        let folder = try TemporaryFolder()
        let before = try WorkStore(in: folder, listen: nil)
        try before.store.create("supplier", #"{"name":"A"}"#)
        before.store.set.close()
        let told = Notes()
        let work = try WorkStore(in: folder, listen: note(told))
        work.runner.start()
        let id = try work.store.create("supplier", #"{"name":"B"}"#).id
        #expect(eventually { told.all == ["supplier.created \(id) 1"] })
    }

    @Test func `A failing listener is told the same again, and what it did is undone`() throws {
        let clock = TestClock()
        let told = Notes()
        let isBroken = Mutex(true)
        let work = try WorkStore(
            clock: clock, batch: 10,
            listen: { context, events in
                for event in events { told.add("\(event.record)") }
                _ = "1".withBytes { context.enqueue("send", key: "", lane: "", due: .max / 2, arguments: $0) }
                return isBroken.withLock { $0 } ? -500 : 0
            })
        let ids = try (1...3).map { try work.store.create("supplier", #"{"name":"n\#($0)"}"#).id }
        work.runner.start()
        #expect(try eventually { try work.store.rows("SELECT failures FROM listeners") == ["1"] })
        #expect(try work.rows().isEmpty)
        isBroken.withLock { $0 = false }
        clock.advance(seconds: 2)
        work.runner.wake(1)
        #expect(try eventually { try work.store.rows("SELECT seq FROM listeners") == ["3"] })
        // One at a time after the failure, until it is over it.
        #expect(told.all == (ids + [ids[0]] + ids[1...]).map { "\($0)" })
        #expect(try work.rows().count == 2)
    }

    @Test func `An event that always fails is put aside, the next gets through, and it can be told again`() throws {
        let clock = TestClock()
        let told = Notes()
        let isPoison = Mutex(true)
        let work = try WorkStore(
            clock: clock,
            listen: { context, events in
                guard events.allSatisfy({ $0.seq != 1 }) || !isPoison.withLock({ $0 }) else {
                    context.fail(-422, field: "event", message: "is poison")
                    return -422
                }
                for event in events { told.add("\(event.seq)") }
                return 0
            })
        for number in 1...2 { try work.store.create("supplier", #"{"name":"n\#(number)"}"#) }
        work.runner.start()
        var failures = 0
        #expect(
            try eventually {
                let now = Int(try work.store.rows("SELECT failures FROM listeners")[0]) ?? 0
                if now != failures {
                    failures = now
                    clock.advance(seconds: 301)
                }
                work.runner.wake(1)
                return told.all == ["2"]
            })
        #expect(try work.rows() == ["work.watch 20 event is poison 1"])
        #expect(try work.store.rows("SELECT args FROM jobs") == [#"{"event":1}"#])
        let desk = try JobDesk(path: work.store.folder.path + "/1.db")
        let letter = try #require(try desk.entries(deadOnly: true, limit: 1).first).id
        for (poison, expected) in [(true, ["2"]), (false, ["2", "1"])] {
            isPoison.withLock { $0 = poison }
            #expect(try desk.retry(letter, now: clock.now.wallMicroseconds))
            work.runner.wake(1)
            #expect(try eventually { try work.rows() == (poison ? ["work.watch 1 event is poison 1"] : []) })
            #expect(told.all == expected)
        }
    }

    @Test func `Only the topics that were asked for are told`() throws {
        let told = Notes()
        let work = try WorkStore(topics: ["supplier.deleted", "box.*"], listen: note(told))
        work.runner.start()
        let id = try work.store.create("supplier", #"{"name":"A"}"#).id
        let box = try work.store.create("box", #"{"label":"L"}"#).id
        try work.store.delete("supplier", id)
        #expect(eventually { told.all == ["box.created \(box) 1", "supplier.deleted \(id) 2"] })
    }

    @Test func `Events are kept for a while, and longer if a listener has not heard of them`() throws {
        let clock = TestClock()
        let isBroken = Mutex(true)
        let work = try WorkStore(clock: clock, listen: { _, _ in isBroken.withLock { $0 } ? -500 : 0 })
        try work.store.create("supplier", #"{"name":"old"}"#)
        work.runner.start()
        #expect(try eventually { try work.store.rows("SELECT failures FROM listeners") != ["0"] })
        clock.advance(seconds: 31 * 24 * 3_600)
        try work.store.create("supplier", #"{"name":"later"}"#)
        #expect(try work.store.rows("SELECT seq FROM events") == ["1", "2"])
        isBroken.withLock { $0 = false }
        // It may have failed again meanwhile, and then waits longer.
        #expect(
            try eventually {
                clock.advance(seconds: 2)
                work.runner.wake(1)
                return try work.store.rows("SELECT seq FROM listeners") == ["2"]
            })
        clock.advance(seconds: 120)
        try work.store.create("supplier", #"{"name":"last"}"#)
        #expect(try work.store.rows("SELECT seq FROM events") == ["2", "3"])
    }

    private func note(_ notes: Notes) -> WorkStore.Listen {
        { _, events in
            for event in events { notes.add("\(event.topic) \(event.record) \(event.version)") }
            return 0
        }
    }
}

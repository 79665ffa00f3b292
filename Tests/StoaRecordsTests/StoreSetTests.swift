import Dispatch
import StoaCore
import StoaRecords
import StoaStorage
import Testing

struct StoreSetTests {
    private func identity(_ id: Int64, like store: TestStore) -> StoreIdentity {
        var identity = store.identity
        identity.id = id
        return identity
    }

    @Test func `Writers beyond the limit are closed, and can be used again`() throws {
        var options = StoreSet.Options()
        options.writers = 2
        let store = try TestStore(sampleRegistry(), options: options)
        for round in 0..<5 {
            for id in 1...5 as ClosedRange<Int64> {
                let made = Written(try store.write(store: id, store.creating("supplier", #"{"name":"A"}"#)))
                #expect(made.id == 7_000_000_001 + Int64(round), "store \(id)")
            }
        }
        // 2 connections of 3 descriptors each, and one more that is on its way: closing is work of its own. A writer
        // counts as busy until its thread has noted that it is done, so it may take a few writes to get there.
        func open() -> Int { (1...5).map { store.folder.openDescriptors(of: "\($0).db") }.reduce(0, +) }
        var writes: Int64 = 0
        while open() > 9, writes < 1_000 {
            try store.write(store: writes % 5 + 1, store.creating("supplier", #"{"name":"A"}"#))
            writes += 1
        }
        #expect(open() <= 9)
    }

    @Test func `Stores that are closed and written to at once never have two writers`() throws {
        var options = StoreSet.Options()
        options.writers = 1
        options.workerThreads = 4
        let store = try TestStore(sampleRegistry(), options: options)
        let answers = (0..<1_500).map { _ in Answer() }
        DispatchQueue.concurrentPerform(iterations: 6) { lane in
            for index in stride(from: lane, to: answers.count, by: 6) {
                let creating = store.creating(
                    index % 2 == 0 ? "supplier" : "box", #"{"name":"n","label":"l","handle":"h"}"#)
                store.set.submit(
                    store.work(store: Int64(index % 3) + 1, complete: answers[index].take, perform: creating))
                // Lets queues run empty, so that connections are closed at every moment there is.
                if index % 7 == 0 { _ = answers[index].wait() }
            }
        }
        #expect(answers.allSatisfy { $0.wait().status == 200 && $0.completions == 1 })
        store.set.close()
        for id in 1...3 as ClosedRange<Int64> {
            let database = try Database(path: store.set.path(of: id), access: .readOnly)
            let statement = try database.prepare(
                "SELECT count(*),count(DISTINCT id) FROM (SELECT id FROM r_supplier UNION ALL SELECT id FROM r_box)")
            _ = try statement.step()
            #expect(statement.int64(0) == 500 && statement.int64(1) == 500, "store \(id)")
        }
    }

    @Test func `Readers beyond the limit are closed, the least used first`() throws {
        var options = StoreSet.Options()
        options.readersPerLoop = 3
        let store = try TestStore(sampleRegistry(), options: options)
        let readers = store.set.makeReaders()
        let resource = try store.resource("supplier")
        for id in [1, 2, 3, 1, 4, 5] as [Int64] {
            #expect(try readers.reader(identity(id, like: store)).count(resource, ListQuery()) == 0)
        }
        let isOpen = (1...5).map { store.folder.openDescriptors(of: "\($0).db") > 0 }
        #expect(isOpen == [true, false, false, true, true])
        #expect(try readers.reader(identity(2, like: store)).count(resource, ListQuery()) == 0)
    }

    @Test func `A reader sees what was committed before it was asked`() throws {
        let store = try TestStore(sampleRegistry())
        let reader = try store.reader()
        let resource = try store.resource("supplier")
        for count in 1...20 {
            try store.create("supplier", #"{"name":"A"}"#)
            #expect(try reader.count(resource, ListQuery()) == count)
        }
    }

    /// The limit is for a deadlock: 40 files take some seconds on a disk that syncs slowly.
    @Test(.timeLimit(.minutes(10)))
    func `A store that is new is opened by readers and its writer at once`() throws {
        let store = try TestStore(sampleRegistry())
        for id in 1...40 as ClosedRange<Int64> {
            let identity = identity(id, like: store)
            let answer = Answer()
            DispatchQueue.concurrentPerform(iterations: 3) { lane in
                if lane == 0 {
                    store.set.submit(
                        store.work(
                            store: id, complete: answer.take, perform: store.creating("supplier", #"{"name":"A"}"#)))
                } else {
                    #expect(throws: Never.self) { try store.set.makeReaders().reader(identity) }
                }
            }
            #expect(answer.wait().status == 200, "store \(id)")
        }
    }

    @Test func `A set that is closed while clients go on answers every one of them`() throws {
        for _ in 0..<20 {
            let store = try TestStore(sampleRegistry())
            let answers = (0..<60).map { _ in Answer() }
            DispatchQueue.concurrentPerform(iterations: 4) { lane in
                guard lane > 0 else { return store.set.close() }
                for index in stride(from: lane - 1, to: answers.count, by: 3) {
                    store.set.submit(
                        store.work(complete: answers[index].take, perform: store.creating("supplier", #"{"name":"A"}"#))
                    )
                }
            }
            let statuses = answers.map { $0.wait().status }
            #expect(Set(statuses).isSubset(of: [200, 503]))
            #expect(answers.allSatisfy { $0.completions == 1 })
            #expect(try store.count("supplier") == statuses.count { $0 == 200 })
        }
    }

    @Test func `A set that nobody closes does no harm when it goes`() throws {
        let folder = try TemporaryFolder()
        let clock = TestClock()
        for _ in 0..<10 {
            let set = StoreSet(
                directory: folder.path, schema: StoreSchema(try sampleRegistry(), secret: Secret([1])),
                clock: clock.clock, log: .none)
            _ = set.makeReaders()
        }
    }

    @Test func `Copies of a store that is written to are whole`() throws {
        let store = try TestStore(sampleRegistry())
        for index in 0..<50 { try store.create("supplier", #"{"name":"n\#(index)"}"#) }
        let target = try TemporaryFolder()
        try StoreBackup.run(from: store.set.path(of: 1), to: target.path + "/1.db") { _, _ in true }
        let copy = try TestStore(store.registry, in: target)
        #expect(try copy.count("supplier") == 50)
        #expect(try copy.create("supplier", #"{"name":"next"}"#).id == 7_000_000_051)
    }
}

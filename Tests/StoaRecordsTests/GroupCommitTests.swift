import Glibc
import StoaCore
import StoaRecords
import StoaStorage
import Testing

struct GroupCommitTests {
    @Test func `Of 300 concurrent writes the refused third leaves nothing but its audit row`() throws {
        let store = try TestStore(sampleRegistry())
        let bodies = (0..<300).map {
            $0 % 3 == 0 ? #"{"name":"","code":"c\#($0)"}"# : #"{"name":"n\#($0)","code":"c\#($0)"}"#
        }
        let answers = store.batch(bodies.map { (nil, store.creating("supplier", $0)) })
        for (index, answer) in answers.enumerated() {
            #expect(answer.wait().status == (index % 3 == 0 ? 422 : 200), "write \(index)")
            #expect(answer.completions == 1)
        }
        let expected = (0..<300).filter { $0 % 3 != 0 }
        #expect(try store.rows("SELECT f_name FROM r_supplier ORDER BY id") == expected.map { "n\($0)" })
        #expect(try store.rows("SELECT count(*),count(DISTINCT record) FROM events") == ["200 200"])
        #expect(try store.rows("SELECT status,count(*) FROM audit GROUP BY status") == ["200 201", "422 100"])
        #expect(
            try store.rows("SELECT DISTINCT actor,method,route,request FROM audit") == ["key1 POST suppliers request"])
        #expect(Set(try store.rows("SELECT target FROM audit WHERE status=200")).count == 201)
    }

    @Test func `Work whose deadline has passed is not begun`() throws {
        let store = try TestStore(sampleRegistry())
        let now = store.clock.now.monotonicMicroseconds
        let late = store.refusal { () throws(Failure) in
            try store.write(deadline: now, store.creating("supplier", #"{"name":"A"}"#))
        }
        #expect(late?.status == 504)
        #expect(throws: Never.self) { try store.write(deadline: now + 1, store.creating("supplier", #"{"name":"B"}"#)) }
        #expect(try store.rows("SELECT f_name FROM r_supplier") == ["B"])
        #expect(try store.rows("SELECT status,target FROM audit ORDER BY seq") == ["504 ", "200 7000000001"])
    }

    @Test func `A full queue refuses at once, and only what does not fit`() throws {
        var options = StoreSet.Options()
        options.queuedWritesMax = 3
        let store = try TestStore(sampleRegistry(), options: options)
        let answers = store.batch((0..<8).map { (nil, store.creating("supplier", #"{"name":"n\#($0)"}"#)) })
        #expect(answers.map { $0.wait().status } == [200, 200, 200, 503, 503, 503, 503, 503])
        #expect(try store.count("supplier") == 3)
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"later"}"#) }
    }

    @Test func `A full queue of one store is none of another's`() throws {
        var options = StoreSet.Options()
        options.queuedWritesMax = 1
        let store = try TestStore(sampleRegistry(), options: options)
        let gate = Gate()
        let first = Answer()
        store.set.submit(
            store.work(complete: first.take) { _ in
                gate.pass()
                return WriteReply(response: HTTPResponse(status: 200), target: "")
            })
        #expect(gate.waitUntilReached())
        #expect(throws: Never.self) { try store.write(store: 2, store.creating("supplier", #"{"name":"A"}"#)) }
        gate.open()
        #expect(first.wait().status == 200)
    }

    @Test func `A storage error of one request is its own, and its neighbours are done`() throws {
        let store = try TestStore(sampleRegistry())
        let creating = store.creating("supplier", #"{"name":"lost"}"#)
        let failing: TestStore.Perform = { transaction throws(Failure) in
            let reply = try creating(transaction)
            // As when a module goes on after a host call that failed.
            transaction.storageFailure = StorageError(.diskFull, "no room")
            return reply
        }
        let answers = store.batch(
            (0..<30).map { (nil, $0 == 13 ? failing : store.creating("supplier", #"{"name":"n\#($0)"}"#)) })
        #expect(answers.enumerated().allSatisfy { $1.wait().status == ($0 == 13 ? 507 : 200) })
        #expect(answers.allSatisfy { $0.completions == 1 })
        #expect(try store.count("supplier") == 29)
        #expect(try store.rows("SELECT id FROM r_supplier WHERE f_name='lost'").isEmpty)
    }

    @Test func `When it is unknown what reached the disk, the file is opened anew and ids go on`() throws {
        let store = try TestStore(sampleRegistry())
        try store.create("supplier", #"{"name":"before"}"#)
        let failing: TestStore.Perform = { transaction throws(Failure) in
            transaction.storageFailure = StorageError(.io, "fsync failed")
            throw Failure(.internal)
        }
        let descriptors = store.folder.openDescriptors(of: "1.db")
        let answers = store.batch([(nil, store.creating("supplier", #"{"name":"with"}"#)), (nil, failing)])
        #expect(answers.allSatisfy { $0.wait().status >= 500 })
        // The connection closes once its writer has let go of it, which is just after the answers.
        var waits = 0
        while store.folder.openDescriptors(of: "1.db") >= descriptors, waits < 6_000 {
            usleep(10_000)
            waits += 1
        }
        let after = try store.create("supplier", #"{"name":"after"}"#)
        #expect(after.id > 7_000_000_001)
        #expect(store.folder.openDescriptors(of: "1.db") == descriptors)
        #expect(try store.rows("SELECT f_name FROM r_supplier ORDER BY id") == ["before", "after"])
    }

    @Test func `What comes after a broken connection in a retried batch is not written through it`() throws {
        let store = try TestStore(sampleRegistry())
        let failing: @Sendable (StorageError.Kind) -> TestStore.Perform = { kind in
            { transaction throws(Failure) in
                transaction.storageFailure = StorageError(kind, "injected")
                throw Failure(.internal)
            }
        }
        // The first error undoes the batch, so each is tried alone; the second breaks the connection.
        let answers = store.batch([
            (nil, failing(.diskFull)), (nil, store.creating("supplier", #"{"name":"early"}"#)), (nil, failing(.io)),
            (nil, store.creating("supplier", #"{"name":"late"}"#)),
        ])
        #expect(answers.map { $0.wait().status } == [507, 200, 500, 503])
        #expect(try store.rows("SELECT f_name FROM r_supplier") == ["early"])
    }

    @Test func `A write that is refused after it changed something is undone, its neighbours are done once`() throws {
        let runs = Notes()
        let follow = hook("supplier", .follow, [.created]) { context, change in
            let name = context.text(change.draft, "name") ?? ""
            runs.add(name)
            return name == "lost" ? -409 : 0
        }
        let store = try TestStore(sampleRegistry(hooks: [follow]))
        let refused = store.creating("supplier", #"{"name":"lost"}"#)
        let kept = store.creating("supplier", #"{"name":"kept"}"#)
        let key = IdempotencyKey(key: "k", fingerprint: [1], seal: testSeal)
        let answers = store.batch([(key, kept), (nil, refused), (nil, kept)])
        #expect(answers.map { $0.wait().status } == [200, 409, 200])
        #expect(answers.allSatisfy { $0.completions == 1 })
        #expect(try store.rows("SELECT f_name FROM r_supplier") == ["kept", "kept"])
        #expect(try store.rows("SELECT count(*) FROM events") == ["2"])
        #expect(try store.rows("SELECT status,count(*) FROM audit GROUP BY status") == ["200 3", "409 1"])
        #expect(try store.rows("SELECT count(*) FROM kept_answers") == ["1"])
        // The first went again with the whole batch; the last had not begun.
        #expect(runs.all == ["kept", "lost", "kept", "lost", "kept"])
        // The next ones have savepoints from the start.
        let later = store.batch([(nil, kept), (nil, refused)])
        #expect(later.map { $0.wait().status } == [200, 409])
        #expect(runs.all.suffix(2) == ["kept", "lost"] && runs.all.count == 7)
        #expect(try store.rows("SELECT count(*) FROM r_supplier WHERE f_name='lost'") == ["0"])
    }

    @Test func `The log is copied into the file beside the writes, and begins anew`() throws {
        let store = try TestStore(sampleRegistry())
        let text = String(repeating: "x", count: 200_000)
        let megabytes = 150
        for _ in 0..<(megabytes * 5 / 10) {
            let answers = store.batch(
                (0..<10).map { (nil, store.creating("supplier", #"{"name":"n\#($0)","secret_note":"\#(text)"}"#)) })
            #expect(answers.allSatisfy { $0.wait().status == 200 })
        }
        // 16 MiB is when it is copied; what is written meanwhile comes on top, on a busy machine a good deal.
        #expect(try store.folder.bytes(of: "1.db-wal") < megabytes << 20)
        #expect(try store.folder.bytes(of: "1.db") > 16 << 20)
        #expect(try store.count("supplier") == megabytes * 5)
    }
}

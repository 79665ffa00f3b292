import StoaCore
import StoaRecords
import Synchronization
import Testing

/// Imports into a store, without HTTP.
@Suite struct BulkImportTests {
    private let clock = TestClock()
    private let store: TestStore

    init() throws {
        store = try TestStore(sampleRegistry(others: [KernelResources.module]), clock: clock)
    }

    private func upload(_ text: String, _ format: BulkOperation.Format = .csv) throws -> UInt16 {
        let target = try #require(BulkTarget.all(in: store.registry).first { $0.name == "supplier" })
        let operation = BulkOperation(
            kind: .import, target: "supplier", format: format,
            request: .init(actor: 1, app: "key1", scopes: "admin", route: "bulk/suppliers/import", id: "r"),
            status: .receiving)
        let answer = Answer()
        BulkUpload(
            Array(text.utf8), as: operation, into: target, of: store.identity, in: store.set, clock: clock.clock
        ) { [store] finish in
            store.work(complete: answer.take) { transaction throws(Failure) in
                Written.reply(try transaction.bulkDocument(try finish(transaction).id))
            }
        }.begin()
        return answer.wait().status
    }

    private func runner(after crashes: [Crash] = []) -> JobRunner {
        JobRunner(
            set: store.set,
            environment: JobRunner.Environment(
                identity: { [identity = store.identity] id in
                    id == 1 ? JobRunner.StoreState(identity: identity) : nil
                }, stores: { [1] }, exchange: { _, reply in reply(HTTPReply(status: 500, durationMilliseconds: 1)) },
                notes: StepNotes(begin: { _ in }, end: {}, takeCrashes: { crashes })), clock: clock.clock, log: .none)
    }

    private func jobs() throws -> [String] {
        try store.rows("SELECT id||' '||failures FROM jobs WHERE name='kernel.import_records'")
    }

    private func operation() throws -> [String] {
        try store.rows("SELECT status,done,created,updated,unchanged,failed FROM bulk_operations")
    }

    private func run() throws {
        let runner = runner()
        runner.start()
        #expect(try eventually { try jobs().isEmpty })
        runner.stop()
    }

    @Test func `a row that ends the process twice is passed over, and the others are written`() throws {
        #expect(try upload("name,external_id\nA,a\nB,b\nC,c\n") == 200)
        let id = try #require(Int64(try jobs()[0].dropLast(2)))
        for failures in [2, 4] {
            let crash = Crash(Step(store: 1, name: "kernel.import_records", work: .job(id)), cause: "SIGILL")
            let runner = runner(after: [crash])
            runner.start()
            #expect(try eventually { try jobs() == ["\(id) \(failures)"] })
            runner.stop()
        }
        #expect(try operation() == ["created 0 0 0 0 0"])
        clock.advance(seconds: 120)
        try run()
        #expect(try operation() == ["completed 3 2 0 0 1"])
        #expect(try store.rows("SELECT f_name FROM r_supplier ORDER BY id") == ["B", "C"])
    }

    @Test func `what is deleted takes its external id along`() throws {
        #expect(try upload("name,external_id\nA,a\nB,b\n") == 200)
        try run()
        #expect(try store.rows("SELECT external FROM external_ids ORDER BY 1") == ["a", "b"])
        try store.delete("supplier", try store.list("supplier").ids[0])
        #expect(try store.rows("SELECT external FROM external_ids") == ["a"])
    }

    @Test func `a file that cannot be read leaves nothing behind`() throws {
        #expect(try upload("name\n\"A") == 400)
        #expect(try upload("nome\nA") == 422)
        #expect(try upload("[{}", .json) == 400)
        for table in ["bulk_operations", "bulk_chunks", "jobs", "r_supplier"] {
            #expect(try store.rows("SELECT count(*) FROM \(table)") == ["0"])
        }
    }

    @Test func `a long file is stored in parts, and nothing of it is left after its time`() throws {
        let rows = (0..<60_000).map { "n\($0),\(String(repeating: "x", count: 200))" }.joined(separator: "\n")
        #expect(try upload("name,serial\n\(rows)\n") == 200)
        #expect(try store.rows("SELECT total,status FROM bulk_operations") == ["60000 created"])
        let id = try #require(Int64(try store.rows("SELECT id FROM bulk_operations")[0]))
        #expect(Int(try store.rows("SELECT count(*) FROM bulk_chunks WHERE part=0")[0]) ?? 0 > 4)
        try store.write { transaction throws(Failure) in
            try transaction.cancelBulkOperation(id, of: "key1")
            return WriteReply(response: HTTPResponse(status: 200), target: "")
        }
        let runner = runner()
        runner.start()
        #expect(try eventually { try store.rows("SELECT count(*) FROM bulk_chunks") == ["1"] })
        runner.stop()
        #expect(try operation() == ["canceled 0 0 0 0 0"])
        clock.advance(seconds: 8 * 86_400)
        let later = self.runner()
        later.start()
        #expect(try eventually { try store.rows("SELECT count(*) FROM bulk_operations") == ["0"] })
        later.stop()
        #expect(try store.rows("SELECT (SELECT count(*) FROM bulk_chunks)+(SELECT count(*) FROM jobs)") == ["0"])
    }
}

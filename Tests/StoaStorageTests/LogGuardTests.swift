import StoaStorage
import Testing

/// The log after a crash: copies of the files of a connection that is still open.
struct LogGuardTests {
    private static let headerBytes = 32
    private static let frameBytes = 24 + 4096

    @Test
    func `a log that is whole brings back every commit`() throws {
        let crash = try Crash(commits: 20)
        #expect(try crash.rowsAfterRecovery() == 20)
    }

    @Test
    func `a flipped bit before the last commit is an error, never a silent loss`() throws {
        let crash = try Crash(commits: 20)
        var generator = SeededGenerator(state: 3)
        let end = try #require(crash.firstFrameOfLastCommit)
        for _ in 1...400 {
            let bit = Int.random(in: 0..<end * 8, using: &generator)
            let failure = crash.recoveryFailure(ofLog: crash.log.flipping(bit))
            #expect(failure?.kind == .corrupt(file: crash.path + "-wal", page: nil), "bit \(bit)")
        }
    }

    /// The frame before the last transaction is the one whose damage leaves the fewest traces.
    @Test
    func `a flipped bit in the header of the last but one commit is an error`() throws {
        let crash = try Crash(commits: 5)
        let header = try #require(crash.firstFrameOfLastCommit) - Self.frameBytes
        let unnoticed = (header * 8..<(header + 24) * 8).filter { bit in
            crash.recoveryFailure(ofLog: crash.log.flipping(bit)) == nil
        }
        #expect(unnoticed.isEmpty)
    }

    @Test
    func `the message says where to cut, and a log cut there opens with what was before`() throws {
        let crash = try Crash(commits: 20)
        let frame = 10
        let offset = Self.headerBytes + frame * Self.frameBytes
        let failure = crash.recoveryFailure(ofLog: crash.log.flipping((offset + 500) * 8))
        #expect(failure?.message.contains("byte \(offset)") == true)
        try crash.place(log: Array(crash.log.prefix(offset)))
        #expect(try (1..<20).contains(crash.rowsAfterRecovery()))
    }

    @Test
    func `a last transaction that was torn by the crash is given up, and nothing else`() throws {
        let crash = try Crash(commits: 20)
        for missing in [1, 100, 4000, Self.frameBytes] {
            try crash.place(log: Array(crash.log.dropLast(missing)))
            #expect(try crash.rowsAfterRecovery() == 19)
        }
        // Its later pages may reach the disk before its earlier ones.
        try crash.place(log: crash.log.flipping((crash.log.count - 2 * Self.frameBytes + 300) * 8))
        #expect(try crash.rowsAfterRecovery() <= 19)
    }

    @Test
    func `what a rolled back transaction left behind a torn one is not taken for a commit`() throws {
        let crash = try Crash(commits: 5) { database in
            // Outgrows the page cache, so that its pages reach the log.
            try database.begin()
            try database.execute("INSERT INTO t (x) VALUES (randomblob(2000000))")
            try database.rollback()
            try database.execute("INSERT INTO t (x) VALUES (randomblob(9000))")
        }
        #expect(try crash.rowsAfterRecovery() == 6)
        let first = try #require(crash.firstFrameOfLastCommit)
        try crash.place(log: crash.log.flipping((first + 2000) * 8))
        #expect(try crash.rowsAfterRecovery() == 5)
    }

    @Test
    func `a log that was deleted while its index is there is an error`() throws {
        let crash = try Crash(commits: 3)
        try crash.place(log: nil, index: true)
        let error = #expect(throws: StorageError.self) { try crash.rowsAfterRecovery() }
        #expect(error?.kind == .corrupt(file: crash.path + "-wal", page: nil))
    }

    @Test
    func `damage in a log that is in use is an error for readers and never reaches the file`() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.file("a.db"), access: .create)
        try database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(50000))")
        let reader = try Database(path: folder.file("a.db"), access: .readOnly)
        var log = try #require(try folder.bytes("a.db-wal"))
        let last = log.count - Self.frameBytes
        log[last + 24 + 2000] ^= 16
        try folder.overwrite("a.db-wal", log)
        for attempt in [
            { _ = try reader.sumOfLengths() },
            { _ = try database.checkpoint(truncate: true) },
        ] {
            let error = #expect(throws: StorageError.self) { try attempt() }
            #expect(error?.kind == .corrupt(file: folder.file("a.db-wal"), page: nil))
        }
        log[last + 24 + 2000] ^= 16
        try folder.overwrite("a.db-wal", log)
        #expect(try reader.sumOfLengths() == 100_000)
        try database.checkpoint(truncate: true)
        #expect(try database.integrityCheck() == [])
    }

    @Test
    func `a transaction that outgrows the cache reads and rewrites its own pages in the log`() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.file("a.db"), access: .create, cacheKiB: 40)
        try database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
        for round in 1...3 {
            try database.begin()
            for pass in 1...4 {
                try database.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                    INSERT OR REPLACE INTO t SELECT (i * 7919 + \(pass)) % 1500, randomblob(700) FROM n
                    """)
                #expect(try database.sumOfLengths() > 0)
            }
            if round == 2 { try database.rollback() } else { try database.commit() }
        }
        let reader = try Database(path: folder.file("a.db"), access: .readOnly)
        #expect(try reader.sumOfLengths() == database.sumOfLengths())
        #expect(try database.integrityCheck() == [])
        try database.checkpoint(truncate: true)
        #expect(try database.integrityCheck() == [])
    }
}

/// The files of a database whose process died after some commits, none of which was checkpointed.
private struct Crash {
    private static let headerBytes = 32
    private static let frameBytes = 24 + 4096

    let folder: TemporaryFolder
    let path: String
    let log: [UInt8]
    private let file: [UInt8]
    private let index: [UInt8]

    init(commits: Int, then last: (Database) throws -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        path = folder.file("crashed.db")
        let database = try Database(path: folder.file("live.db"), access: .create, cacheKiB: 400)
        try database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
        try database.checkpoint(truncate: true)
        for _ in 1...commits { try database.execute("INSERT INTO t (x) VALUES (randomblob(9000))") }
        try last(database)
        file = try folder.bytes("live.db") ?? []
        log = try folder.bytes("live.db-wal") ?? []
        index = try folder.bytes("live.db-shm") ?? []
        try place(log: log)
    }

    func place(log: [UInt8]?, index hasIndex: Bool = false) throws {
        folder.remove("crashed.db-wal")
        folder.remove("crashed.db-shm")
        try folder.write("crashed.db", file)
        if let log { try folder.write("crashed.db-wal", log) }
        if hasIndex { try folder.write("crashed.db-shm", index) }
    }

    func rowsAfterRecovery() throws -> Int64 {
        try Database(path: path, access: .readWrite).count("t")
    }

    func recoveryFailure(ofLog log: [UInt8]) -> StorageError? {
        do {
            try place(log: log)
            _ = try rowsAfterRecovery()
            return nil
        } catch {
            return error as? StorageError
        }
    }

    /// The frame behind the last but one commit in this generation of the log.
    var firstFrameOfLastCommit: Int? {
        let frames = stride(from: Self.headerBytes, to: log.count - Self.frameBytes + 1, by: Self.frameBytes)
        let commits = frames.filter { log[$0 + 4..<$0 + 8].contains { $0 != 0 } }
        return commits.dropLast().last.map { $0 + Self.frameBytes }
    }
}

extension Database {
    fileprivate func sumOfLengths() throws -> Int64 {
        let sum = try prepare("SELECT sum(length(hex(x))) FROM t", persistent: false)
        _ = try sum.step()
        return sum.int64(0)
    }
}

import StoaStorage
import Testing

struct BackupTests {
    @Test
    func `a backup is one snapshot, taken while another connection writes`() throws {
        let folder = try TemporaryFolder()
        let writer = try Database(path: folder.file("a.db"), access: .create)
        try writer.execute("CREATE TABLE t (x, y); INSERT INTO t VALUES (0, randomblob(400000))")
        let source = try Database(path: folder.file("a.db"), access: .readOnly)
        var steps = 0
        try source.backup(to: folder.file("copy.db"), pagesPerStep: 10) { copied, total in
            steps += 1
            // A failed write would show in the counts below.
            try? writer.execute("INSERT INTO t VALUES (\(steps), randomblob(5000))")
            return copied <= total
        }
        #expect(steps >= 10)
        #expect(try writer.count("t") == Int64(1 + steps))
        let copy = try Database(path: folder.file("copy.db"), access: .readWrite)
        #expect(try copy.count("t") == 1)
        #expect(try copy.integrityCheck() == [])
        #expect(try source.count("t") == Int64(1 + steps))
    }

    @Test
    func `a backup can be stopped`() throws {
        let folder = try TemporaryFolder()
        let source = try Database(path: folder.file("a.db"), access: .create)
        try source.execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(400000))")
        let error = #expect(throws: StorageError.self) {
            try source.backup(to: folder.file("copy.db"), pagesPerStep: 10) { copied, _ in copied < 30 }
        }
        #expect(error?.kind == .interrupted)
        #expect(!source.isInTransaction)
    }

    @Test
    func `a backup does not overwrite a database`() throws {
        let folder = try TemporaryFolder()
        let source = try Database(path: folder.file("a.db"), access: .create)
        let other = try Database(path: folder.file("b.db"), access: .create)
        for database in [source, other] { try database.execute("CREATE TABLE t (x)") }
        let error = #expect(throws: StorageError.self) { try source.backup(to: folder.file("b.db")) }
        #expect(error?.kind == .constraint(.other))
    }

    @Test
    func `a damaged page stops the backup that reads it`() throws {
        let folder = try TemporaryFolder()
        do {
            let database = try Database(path: folder.file("a.db"), access: .create)
            try database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(100000))")
        }
        var bytes = try #require(try folder.bytes("a.db"))
        bytes[9 * 4096 + 77] ^= 4
        try folder.write("a.db", bytes)
        let database = try Database(path: folder.file("a.db"), access: .readWrite)
        let error = #expect(throws: StorageError.self) { try database.backup(to: folder.file("copy.db")) }
        #expect(error?.kind == .corrupt(file: folder.file("a.db"), page: 10))
    }
}

import Dispatch
import Foundation
import StoaStorage
import Synchronization
import Testing

struct DatabaseTests {
    @Test
    func `a committed row is read by another connection`() throws {
        let folder = try TemporaryFolder()
        let writer = try Database(path: folder.file("a.db"), access: .create)
        try writer.execute("CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        try writer.begin()
        try writer.execute("INSERT INTO suppliers (name) VALUES ('Acme')")
        let reader = try Database(path: folder.file("a.db"), access: .readOnly)
        #expect(try reader.count("suppliers") == 0)
        try writer.commit()
        #expect(try reader.count("suppliers") == 1)
        #expect(writer.lastInsertedRowID == 1)
        #expect(writer.changes == 1)
    }

    @Test
    func `a file that is missing cannot be opened, and is not made by opening it`() throws {
        let folder = try TemporaryFolder()
        for access in [Database.Access.readWrite, .readOnly] {
            let error = #expect(throws: StorageError.self) {
                _ = try Database(path: folder.file("none.db"), access: access)
            }
            #expect(error?.kind == .cannotOpen)
        }
        #expect(try folder.bytes("none.db") == nil)
    }

    @Test
    func `only the owner may read the file, its log and its index`() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.file("a.db"), access: .create)
        try database.execute("CREATE TABLE t (x)")
        for name in ["a.db", "a.db-wal", "a.db-shm"] {
            #expect(try folder.mode(name) == 0o600, "\(name)")
        }
    }

    @Test
    func `a clean shutdown leaves one file`() throws {
        let folder = try TemporaryFolder()
        do {
            let database = try Database(path: folder.file("a.db"), access: .create)
            try database.execute("CREATE TABLE t (x)")
        }
        #expect(try folder.bytes("a.db-wal") == nil)
        #expect(try folder.bytes("a.db")?.count == 8192)
    }

    @Test
    func `a second writer is told that the first is busy`() throws {
        let folder = try TemporaryFolder()
        let first = try Database(path: folder.file("a.db"), access: .create)
        let second = try Database(path: folder.file("a.db"), access: .readWrite, busyMilliseconds: 1)
        try first.begin()
        let error = #expect(throws: StorageError.self) { try second.begin() }
        #expect(error?.kind == .busy)
        try first.commit()
        try second.begin()
        try second.rollback()
    }

    /// Of several that make a file at once, one meets the others like this; SQLite tells it "locked" without waiting.
    @Test
    func `one that finds the file locked when it switches to the log waits for it`() throws {
        let folder = try TemporaryFolder()
        let first = try Database(path: folder.file("a.db"), access: .create)
        try first.execute("PRAGMA journal_mode = DELETE")
        try first.begin()
        let begun = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        let failure = Mutex<StorageError?>(nil)
        Thread.detachNewThread {
            begun.signal()
            do throws(StorageError) {
                _ = try Database(path: folder.file("a.db"), access: .create, busyMilliseconds: 60_000)
            } catch {
                failure.withLock { $0 = error }
            }
            ended.signal()
        }
        begun.wait()
        // Time to meet the lock; the test holds with less, but proves nothing then.
        usleep(50_000)
        try first.commit()
        ended.wait()
        #expect(failure.withLock(\.self) == nil)
    }

    @Test
    func `one that finds the file locked for longer than the busy timeout says so`() throws {
        let folder = try TemporaryFolder()
        let first = try Database(path: folder.file("a.db"), access: .create)
        try first.execute("PRAGMA journal_mode = DELETE")
        try first.begin()
        let error = #expect(throws: StorageError.self) {
            _ = try Database(path: folder.file("a.db"), access: .create, busyMilliseconds: 30)
        }
        #expect(error?.kind == .busy)
        try first.rollback()
    }

    @Test
    func `a reader cannot write`() throws {
        let folder = try TemporaryFolder()
        let writer = try Database(path: folder.file("a.db"), access: .create)
        try writer.execute("CREATE TABLE t (x)")
        let reader = try Database(path: folder.file("a.db"), access: .readOnly)
        let error = #expect(throws: StorageError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
        #expect(error?.kind == .readOnly)
    }

    @Test
    func `savepoints nest, and rolling back the inner one keeps the outer`() throws {
        let database = try Database.inNewFolder()
        try database.execute("CREATE TABLE t (x)")
        try database.begin()
        try database.savepoint()
        try database.execute("INSERT INTO t VALUES (1)")
        try database.savepoint()
        try database.execute("INSERT INTO t VALUES (2)")
        try database.rollbackToSavepoint()
        try database.savepoint()
        try database.execute("INSERT INTO t VALUES (3)")
        try database.release()
        try database.release()
        try database.commit()
        let rows = try database.prepare("SELECT group_concat(x) FROM t")
        #expect(try rows.step())
        #expect(rows.string(0) == "1,3")
    }

    @Test
    func `a rolled back transaction leaves nothing, and a second rollback is a no-op`() throws {
        let database = try Database.inNewFolder()
        try database.execute("CREATE TABLE t (x)")
        try database.begin()
        try database.execute("INSERT INTO t VALUES (1)")
        #expect(database.isInTransaction)
        try database.rollback()
        try database.rollback()
        #expect(!database.isInTransaction)
        #expect(try database.count("t") == 0)
    }

    @Test
    func `a full database refuses the write, keeps what it had and takes writes again once there is room`() throws {
        let database = try Database.inNewFolder()
        try database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA max_page_count = 8")
        try database.begin()
        let error = #expect(throws: StorageError.self) {
            try database.execute("INSERT INTO t VALUES (randomblob(100000))")
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.stopsWrites == false)
        try database.rollback()
        #expect(try database.count("t") == 1)
        try database.execute("PRAGMA max_page_count = 1000")
        try database.execute("INSERT INTO t VALUES (randomblob(100000))")
        #expect(try database.count("t") == 2)
        #expect(try database.integrityCheck() == [])
    }

    @Test(arguments: [
        ("INSERT INTO t VALUES (1, 'a', 5)", StorageError.Kind.constraint(.primaryKey)),
        ("INSERT INTO t VALUES (2, 'one', 5)", .constraint(.unique)),
        ("INSERT INTO t VALUES (2, NULL, 5)", .constraint(.notNull)),
        ("INSERT INTO t VALUES (2, 'b', -5)", .constraint(.check)),
        ("INSERT INTO child VALUES (77)", .constraint(.foreignKey)),
        ("INSERT INTO nowhere VALUES (1)", .schema),
        ("SELEKT", .schema),
        ("INSERT INTO t VALUES ('x', 'b', 5)", .misuse),
        ("INSERT INTO t VALUES (2, zeroblob(1000000001), 5)", .tooBig),
        ("PRAGMA page_size = 1024", .schema),
    ])
    func `a refused statement says why`(sql: String, kind: StorageError.Kind) throws {
        let database = try Database.inNewFolder()
        try database.execute(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, n INTEGER CHECK (n > 0));
            CREATE TABLE child (t_id INTEGER REFERENCES t (id));
            INSERT INTO t VALUES (1, 'one', 1);
            """)
        let error = #expect(throws: StorageError.self) { try database.execute(sql) }
        #expect(error?.kind == kind)
    }

    @Test
    func `a text in double quotes is not a string`() throws {
        let database = try Database.inNewFolder()
        let error = #expect(throws: StorageError.self) { try database.execute(#"SELECT "nothing""#) }
        #expect(error?.kind == .schema)
    }

    @Test
    func `a checkpoint with truncation leaves an empty log`() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.file("a.db"), access: .create)
        try database.execute("CREATE TABLE t (x)")
        #expect(try folder.bytes("a.db-wal")?.isEmpty == false)
        #expect(try database.checkpoint(truncate: true).isComplete)
        #expect(try folder.bytes("a.db-wal")?.isEmpty == true)
        try database.execute("INSERT INTO t VALUES (1)")
        let partial = try database.checkpoint(truncate: false)
        #expect(partial.isComplete && partial.logPages > 0)
    }
}

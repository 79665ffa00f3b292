import CSQLite
import StoaStorage
import Testing

struct PageChecksumTests {
    private static let pageBytes = 4096

    @Test
    func `every one of 400 single flipped bits is noticed when its page is read`() throws {
        let (folder, sound) = try Self.closedDatabase()
        var generator = SeededGenerator(state: 1)
        var unnoticed: [Int] = []
        for _ in 1...400 {
            let bit = Int.random(in: 0..<sound.count * 8, using: &generator)
            try folder.write("flipped.db", sound.flipping(bit))
            let page = UInt32(bit / 8 / Self.pageBytes) + 1
            if try !Self.isNoticed(folder.file("flipped.db"), page) { unnoticed.append(bit) }
        }
        #expect(unnoticed.isEmpty)
    }

    /// The negative control: shows that the flips above are ones that pass without checksums.
    @Test
    func `SQLite on its own misses many of the same flips`() throws {
        let (folder, sound) = try Self.closedDatabase()
        var generator = SeededGenerator(state: 1)
        var missed = 0
        for _ in 1...400 {
            let bit = Int.random(in: 0..<sound.count * 8, using: &generator)
            try folder.write("flipped.db", sound.flipping(bit))
            if PlainDatabase.isCalledSound(folder.file("flipped.db")) { missed += 1 }
        }
        #expect(missed > 100)
    }

    @Test
    func `a query that reads a damaged page throws, and names the file and the page`() throws {
        let (folder, sound) = try Self.closedDatabase()
        let path = folder.file("flipped.db")
        let pageCount = sound.count / Self.pageBytes
        var found: Set<UInt32> = []
        for page in 2...pageCount {
            try folder.write("flipped.db", sound.flipping((page * Self.pageBytes - 100) * 8))
            let database = try Database(path: path, access: .readOnly)
            guard case .corrupt(path, let number?) = Self.failureOfReadingAll(database) else { continue }
            #expect(number == UInt32(page))
            found.insert(number)
        }
        // Pages on the freelist are the others: a query has no reason to read them.
        #expect(found.count > pageCount / 2)
    }

    @Test
    func `two pages that have changed places are noticed`() throws {
        let (folder, sound) = try Self.closedDatabase()
        var swapped = sound
        for offset in 0..<Self.pageBytes {
            swapped.swapAt(4 * Self.pageBytes + offset, 9 * Self.pageBytes + offset)
        }
        try folder.write("swapped.db", swapped)
        let database = try Database(path: folder.file("swapped.db"), access: .readOnly)
        #expect(try database.damagedPages() == [5, 10])
    }

    @Test
    func `a page that has become zeros is noticed`() throws {
        let (folder, sound) = try Self.closedDatabase()
        var zeroed = sound
        zeroed.replaceSubrange(6 * Self.pageBytes..<7 * Self.pageBytes, with: repeatElement(0, count: Self.pageBytes))
        try folder.write("zeroed.db", zeroed)
        let database = try Database(path: folder.file("zeroed.db"), access: .readOnly)
        #expect(try database.damagedPages() == [7])
    }

    @Test(arguments: [50, 4096, 5000, 40_000])
    func `a file that was cut off is noticed`(bytes: Int) throws {
        let (folder, sound) = try Self.closedDatabase()
        try folder.write("cut.db", Array(sound.prefix(bytes)))
        #expect(throws: StorageError.self) {
            let database = try Database(path: folder.file("cut.db"), access: .readOnly)
            if try database.integrityCheck().isEmpty { return }
            throw StorageError(.corrupt(file: "", page: nil), "noticed")
        }
    }

    @Test
    func `a database without checksums, and a file that is none, are refused`() throws {
        let folder = try TemporaryFolder()
        try PlainDatabase.make(folder.file("plain.db"))
        try folder.write("text.db", Array(String(repeating: "not a database ", count: 1000).utf8))
        for name in ["plain.db", "text.db"] {
            let error = #expect(throws: StorageError.self) {
                _ = try Database(path: folder.file(name), access: .create)
            }
            #expect(error?.kind == .notADatabase)
            #expect(error?.message.contains("checksum") == true)
        }
    }

    @Test
    func `what VACUUM writes carries checksums`() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.file("a.db"), access: .create)
        try Self.fill(database)
        try database.execute("VACUUM")
        try database.checkpoint(truncate: true)
        #expect(try database.integrityCheck() == [])
        try database.execute("DROP TABLE documents; VACUUM")
        try database.checkpoint(truncate: true)
        #expect(try database.integrityCheck() == [])
    }

    @Test
    func `a seeded mix of changes never leaves a page without its checksum`() throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(state: 7)
        for round in 0..<12 {
            let database = try Database(path: folder.file("a.db"), access: .create, cacheKiB: 64)
            try database.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x BLOB)")
            for _ in 0..<40 {
                try Self.changeAtRandom(database, &generator)
            }
            if round.isMultiple(of: 3) { try database.execute("VACUUM") }
            if round.isMultiple(of: 2) { try database.checkpoint(truncate: true) }
            #expect(try database.integrityCheck() == [])
        }
    }
}

// MARK: - Fixtures

extension PageChecksumTests {
    /// A file with tables, an index, overflow pages and free pages, closed cleanly.
    private static func closedDatabase() throws -> (TemporaryFolder, [UInt8]) {
        let folder = try TemporaryFolder()
        do {
            let database = try Database(path: folder.file("sound.db"), access: .create)
            try fill(database)
        }
        return (folder, try folder.bytes("sound.db") ?? [])
    }

    private static func fill(_ database: Database) throws {
        try database.execute(
            """
            CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT);
            CREATE INDEX suppliers_name ON suppliers (name);
            CREATE TABLE documents (id INTEGER PRIMARY KEY, body BLOB);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                INSERT INTO suppliers (name, country)
                SELECT 'supplier ' || i * 7919 % 2000, 'country ' || i % 60 FROM n;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
                INSERT INTO documents (body) SELECT randomblob(i * 300) FROM n;
            DELETE FROM documents WHERE id % 3 = 0;
            """)
    }

    private static func isNoticed(_ path: String, _ page: UInt32) throws -> Bool {
        do throws(StorageError) {
            return try Database(path: path, access: .readOnly).damagedPages() == [page]
        } catch {
            switch error.kind {
            case .corrupt, .notADatabase: return true
            default: throw error
            }
        }
    }

    private static func failureOfReadingAll(_ database: Database) -> StorageError.Kind? {
        do throws(StorageError) {
            for query in [
                "SELECT sum(length(country)) FROM suppliers",
                "SELECT sum(length(hex(body))) FROM documents",
                "SELECT name FROM suppliers INDEXED BY suppliers_name ORDER BY name",
            ] {
                let statement = try database.prepare(query)
                while try statement.step() {}
            }
            return nil
        } catch {
            return error.kind
        }
    }

    private static func changeAtRandom(_ database: Database, _ generator: inout SeededGenerator) throws {
        let id = Int.random(in: 1...300, using: &generator)
        let bytes = Int.random(in: 0...30_000, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: try database.execute("DELETE FROM t WHERE id % 5 = \(id % 5)")
        case 1: try database.execute("DROP TABLE IF EXISTS s; CREATE TABLE s AS SELECT * FROM t")
        case 2:
            try database.begin()
            try database.execute("INSERT OR REPLACE INTO t VALUES (\(id), randomblob(\(bytes * 20))); DELETE FROM t")
            try database.rollback()
        case 3:
            try database.begin()
            try database.execute("INSERT OR REPLACE INTO t VALUES (\(id), randomblob(\(bytes * 20)))")
            try database.execute("DELETE FROM t WHERE id = \(id)")
            try database.commit()
        default: try database.execute("INSERT OR REPLACE INTO t VALUES (\(id), randomblob(\(bytes)))")
        }
    }
}

/// SQLite as it comes, without our VFS.
private enum PlainDatabase {
    static func make(_ path: String) throws {
        var connection: OpaquePointer?
        sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix")
        defer { sqlite3_close_v2(connection) }
        guard sqlite3_exec(connection, "CREATE TABLE t (x)", nil, nil, nil) == SQLITE_OK else {
            throw StorageError(.io, "cannot make \(path)")
        }
    }

    static func isCalledSound(_ path: String) -> Bool {
        var connection: OpaquePointer?
        defer { sqlite3_close_v2(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, "unix") == SQLITE_OK else { return false }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, "PRAGMA integrity_check", -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW, let line = sqlite3_column_text(statement, 0)
        else { return false }
        return String(cString: line) == "ok"
    }
}

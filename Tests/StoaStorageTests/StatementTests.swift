import StoaStorage
import Testing

struct StatementTests {
    @Test(arguments: [Int64.min, -1, 0, 1, 1 << 53, Int64.max])
    func `an integer comes back as it was`(value: Int64) throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        try echo.bind(1, value)
        #expect(try echo.step())
        #expect(echo.type(0) == .integer)
        #expect(echo.int64(0) == value)
    }

    @Test(arguments: [0.0, -0.0, 0.1, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    func `a floating-point number comes back as it was`(value: Double) throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        try echo.bind(1, value)
        #expect(try echo.step())
        #expect(echo.type(0) == .double)
        #expect(echo.double(0).bitPattern == value.bitPattern)
    }

    @Test
    func `a number that is none becomes null`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        try echo.bind(1, Double.nan)
        #expect(try echo.step())
        #expect(echo.isNull(0))
    }

    @Test(arguments: zip(["", "a", "zero\u{0}inside", "\u{0}", "Ünïcödé 🏷", "long "], [1, 1, 1, 1, 1, 20_000]))
    func `a text comes back as it was, by copy and by reference`(part: String, count: Int) throws {
        let value = String(repeating: part, count: count)
        let database = try Database.inNewFolder()
        try database.execute("CREATE TABLE t (x TEXT)")
        let insert = try database.prepare("INSERT INTO t VALUES (?1)")
        try insert.bind(1, value)
        try insert.run()
        try Array(value.utf8).withUnsafeBytes { bytes in
            try insert.bind(1, text: bytes)
            try insert.run()
            insert.clearBindings()
        }
        let select = try database.prepare("SELECT x FROM t")
        for _ in 1...2 {
            #expect(try select.step())
            #expect(select.type(0) == .text)
            #expect(select.string(0) == value)
            #expect(select.optionalString(0) == value)
        }
        #expect(try !select.step())
    }

    @Test(arguments: [0, 1, 256, 5000, 1_000_000])
    func `a blob comes back as it was, by copy and by reference`(count: Int) throws {
        let value = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let database = try Database.inNewFolder()
        try database.execute("CREATE TABLE t (x BLOB)")
        let insert = try database.prepare("INSERT INTO t VALUES (?1)")
        try insert.bind(1, copying: value)
        try insert.run()
        try value.withUnsafeBytes { bytes in
            try insert.bind(1, blob: bytes)
            try insert.run()
            insert.clearBindings()
        }
        let select = try database.prepare("SELECT x FROM t")
        for _ in 1...2 {
            #expect(try select.step())
            #expect(select.type(0) == .blob)
            #expect(Array(select.bytes(0)) == value)
        }
    }

    @Test
    func `no bytes at no address are an empty text or blob, not null`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1, ?2")
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        try echo.bind(1, text: nothing)
        try echo.bind(2, blob: nothing)
        #expect(try echo.step())
        #expect(echo.type(0) == .text)
        #expect(echo.type(1) == .blob)
        #expect(echo.bytes(0).isEmpty && echo.bytes(1).isEmpty)
    }

    @Test
    func `null reads as zero, as nothing and as nil`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        try echo.bind(1, Int64(5))
        try echo.bindNull(1)
        #expect(try echo.step())
        #expect(echo.isNull(0) && echo.int64(0) == 0 && echo.double(0) == 0 && echo.bytes(0).isEmpty)
        #expect(echo.optionalString(0) == nil && echo.optionalInt64(0) == nil)
    }

    @Test
    func `bindings survive a reset until they are cleared`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        try echo.bind(1, "kept")
        _ = try echo.step()
        echo.reset()
        #expect(try echo.step())
        #expect(echo.string(0) == "kept")
        echo.reset()
        echo.clearBindings()
        #expect(try echo.step())
        #expect(echo.isNull(0))
    }

    @Test
    func `a parameter that does not exist is a misuse`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        let error = #expect(throws: StorageError.self) { try echo.bind(2, Int64(1)) }
        #expect(error?.kind == .misuse)
    }

    @Test
    func `binding to a statement that runs is a misuse`() throws {
        let echo = try Database.inNewFolder().prepare("SELECT ?1")
        _ = try echo.step()
        let error = #expect(throws: StorageError.self) { try echo.bind(1, Int64(1)) }
        #expect(error?.kind == .misuse)
    }

    @Test
    func `an empty statement is a misuse`() throws {
        let database = try Database.inNewFolder()
        let error = #expect(throws: StorageError.self) { try database.prepare(" -- nothing") }
        #expect(error?.kind == .misuse)
    }

    @Test
    func `a statement outlives the connection that made it`() throws {
        let statement = try Database.inNewFolder().prepare("SELECT 42")
        #expect(try statement.step())
        #expect(statement.int64(0) == 42)
    }
}

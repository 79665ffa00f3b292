public import CSQLite

/// The storage class of one column's value.
public enum ColumnType: Int32, Sendable {
    case integer = 1
    case double, text, blob, null
}

/// A prepared statement: bind, step until it returns false, reset.
///
/// Parameters count from 1 and columns from 0, as in SQLite. A statement belongs to its connection's thread and keeps
/// the connection open. Until it is reset, a statement that has returned a row holds its read snapshot.
public final class Statement {
    @usableFromInline let handle: OpaquePointer

    /// Takes over the handle.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs to the next row and returns true, or to the end and returns false.
    ///
    /// Throws what the statement failed with; the statement must then be reset, which no longer fails.
    @inlinable
    public func step() throws(StorageError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw failure(code) }
        return false
    }

    /// Runs a statement that returns no rows of interest to its end, then resets it.
    @inlinable
    public func run() throws(StorageError) {
        defer { reset() }
        while try step() {}
    }

    /// Ends the execution and releases its snapshot.
    ///
    /// Bindings keep their values.
    @inlinable
    public func reset() {
        // The result repeats the failure that `step` has thrown.
        sqlite3_reset(handle)
    }

    /// Sets all parameters to null, so that the statement holds no pointer into the caller's memory.
    @inlinable
    public func clearBindings() {
        sqlite3_clear_bindings(handle)
    }

    @usableFromInline
    func failure(_ code: Int32) -> StorageError {
        StorageError.last(on: sqlite3_db_handle(handle), code: code)
    }

    @inlinable
    func check(_ code: Int32) throws(StorageError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }
}

// MARK: - Parameters

extension Statement {
    /// Binds an integer.
    @inlinable
    public func bind(_ index: Int32, _ value: Int64) throws(StorageError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    /// Binds a floating-point number.
    ///
    /// SQLite stores NaN as null.
    @inlinable
    public func bind(_ index: Int32, _ value: Double) throws(StorageError) {
        try check(sqlite3_bind_double(handle, index, value))
    }

    /// Binds null.
    @inlinable
    public func bindNull(_ index: Int32) throws(StorageError) {
        try check(sqlite3_bind_null(handle, index))
    }

    /// Binds UTF-8 text without copying it; zero bytes are kept.
    ///
    /// The memory must stay unchanged until the parameter is bound anew, cleared, or the statement has been reset for
    /// good. No bytes are the empty text, not null. The bytes are not validated.
    @inlinable
    public func bind(_ index: Int32, text: UnsafeRawBufferPointer) throws(StorageError) {
        let bytes = text.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        guard let bytes else { return try bind(index, "") }
        try check(sqlite3_bind_text64(handle, index, bytes, UInt64(text.count), nil, UInt8(SQLITE_UTF8)))
    }

    /// Binds bytes without copying them; their memory must live as long as that of `bind(_:text:)`.
    ///
    /// No bytes are the empty blob, not null.
    @inlinable
    public func bind(_ index: Int32, blob: UnsafeRawBufferPointer) throws(StorageError) {
        guard let bytes = blob.baseAddress else { return try check(sqlite3_bind_zeroblob(handle, index, 0)) }
        try check(sqlite3_bind_blob64(handle, index, bytes, UInt64(blob.count), nil))
    }

    /// Binds a copy of the text.
    public func bind(_ index: Int32, _ value: String) throws(StorageError) {
        var value = value
        let code = value.withUTF8 { utf8 in
            // An empty buffer may have no address, which SQLite would take for null.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
                let start = utf8.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
                let text = start ?? UnsafePointer(empty.baseAddress)
                return sqlite3_bind_text64(
                    handle, index, text, UInt64(utf8.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
        try check(code)
    }

    /// Binds a copy of UTF-8 text.
    public func bind(_ index: Int32, text: [UInt8]) throws(StorageError) {
        guard !text.isEmpty else { return try bind(index, "") }
        let code = text.withUnsafeBytes { bytes in
            sqlite3_bind_text64(
                handle, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), Self.copied,
                UInt8(SQLITE_UTF8))
        }
        try check(code)
    }

    /// Binds a copy of the bytes.
    public func bind(_ index: Int32, copying bytes: [UInt8]) throws(StorageError) {
        let code = bytes.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
        try check(code)
    }

    /// `SQLITE_TRANSIENT`, a cast of -1 to a function pointer that Swift does not import.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

// MARK: - Columns

extension Statement {
    /// The number of columns in the result.
    public var columnCount: Int32 { sqlite3_column_count(handle) }

    /// The value as an integer; 0 for null.
    @inlinable
    public func int64(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// The value as a floating-point number; 0 for null.
    @inlinable
    public func double(_ column: Int32) -> Double {
        sqlite3_column_double(handle, column)
    }

    /// Whether the value is null.
    @inlinable
    public func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// The value's storage class.
    ///
    /// Ask before reading the value: reading may convert it.
    @inlinable
    public func type(_ column: Int32) -> ColumnType {
        ColumnType(rawValue: sqlite3_column_type(handle, column)) ?? .null
    }

    /// The bytes of a text or blob; empty for null.
    ///
    /// They belong to SQLite and are valid until the next `step` or `reset`.
    @inlinable
    public func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        // In this order: the first call may convert the value, the second measures the result.
        let start = sqlite3_column_blob(handle, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    /// A copy of the text; empty for null.
    ///
    /// Invalid UTF-8 is replaced by U+FFFD.
    public func string(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// A copy of the text, or nil for null.
    public func optionalString(_ column: Int32) -> String? {
        isNull(column) ? nil : string(column)
    }

    /// The integer, or nil for null.
    public func optionalInt64(_ column: Int32) -> Int64? {
        isNull(column) ? nil : int64(column)
    }
}

internal import CSQLite
internal import CStoaSystem

/// A failure of the storage engine.
///
/// `kind` is for decisions, `message` for the log: it names the file and SQLite's own words, never a bound value.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, as far as callers can act on it.
    public enum Kind: Sendable, Equatable {
        /// Another connection held the lock for longer than the busy timeout. The transaction may be retried.
        case busy
        /// The disk, a quota or the page limit is full. Reads go on, and so do writes once there is room.
        case diskFull
        /// A write through a read-only connection, or to a file or folder that may not be written.
        case readOnly
        /// Content that is not what was written. `page` counts from 1; nil if the damage is in the log, or was found by
        /// structure.
        case corrupt(file: String, page: UInt32?)
        /// A rule of the schema refused the change; the transaction stays open.
        case constraint(Constraint)
        /// A value or a row above SQLite's limit.
        case tooBig
        /// The operating system failed to read, write or sync. See `StorageError.stopsWrites`.
        case io
        /// The file does not exist or cannot be opened.
        case cannotOpen
        /// Not a database, or one without page checksums.
        case notADatabase
        /// The statement is malformed, or names what the schema does not have.
        case schema
        /// The driver was called out of order or with an index out of range: a fault of the program.
        case misuse
        /// An allocation failed.
        case outOfMemory
        /// The caller's own callback asked to stop.
        case interrupted
    }

    /// The rule that refused a change.
    public enum Constraint: Sendable, Equatable {
        case unique, primaryKey, foreignKey, notNull, check, other
    }

    /// The closed kind to branch on.
    public let kind: Kind
    /// One line for the log.
    public let message: String

    /// Creates an error; for layers above that add failures of their own files.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// True if it is unknown what reached the disk, so that no further write may be acknowledged.
    ///
    /// A failed fsync may have dropped dirty pages, and a second one then succeeds without having written them
    /// (PostgreSQL's "fsyncgate", 2018). The only safe way on is to reopen the file and recover from its log.
    public var stopsWrites: Bool { kind == .io }

    /// The kind and the message.
    public var description: String { "\(kind): \(message)" }
}

extension StorageError {
    /// Extended code of content that fails its checksum: `SQLITE_IOERR_DATA`, a macro that Swift does not import.
    private static let contentDamaged = SQLITE_IOERR | 32 << 8

    /// The error that `code`, just returned by a call on `connection`, stands for.
    static func last(on connection: OpaquePointer?, code: Int32) -> StorageError {
        let file = sqlite3_db_filename(connection, "main").map { String(cString: $0) } ?? ""
        if code == contentDamaged { return takeDamage(connection, file) }
        let isDescribed = connection != nil && sqlite3_extended_errcode(connection) == code
        let words = isDescribed ? sqlite3_errmsg(connection) : sqlite3_errstr(code)
        let text = words.map { String(cString: $0) } ?? "no message"
        let kind = Kind(code: code, file: file)
        return StorageError(kind, "\(text) (SQLite result \(code), file \(file))")
    }

    private static func takeDamage(_ connection: OpaquePointer?, _ file: String) -> StorageError {
        var damage = stoa_damage()
        sqlite3_file_control(connection, "main", Int32(STOA_FCNTL_TAKE_DAMAGE), &damage)
        if damage.is_in_log {
            return StorageError(
                .corrupt(file: "\(file)-wal", page: nil),
                "\(file)-wal is damaged: it is sound up to byte \(damage.log_offset), and commits follow")
        }
        let page = damage.page == 0 ? nil : damage.page
        let place = page.map { "page \($0)" } ?? "a page"
        return StorageError(.corrupt(file: file, page: page), "\(place) of \(file) fails its checksum")
    }
}

extension StorageError.Kind {
    fileprivate init(code: Int32, file: String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .diskFull
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .readOnly
        case SQLITE_CORRUPT: self = .corrupt(file: file, page: nil)
        case SQLITE_CONSTRAINT: self = .constraint(.init(code: code))
        case SQLITE_TOOBIG: self = .tooBig
        case SQLITE_CANTOPEN: self = .cannotOpen
        case SQLITE_NOTADB: self = .notADatabase
        case SQLITE_ERROR, SQLITE_SCHEMA: self = .schema
        case SQLITE_NOMEM: self = .outOfMemory
        case SQLITE_INTERRUPT, SQLITE_ABORT: self = .interrupted
        case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_MISMATCH: self = .misuse
        default: self = .io
        }
    }
}

extension StorageError.Constraint {
    fileprivate init(code: Int32) {
        switch code >> 8 {
        case 1: self = .check
        case 3: self = .foreignKey
        case 5: self = .notNull
        case 6: self = .primaryKey
        case 8, 10: self = .unique
        default: self = .other
        }
    }
}

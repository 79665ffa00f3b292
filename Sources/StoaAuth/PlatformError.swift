internal import Glibc
public import StoaStorage

/// Why the platform refused or failed.
public struct PlatformError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What to do about it.
    public enum Kind: Sendable, Equatable {
        /// The argument cannot be taken; `message` continues its name.
        case invalid(field: String)
        /// The name is taken.
        case conflict
        /// No such store or key.
        case notFound
        /// The data directory is not what it should be.
        case file
        /// The database failed.
        case storage(StorageError.Kind)
    }

    /// The closed kind to branch on.
    public let kind: Kind
    /// One sentence for the operator.
    public let message: String

    /// The message.
    public var description: String { message }

    private init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    static func invalid(_ field: String, _ message: String) -> PlatformError {
        PlatformError(.invalid(field: field), "\(field) \(message)")
    }

    static func conflict(_ message: String) -> PlatformError { PlatformError(.conflict, message) }

    static func notFound(_ message: String) -> PlatformError { PlatformError(.notFound, message) }

    static func file(_ message: String) -> PlatformError { PlatformError(.file, message) }

    static func file(_ path: String, errno reason: Int32) -> PlatformError {
        .file("\(path): \(strerror(reason).map { String(cString: $0) } ?? "unknown error")")
    }

    static func storage(_ error: StorageError) -> PlatformError {
        PlatformError(.storage(error.kind), error.message)
    }
}

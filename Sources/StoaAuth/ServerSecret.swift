internal import Glibc
public import StoaCore

/// The server's own key, for what it signs and later checks itself, such as cursors.
///
/// 32 random bytes in `secret.key` in the data directory, readable by its owner only. Whoever deletes the file only
/// invalidates what was signed with it.
public struct ServerSecret: Sendable {
    /// How long the key is.
    public static let byteCount = 32

    /// The key's bytes.
    public let key: Secret<[UInt8]>

    /// Reads the key of the data directory, and makes one if there is none.
    ///
    /// Of several processes that start at once, one makes the key and all read it. Throws `.file` if others than the
    /// owner may read it or if its size is wrong.
    public init(directory: String) throws(PlatformError) {
        let path = "\(directory)/secret.key"
        if access(path, F_OK) != 0 { try Self.create(at: path) }
        key = Secret(try Self.read(path))
    }

    private static func read(_ path: String) throws(PlatformError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .file(path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path, errno: errno) }
        guard status.st_mode & 0o077 == 0 else { throw .file("\(path) may be read by others: chmod 600 it") }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard status.st_size == byteCount, Glibc.read(descriptor, &bytes, byteCount) == byteCount else {
            throw .file("\(path) does not hold \(byteCount) bytes")
        }
        return bytes
    }

    /// Writes the key under another name and links it to its own, which fails if there is one by now: so the file
    /// appears whole or not at all, and is never replaced.
    private static func create(at path: String) throws(PlatformError) {
        let draft = "\(path).\(Crypto.randomUUID())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(draft, errno: errno) }
        defer { unlink(draft) }
        let isWritten = write(descriptor, Crypto.randomBytes(byteCount), byteCount) == byteCount
        let isSynced = fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten, isSynced else { throw .file("\(draft): cannot write the key") }
        guard link(draft, path) == 0 || errno == EEXIST else { throw .file(path, errno: errno) }
    }
}

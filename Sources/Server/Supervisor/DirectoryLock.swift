import Glibc

/// One worker at a time writes to a data directory: the lock goes with the process, however it ends.
final class DirectoryLock: Sendable {
    /// A worker that was killed holds the lock until the system has cleared it away.
    private static let patienceMilliseconds: UInt32 = 10_000
    private static let retryMicroseconds: UInt32 = 5_000

    private let descriptor: Int32

    /// Takes the lock, and waits for a worker that is about to end.
    init(_ directory: String) throws {
        descriptor = try Self.openFile(directory)
        var triesLeft = Self.patienceMilliseconds * 1_000 / Self.retryMicroseconds
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard triesLeft > 0 else {
                close(descriptor)
                throw CommandFailure(
                    "another server still runs on \(directory), \(Self.patienceMilliseconds / 1_000) s after its turn: stop it first"
                )
            }
            triesLeft -= 1
            usleep(Self.retryMicroseconds)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Whether some process holds the lock.
    static func isTaken(_ directory: String) throws -> Bool {
        let descriptor = try openFile(directory)
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    private static func openFile(_ directory: String) throws -> Int32 {
        let path = "\(directory)/server.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}

import Glibc

/// One supervisor at a time on a data directory.
///
/// A record lock of the whole file: the system tells who holds it, so that no file can name a process that has gone,
/// and it is not inherited by workers. It would be lost if this process closed any other descriptor of the file.
enum SupervisorLock {
    /// Takes the lock for as long as this process lives; makes the data directory if it is missing.
    static func take(_ directory: String) throws {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure("\(directory) cannot be made: \(String(cString: strerror(errno)))")
        }
        let descriptor = try openFile(directory, O_RDWR | O_CREAT)
        var range = wholeFile()
        guard fcntl(descriptor, F_SETLK, &range) == 0 else {
            throw CommandFailure("another server runs on \(directory): stop it first, or use another directory")
        }
    }

    /// The process that holds the lock, or nil.
    static func holder(of directory: String) throws -> pid_t? {
        guard access(path(directory), F_OK) == 0 else { return nil }
        let descriptor = try openFile(directory, O_RDWR)
        defer { close(descriptor) }
        var range = wholeFile()
        guard fcntl(descriptor, F_GETLK, &range) == 0 else {
            throw CommandFailure("\(path(directory)): \(String(cString: strerror(errno)))")
        }
        return Int32(range.l_type) == F_UNLCK ? nil : range.l_pid
    }

    private static func wholeFile() -> flock {
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        return range
    }

    private static func path(_ directory: String) -> String { "\(directory)/supervisor.lock" }

    private static func openFile(_ directory: String, _ flags: Int32) throws -> Int32 {
        let descriptor = open(path(directory), flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path(directory)) cannot be opened: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}

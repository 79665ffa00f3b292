import Glibc
import StoaCore

/// `crashes.log` in the data directory: one JSON line for each worker that ended unasked.
struct CrashLog {
    /// A file that has reached this moves to `crashes.log.1`, in the place of the one before.
    private static let bytesMax = 256 << 10

    private let path: String

    init(directory: String) {
        path = "\(directory)/crashes.log"
    }

    func append(_ members: [(String, Output.Value)]) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        // A full disk is no reason to leave the store without a worker: the same is in the server's log.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let time = ("time", Output.Value.text(Clock.system.timestamp.description))
        let line = Array((Output.object([time] + members) + "\n").utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if lseek(descriptor, 0, SEEK_END) >= Self.bytesMax { rename(path, path + ".1") }
    }
}

import Glibc
import StoaStorage
import Synchronization

/// A folder of its own for a test, removed when the process ends: connections may outlive the test's variables.
struct TemporaryFolder {
    private static let made: Mutex<[String]> = {
        atexit { TemporaryFolder.removeAll() }
        return Mutex([])
    }()

    let path: String

    init() throws {
        var template = Array("/tmp/stoa-storage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StorageError(.io, "mkdtemp failed") }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        Self.made.withLock { $0.append(path) }
        self.path = path
    }

    private static func removeAll() {
        for path in made.withLock(\.self) {
            guard let folder = opendir(path) else { continue }
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(folder)
            rmdir(path)
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The content of the file, or nil if there is none.
    func bytes(_ name: String) throws -> [UInt8]? {
        let descriptor = open(file(name), O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StorageError(.io, "fstat failed") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count else { throw StorageError(.io, "read failed") }
        return bytes
    }

    /// Replaces the content of the file.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard descriptor >= 0, count == bytes.count else { throw StorageError(.io, "write failed") }
    }

    /// Writes over the content of a file that others have open.
    func overwrite(_ name: String, _ bytes: [UInt8]) throws {
        let descriptor = open(file(name), O_WRONLY)
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard descriptor >= 0, count == bytes.count else { throw StorageError(.io, "write failed") }
    }

    func remove(_ name: String) {
        unlink(file(name))
    }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        guard stat(file(name), &status) == 0 else { throw StorageError(.io, "stat failed") }
        return status.st_mode & 0o777
    }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Database {
    /// For tests that look at nothing but the connection.
    static func inNewFolder() throws -> Database {
        try Database(path: TemporaryFolder().file("a.db"), access: .create)
    }

    func count(_ table: String) throws -> Int64 {
        let statement = try prepare("SELECT count(*) FROM \(table)", persistent: false)
        _ = try statement.step()
        return statement.int64(0)
    }
}

extension [UInt8] {
    func flipping(_ bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8] ^= 1 << (bit % 8)
        return copy
    }
}

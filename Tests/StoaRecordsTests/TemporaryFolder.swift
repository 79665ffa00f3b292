import Glibc
import StoaCore
import Synchronization

/// A folder of its own for a test, removed when the process ends: connections may outlive the test's variables.
struct TemporaryFolder: Sendable {
    private static let made: Mutex<[String]> = {
        atexit { TemporaryFolder.removeAll() }
        return Mutex([])
    }()

    let path: String

    init() throws {
        var template = Array("/tmp/stoa-records-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(.internal, "mkdtemp failed") }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        Self.made.withLock { $0.append(path) }
        self.path = path
    }

    /// A folder that is there already, and that others remove.
    init(at path: String) { self.path = path }

    private static func removeAll() {
        for path in made.withLock(\.self) {
            for name in names(in: path) { unlink("\(path)/\(name)") }
            rmdir(path)
        }
    }

    func bytes(of name: String) throws -> Int {
        var status = stat()
        guard stat("\(path)/\(name)", &status) == 0 else { throw Failure(.internal, "there is no \(name)") }
        return Int(status.st_size)
    }

    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// How many descriptors of this process are open on files whose path begins with this.
    func openDescriptors(of name: String) -> Int {
        Self.names(in: "/proc/self/fd").count { descriptor in
            var target = [CChar](repeating: 0, count: 4_096)
            let length = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
            guard length > 0 else { return false }
            return String(decoding: target[0..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
                .hasPrefix("\(path)/\(name)")
        }
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

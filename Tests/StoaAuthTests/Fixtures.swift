import Glibc
import StoaAuth
import StoaCore
import StoaStorage
import Synchronization

/// A data directory of its own for a test, removed when the process ends.
struct TemporaryFolder {
    private static let made: Mutex<[String]> = {
        atexit { TemporaryFolder.removeAll() }
        return Mutex([])
    }()

    let path: String

    init() throws {
        var template = Array("/tmp/stoa-auth-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StorageError(.io, "mkdtemp failed") }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        Self.made.withLock { $0.append(path) }
        self.path = path
    }

    private static func removeAll() {
        for path in made.withLock(\.self) {
            for name in names(in: path) { unlink("\(path)/\(name)") }
            rmdir(path)
        }
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

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func bytes(_ name: String) throws -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY)
        guard descriptor >= 0 else { throw StorageError(.cannotOpen, name) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4 << 20)
        bytes.removeLast(bytes.count - max(0, read(descriptor, &bytes, bytes.count)))
        return bytes
    }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        guard stat(file(name), &status) == 0 else { throw StorageError(.io, "stat failed") }
        return status.st_mode & 0o777
    }
}

/// A clock that moves when told.
final class ManualClock: Sendable {
    let time = Atomic<Int64>(1_800_000_000_000_000)
    var now: Int64 { time.load(ordering: .relaxed) }

    func advance(seconds: Int64) {
        time.add(seconds * 1_000_000, ordering: .relaxed)
    }
}

/// One data directory with a store and a key, and a cache that a loop of the server would have.
struct PlatformFixture {
    let folder: TemporaryFolder
    let clock = ManualClock()
    let platform: Platform
    let cache: PrincipalCache
    let store: Store

    init() throws {
        folder = try TemporaryFolder()
        let clock = clock
        platform = try Platform(directory: folder.path) { clock.now }
        cache = try PrincipalCache(platform: platform)
        store = try platform.createStore(name: "acme")
    }

    /// The same data directory as another process would open it.
    func otherProcess() throws -> Platform {
        let clock = clock
        return try Platform(directory: folder.path) { clock.now }
    }

    func newKey(_ scopes: String = "all", _ change: (inout KeyGrant) -> Void = { _ in }) throws -> NewAPIKey {
        var grant = KeyGrant(scopes: Scopes(parsing: scopes))
        change(&grant)
        return try platform.createKey(store: store.id, grant: grant)
    }

    func authenticate(_ token: String) throws -> Authentication {
        try cache.authenticate(token, at: clock.now)
    }
}

extension NewAPIKey {
    var text: String { token.reveal { $0 } }
}

extension Authentication {
    var refusal: Refusal? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }
}

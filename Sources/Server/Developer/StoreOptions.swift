import ArgumentParser
import Glibc
import StoaAuth
import StoaCore
import StoaLoader
import StoaRecords

/// A store to look into from outside its server.
struct StoreOptions: ParsableArguments {
    @OptionGroup var data: DataOptions
    @Option(name: .long, help: ArgumentHelp("The store's name.", valueName: "name"))
    var store: String

    func find() throws -> (platform: Platform, store: Store) {
        let platform = try Platform(directory: data.data, now: Clock.system.wallMicroseconds)
        guard let found = try platform.store(named: store) else {
            throw CommandFailure("there is no store named \(store)")
        }
        return (platform, found)
    }

    /// The store's database file, or nil if nothing was ever written to the store.
    func file(of found: Store) -> String? {
        let path = "\(data.data)/stores/\(found.id).db"
        return access(path, F_OK) == 0 ? path : nil
    }

    /// The store's database file; refuses a store that has none.
    func writtenFile(of found: Store) throws -> String {
        guard let path = file(of: found) else {
            throw CommandFailure("nothing was ever written to \(store): create a record first")
        }
        return path
    }

    func desk(of found: Store, _ registry: Registry) throws -> StoreDesk {
        let secret = try ServerSecret(directory: data.data).key
        return try StoreDesk(
            path: try writtenFile(of: found), store: found.id, schema: StoreSchema(registry, secret: secret))
    }
}

/// Looks again and again until the process is ended.
enum Watch {
    private static let interval = Duration.milliseconds(100)

    /// Prints a line that is seen at once, through a pipe too.
    static func show(_ line: String) {
        print(line)
        fflush(nil)
    }

    static func run(_ look: () async throws -> Void) async throws {
        while true {
            try await look()
            try await Task.sleep(for: interval)
        }
    }
}

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

    /// The store's database; it is there once something was written to it.
    func desk(of found: Store, _ registry: Registry) throws -> StoreDesk {
        let path = "\(data.data)/stores/\(found.id).db"
        guard access(path, F_OK) == 0 else {
            throw CommandFailure("nothing was ever written to \(store): create a record first")
        }
        return try StoreDesk(path: path, schema: StoreSchema(registry))
    }
}

/// Looks again and again until the process is ended.
enum Watch {
    private static let interval = Duration.milliseconds(100)

    static func run(_ look: () async throws -> Void) async throws {
        while true {
            try await look()
            fflush(nil)
            try await Task.sleep(for: interval)
        }
    }
}

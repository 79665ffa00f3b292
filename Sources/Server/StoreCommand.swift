import ArgumentParser
import StoaAuth
import StoaCore
import StoaLoader
import StoaRecords

/// The command `stoa store`.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Create, list and back up stores; works while a server runs and when none does.",
        subcommands: [Create.self, List.self, Backup.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a store; prints one JSON object.")

        @Argument(help: "The store's name: a-z, 0-9 and -, beginning with a letter.")
        var name: String
        @OptionGroup var data: DataOptions
        @Option(name: .long, help: ArgumentHelp("ISO 4217 code of the store's currency.", valueName: "code"))
        var currency = "USD"
        @Option(
            name: .long,
            help: ArgumentHelp(
                "The time zone it begins in, as in the IANA database: America/New_York.", valueName: "name"))
        var timeZone = LocalTime.utcName
        @Flag(
            name: .long,
            help: "A sandbox with a clock of its own, which stands still until 'stoa clock advance' moves it.")
        var testClock = false

        func run() async throws {
            guard TimeZoneDatabase.shared.rules(of: timeZone) != nil else {
                throw ValidationError(
                    TimeZoneDatabase.shared.isInstalled
                        ? "--time-zone: \(timeZone) is not the name of a time zone, such as America/New_York"
                        : "--time-zone: this machine has no time zone database; install the package tzdata")
            }
            let clock = Clock.system.wallMicroseconds
            let platform = try Platform(directory: data.data, now: clock)
            print(
                Output.json(
                    try platform.createStore(
                        name: name, currency: currency, timeZone: timeZone, testClock: testClock ? clock() : nil)))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the stores.")

        @OptionGroup var data: DataOptions
        @Flag(name: .long, help: "Print a JSON array.")
        var json = false

        func run() async throws {
            let stores = try Platform(directory: data.data, now: Clock.system.wallMicroseconds).stores()
            if json {
                print("[\(stores.map(Output.json).joined(separator: ","))]")
            } else {
                for store in stores { print("\(store.id)  \(store.name)  \(store.currency)  \(store.status.rawValue)") }
            }
        }
    }

    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a store's database to a file, while it is in use.")

        @Argument(help: "The store's name.")
        var name: String
        @OptionGroup var data: DataOptions
        @Option(name: .long, help: ArgumentHelp("The file to write; must not exist.", valueName: "file"))
        var output: String

        func run() async throws {
            let platform = try Platform(directory: data.data, now: Clock.system.wallMicroseconds)
            guard let store = try platform.store(named: name) else {
                throw CommandFailure("there is no store named \(name)")
            }
            let progress = Progress(title: "Copying \(name)")
            try StoreBackup.run(from: "\(data.data)/stores/\(store.id).db", to: output) { done, total in
                progress.show(done, of: total)
                return true
            }
            progress.finish()
            print(Output.object([("store", .text(name)), ("file", .text(output))]))
        }
    }
}

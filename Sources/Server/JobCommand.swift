import ArgumentParser
import StoaAuth
import StoaCore
import StoaRecords
import StoaStorage

/// The command `stoa job`.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "See what waits in a store's queue, and deal with what has failed for the last time.",
        subcommands: [List.self, Retry.self, Drop.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List a store's jobs in the sequence in which they are due.")

        @OptionGroup var queue: QueueOptions
        @Flag(name: .long, help: "Only dead letters: jobs that have failed for the last time.")
        var dead = false
        @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "number"))
        var limit = 100
        @Flag(name: .long, help: "Print a JSON array.")
        var json = false

        func run() async throws {
            let entries = try queue.open()?.desk.entries(deadOnly: dead, limit: max(1, limit)) ?? []
            if json { return print("[\(entries.map(Output.json).joined(separator: ","))]") }
            for entry in entries {
                let state = entry.isDead ? "dead" : entry.failures == 0 ? "waiting" : "failed \(entry.failures)x"
                print("\(entry.id)  \(entry.name)  \(state)  \(entry.error)")
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a job run at once, with all its attempts before it.")

        @Argument(help: "The job's id.")
        var id: Int64
        @OptionGroup var queue: QueueOptions

        func run() async throws {
            try queue.change(id) { desk, store, platform in
                try desk.retry(id, now: store.testClock?.now ?? Clock.system.wallMicroseconds())
            }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Drop a job for good.")

        @Argument(help: "The job's id.")
        var id: Int64
        @OptionGroup var queue: QueueOptions

        func run() async throws {
            try queue.change(id) { desk, _, _ in try desk.drop(id) }
        }
    }
}

/// Which store's queue.
struct QueueOptions: ParsableArguments {
    @OptionGroup var options: StoreOptions

    /// The queue, or nil if nothing was ever written to the store.
    func open() throws -> (desk: JobDesk, store: Store, platform: Platform)? {
        let (platform, store) = try options.find()
        guard let file = options.file(of: store) else { return nil }
        return (try JobDesk(path: file), store, platform)
    }

    func change(_ id: Int64, _ body: (JobDesk, Store, Platform) throws -> Bool) throws {
        guard let (desk, store, platform) = try open(), try body(desk, store, platform) else {
            throw CommandFailure("there is no job \(id) in \(options.store)")
        }
        try platform.callAttention(to: store.id)
    }
}

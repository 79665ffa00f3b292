import ArgumentParser
import StoaAuth
import StoaCore
import StoaLoader
import StoaRecords

/// The command `stoa logs`.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Follow what clients change in a store.", subcommands: [Tail.self])

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every write as it happens: who, what, with which outcome.",
            discussion: "Reads the store's audit trail. The server's own log goes to its standard error.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var folders: ModuleCommand.FolderOptions
        @Option(name: .long, help: ArgumentHelp("Begin so long ago, such as 10m.", valueName: "time"))
        var since: TimeSpan?
        @Flag(name: .long, help: "Print one JSON object a line.")
        var json = false

        func run() async throws {
            let (_, store) = try options.find()
            let desk = try options.desk(of: store, try folders.report().registry)
            let now = store.testClock?.now ?? Clock.system.wallMicroseconds()
            let start = since.map { now - $0.seconds * 1_000_000 } ?? 0
            var last = since == nil ? try desk.lastAuditRow() : 0
            try await Watch.run {
                for row in try desk.auditRows(after: last, since: start, limit: 1_000) {
                    Watch.show(json ? Output.json(row) : text(row))
                    last = row.seq
                }
            }
        }

        private func text(_ row: StoreDesk.AuditRow) -> String {
            "\(Timestamp(microseconds: row.at))  \(row.status)  \(row.method) \(row.route)  \(row.target)  \(row.actor)  \(row.request)"
        }
    }
}

import ArgumentParser

/// The command `stoa`.
@main
struct Stoa: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoa",
        abstract: "A multi-tenant commerce server whose every resource is a module.",
        version: ServerVersion.text,
        subcommands: [ServeCommand.self, DemoCommand.self, StoreCommand.self, KeyCommand.self, ModuleCommand.self])
}

/// The release, as commands, pages and modules see it.
enum ServerVersion {
    static let text = "0.1.0"
}

/// A failure with a sentence for the person at the terminal: what is wrong, and what to do.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The data directory, which every command names.
struct DataOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The data directory; made if it does not exist.", valueName: "dir"))
    var data: String
}

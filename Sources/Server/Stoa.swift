import ArgumentParser
import Glibc
import StoaLoader

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

    init(_ refusal: Refusal) {
        description = "module \(refusal.module) \(refusal.message)"
    }
}

/// Exit codes beside 0, 1 for failures, and 64 for wrong usage.
enum ExitCodes {
    /// The module was refused.
    static let refused = ExitCode(2)

    /// Runs `body`; a refusal goes to standard error in one line and ends the command with its code.
    static func refusing<T>(_ body: () throws(Refusal) -> T) throws -> T {
        do {
            return try body()
        } catch {
            ErrorLine.write("Error: \(CommandFailure(error))")
            throw refused
        }
    }
}

/// Lines for the person at the terminal.
enum ErrorLine {
    static func write(_ text: String, end: String = "\n") {
        let bytes = Array((text + end).utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The data directory, which every command names.
struct DataOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The data directory; made if it does not exist.", valueName: "dir"))
    var data: String
}

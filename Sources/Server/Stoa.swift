import ArgumentParser
import Dispatch
import Glibc
import StoaLoader

/// Runs the command on the main thread, or, if it is asynchronous, beside it.
///
/// Not an asynchronous `main`, which would start threads for every command: the supervisor must have only one.
@main
enum Program {
    static func main() {
        do {
            var command = try Stoa.parseAsRoot()
            guard let asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
            finish {
                var command = asynchronous
                try await command.run()
            }
        } catch {
            Stoa.exit(withError: error)
        }
    }

    /// Ends the process with what comes of `body`; the calling thread, the main thread, stays meanwhile.
    static func finish(_ body: sending @escaping () async throws -> Void) -> Never {
        Task {
            do {
                try await body()
                Stoa.exit()
            } catch {
                Stoa.exit(withError: error)
            }
        }
        dispatchMain()
    }
}

/// The command `stoa`.
struct Stoa: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoa",
        abstract: "A multi-tenant commerce server whose every resource is a module.",
        version: ServerVersion.text,
        subcommands: [
            ServeCommand.self, ReloadCommand.self, DemoCommand.self, StoreCommand.self, KeyCommand.self,
            ModuleCommand.self, JobCommand.self, ClockCommand.self, WebhookCommand.self, LogsCommand.self,
            WorkerCommand.self,
        ])
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

/// Exit codes, which scripts rely on and the README lists.
///
/// 0 when it is done, 1 when it cannot be done, 2 when a module was refused, 64 for a command line that cannot be read.
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

import ArgumentParser
import Glibc

/// `stoa reload`: asks the server of a data directory for its next generation.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have a running server read its configuration and modules again, without losing a request.",
        discussion: """
            The same as SIGHUP. A worker of the next generation loads and checks everything beside the one at work and
            takes its place; if it cannot, the old one goes on. The outcome is in the server's log.
            """)

    @OptionGroup var data: DataOptions

    func run() throws {
        guard let server = try SupervisorLock.holder(of: data.data) else {
            throw CommandFailure("no server runs on \(data.data)")
        }
        // 0 stands for a process of another container, which cannot be named from here.
        guard server > 0, kill(server, SIGHUP) == 0 else {
            throw CommandFailure("the server of \(data.data) cannot be reached from here: send SIGHUP to its process")
        }
    }
}

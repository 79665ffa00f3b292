import ArgumentParser
import Glibc

/// `stoa worker`: the process that serves; its supervisor starts it, never a person.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Serve a socket that a supervisor hands over; started by stoa serve.",
        shouldDisplay: false)

    @OptionGroup var options: ServerOptions
    @Option(name: .long, help: "Counts the workers of a supervisor.")
    var generation: Int
    @Flag(name: .long, help: "Another worker serves: give up if a module that it serves is refused.")
    var successor = false
    @Flag(name: .long, help: "Make and fill the demo store, and tell how to call it.")
    var demo = false

    func run() throws {
        let channel = try WorkerChannel.inWorker()
        // These come to the whole group of a terminal; the supervisor tells its worker what they mean.
        signal(SIGINT, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        Program.finish {
            do {
                try await serve(channel)
            } catch {
                // The supervisor knows whether this is for the person at the terminal or for the log.
                channel.send(.failed(Stoa.message(for: error)))
                throw Stoa.exitCode(for: error)
            }
        }
    }

    private func serve(_ channel: WorkerChannel) async throws {
        let prepared = try ServerAssembly(options).prepare()
        if successor { try KnownModules.checkNoneIsLost(prepared.report, in: options.data.data) }
        channel.send(.prepared(drainSeconds: prepared.drainSeconds))
        guard case .serve = channel.receive(waits: true) else { return }
        let stop = StopSignal()
        let server = try await prepared.open()
        // The demo store is made once, not at every restart.
        let text =
            demo && generation == 1 ? try await DemoStore.open(server) : "listening on \(server.url)"
        channel.send(.serving(text))
        await stop.wait()
        await server.stop()
    }
}

import ArgumentParser
import Dispatch
import Glibc

/// `stoa serve`: answers requests until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve all stores of a data directory, in the foreground.",
        discussion: """
            Prints the address on the first line of standard output. GET /readyz answers 200 when it is ready.
            SIGTERM and SIGINT drain: what is in flight is answered, then the process ends.
            """)

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let server = try await Server.start(options)
        print("listening on \(server.url)")
        fflush(nil)
        await StopSignal.wait()
        await server.stop()
    }
}

/// What `serve` and `demo` share.
struct ServerOptions: ParsableArguments {
    @OptionGroup var data: DataOptions
    @Option(name: .long, help: ArgumentHelp("The configuration file; see Config/stoa.toml.", valueName: "file"))
    var config: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Address and port to listen on; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8080"
    @Option(
        name: .customLong("listen-fd"),
        help: ArgumentHelp(
            "A listening socket inherited from the parent process, instead of --listen.", valueName: "fd"))
    var listenDescriptor: Int32?
    @Option(name: .long, help: ArgumentHelp("A further folder of modules; may be repeated.", valueName: "dir"))
    var modules: [String] = []
    @Flag(name: .long, help: "Development: unsigned modules and loopback targets are allowed. Never in production.")
    var dev = false
    @Option(
        name: .long,
        help: ArgumentHelp("Lowest level that is logged: debug, info, warning or error.", valueName: "level"))
    var logLevel = "info"
}

/// Waits for the operator's word to stop.
enum StopSignal {
    static func wait() async {
        await withCheckedContinuation { continuation in
            let sources = [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                return DispatchSource.makeSignalSource(signal: number, queue: queue)
            }
            let once = Once()
            for source in sources {
                source.setEventHandler {
                    guard once.take() else { return }
                    for source in sources { source.cancel() }
                    continuation.resume()
                }
                source.resume()
            }
        }
    }

    private static let queue = DispatchQueue(label: "stoa.signals")

    // Invariant: used only on the serial queue of the signal sources.
    private final class Once: @unchecked Sendable {
        private var isTaken = false

        func take() -> Bool {
            defer { isTaken = true }
            return !isTaken
        }
    }
}

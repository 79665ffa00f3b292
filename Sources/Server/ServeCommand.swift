import ArgumentParser
import Dispatch
import Glibc

/// `stoa serve`: answers requests until it is told to stop.
///
/// Not asynchronous: the supervisor has one thread, and a worker ends with the thread that started it.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve all stores of a data directory, in the foreground.",
        discussion: """
            Prints the address on the first line of standard output. GET /readyz answers 200 when it is ready.
            SIGTERM and SIGINT drain: what is in flight is answered, then the process ends.
            SIGHUP (or stoa reload) reads configuration and modules again without losing a request.

            A worker process does the work. If it crashes, another takes its place while connections wait, and
            crashes.log in the data directory gets a line.
            """)

    @OptionGroup var options: ServerOptions

    func run() throws {
        try Supervisor.run(options)
    }
}

extension Supervisor {
    /// Runs a command to its end, with workers that are given the same options.
    static func run(_ options: ServerOptions, workerFlags: [String] = []) throws {
        // The first two words are the executable and its subcommand.
        let supervisor = try Supervisor(options, arguments: workerFlags + CommandLine.arguments.dropFirst(2))
        do {
            let code = try supervisor.run()
            if code != 0 { throw ExitCode(code) }
        } catch let failure as StartFailure {
            ErrorLine.write("Error: \(failure)")
            throw ExitCode(failure.code)
        }
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

/// The supervisor's word to stop, heard from the moment this is made.
struct StopSignal {
    private let words: AsyncStream<Void>
    private let source: any DispatchSourceSignal

    init() {
        let (words, continuation) = AsyncStream.makeStream(of: Void.self)
        signal(SIGTERM, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: DispatchQueue(label: "stoa.signals"))
        source.setEventHandler { continuation.finish() }
        source.activate()
        self.words = words
    }

    func wait() async {
        for await _ in words {}
        source.cancel()
    }
}

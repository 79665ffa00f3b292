import Glibc

/// One worker as its supervisor sees it.
final class WorkerProcess {
    enum Phase {
        /// Loads and checks.
        case preparing
        /// Waits for its turn.
        case prepared
        /// Takes the data directory and opens the door.
        case opening
        case serving
        /// Has been told to answer what is in flight, and to end.
        case draining
    }

    /// A module that hangs while it starts must not hold up a change for ever.
    private static let startSecondsMax: Int64 = 60
    /// Beyond the configured time to drain: bringing files to rest.
    private static let restSecondsMax: Int64 = 20

    let generation: Int
    let pid: pid_t
    let channel: WorkerChannel
    let startedAt: Int64
    private(set) var phase = Phase.preparing
    /// When it has taken too long over its phase.
    private(set) var deadline: Int64?
    private(set) var drainSeconds = 0
    /// Its own word on why it ends.
    private(set) var failure: String?

    /// Starts this very executable anew: a live Swift runtime cannot be forked, and a file that was replaced meanwhile
    /// is another kernel.
    init(generation: Int, arguments: [String], listener: Int32, now: Int64) throws {
        let ends = try WorkerChannel.pair()
        defer { ends.workers.close() }
        do {
            pid = try Self.spawn(["stoa", "worker", "--generation", "\(generation)"] + arguments) { actions in
                ends.workers.addActions(&actions, listener: listener)
            }
        } catch {
            ends.own.close()
            throw error
        }
        self.generation = generation
        channel = ends.own
        startedAt = now
        deadline = now + Self.startSecondsMax * 1_000_000
    }

    deinit {
        channel.close()
    }

    /// Takes what the worker has said, message by message.
    func nextMessage() -> WorkerMessage? {
        let message = channel.receive(waits: false)
        switch message {
        case .prepared(let seconds):
            phase = .prepared
            drainSeconds = seconds
            deadline = nil
        case .serving:
            if phase == .opening { phase = .serving }
            deadline = phase == .draining ? deadline : nil
        case .failed(let reason): failure = reason
        case .serve, .none: break
        }
        return message
    }

    /// Gives a prepared worker its turn.
    func serve(now: Int64) {
        phase = .opening
        deadline = now + Self.startSecondsMax * 1_000_000
        channel.send(.serve)
    }

    func drain(now: Int64) {
        phase = .draining
        deadline = now + (Int64(drainSeconds) + Self.restSecondsMax) * 1_000_000
        kill(pid, SIGTERM)
    }

    /// For a worker that holds nothing, or has had its time.
    func killNow() {
        deadline = nil
        kill(pid, SIGKILL)
    }

    /// How it ended, or nil while it runs.
    func end() -> WorkerEnd? {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) == pid ? WorkerEnd(status: status) : nil
    }

    private static func spawn(
        _ arguments: [String], _ addActions: (inout posix_spawn_file_actions_t) -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        addActions(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)
        let words = CStrings(arguments)
        let environment = CStrings(inheritedEnvironment())
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, words.pointers, environment.pointers)
        guard code == 0 else { throw CommandFailure("no worker can be started: \(String(cString: strerror(code)))") }
        return pid
    }

    /// The worker begins with no signal blocked or ignored, unlike its supervisor.
    private static func setSignals(_ attributes: inout posix_spawnattr_t) {
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    /// The runtime's own crash reporter can hang for minutes; the supervisor's record takes its place.
    private static func inheritedEnvironment() -> [String] {
        var texts = ["SWIFT_BACKTRACE=enable=no"]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !text.hasPrefix("SWIFT_BACKTRACE=") { texts.append(text) }
            next += 1
        }
        return texts
    }
}

/// A null-terminated array of C strings, freed with it.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    deinit {
        for pointer in pointers { free(pointer) }
    }
}

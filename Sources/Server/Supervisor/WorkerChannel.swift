import CStoaSystem
import Glibc

/// What a worker and its supervisor tell each other, one message a packet.
enum WorkerMessage {
    /// From the worker: everything is loaded and checked; how long it would take at most to drain.
    case prepared(drainSeconds: Int)
    /// From the supervisor: take the data directory and accept.
    case serve
    /// From the worker: it accepts; what there is to tell the person at the terminal.
    case serving(String)
    /// From the worker, which ends now: why it cannot serve.
    case failed(String)

    var bytes: [UInt8] {
        switch self {
        case .prepared(let seconds): Array("p\(seconds)".utf8)
        case .serve: Array("s".utf8)
        case .serving(let text): Array("a\(text)".utf8)
        case .failed(let reason): Array("f\(reason)".utf8)
        }
    }

    init?(_ bytes: ArraySlice<UInt8>) {
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        switch bytes.first {
        case UInt8(ascii: "p"): self = .prepared(drainSeconds: Int(text) ?? 0)
        case UInt8(ascii: "s"): self = .serve
        case UInt8(ascii: "a"): self = .serving(text)
        case UInt8(ascii: "f"): self = .failed(text)
        default: return nil
        }
    }
}

/// One end of the socket pair between a supervisor and a worker.
struct WorkerChannel {
    /// Where a worker finds the listening socket.
    static let listener: Int32 = 3
    /// Where a worker finds its end of the pair.
    private static let inherited: Int32 = 4
    private static let messageBytesMax = 16 << 10

    let descriptor: Int32

    /// A pair of ends: the supervisor's, and that of a worker to be.
    static func pair() throws -> (own: WorkerChannel, workers: WorkerChannel) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CommandFailure("no channel to a worker: \(String(cString: strerror(errno)))")
        }
        return (WorkerChannel(descriptor: ends[0]), WorkerChannel(descriptor: ends[1]))
    }

    /// The end that this worker was started with; from now on it ends when its supervisor does.
    ///
    /// For the main thread, since the system forgets the bond with the thread that made it.
    static func inWorker() throws -> WorkerChannel {
        let channel = WorkerChannel(descriptor: inherited)
        // In this sequence: a supervisor that dies in between has closed its end.
        guard stoa_end_with_parent() == 0, channel.isOpen else {
            throw CommandFailure("a worker is started by stoa serve, not by hand")
        }
        _ = fcntl(inherited, F_SETFD, FD_CLOEXEC)
        nameProcess("stoa-worker")
        return channel
    }

    /// Without a name of its own, ps would show that of the link it was started by.
    private static func nameProcess(_ name: String) {
        let file = Glibc.open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = name.withCString { write(file, $0, strlen($0)) }
        Glibc.close(file)
    }

    private var isOpen: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    /// Puts both descriptors where a worker looks for them.
    func addActions(_ actions: inout posix_spawn_file_actions_t, listener: Int32) {
        posix_spawn_file_actions_adddup2(&actions, listener, Self.listener)
        posix_spawn_file_actions_adddup2(&actions, descriptor, Self.inherited)
    }

    /// A message that the other end is not there to hear is dropped.
    func send(_ message: WorkerMessage) {
        let bytes = message.bytes.prefix(Self.messageBytesMax)
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// The next message; nil if there is none, or none will come.
    func receive(waits: Bool) -> WorkerMessage? {
        var buffer = [UInt8](repeating: 0, count: Self.messageBytesMax)
        var count: Int
        repeat {
            count = recv(descriptor, &buffer, buffer.count, waits ? 0 : Int32(MSG_DONTWAIT))
        } while count < 0 && errno == EINTR
        return count > 0 ? WorkerMessage(buffer[..<count]) : nil
    }

    func close() { Glibc.close(descriptor) }
}

import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import StoaEgress
import Synchronization

/// A receiver on the loopback that does what a test tells it, bad things included.
final class Receiver: Sendable {
    /// What it does with a complete request, step by step.
    enum Step: Sendable {
        case send(String)
        /// Sends a text again and again until the client goes.
        case flood(String)
        /// Sends a text every few milliseconds until the client goes.
        case drip(String)
        case close
    }

    struct Request: Sendable {
        var connection: Int
        var head: String
        var body: String
    }

    struct Seen: Sendable {
        var connections = 0
        var requests: [Request] = []
        var serverNames: [String] = []
    }

    typealias Behaviour = @Sendable (_ request: Request) -> [Step]

    static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// What the connections write down.
    final class Log: Sendable {
        private let seen = Mutex(Seen())

        func read() -> Seen { seen.withLock { $0 } }

        func note(_ change: (inout Seen) -> Void) {
            seen.withLock { change(&$0) }
        }
    }

    let port: Int
    private let log = Log()
    private let listener: any Channel

    var seen: Seen { log.read() }

    static func answering(_ text: String) async throws -> Receiver {
        try await Receiver { _ in [.send(text)] }
    }

    /// `greeting` is sent before anything is asked for.
    init(
        host: String = "127.0.0.1", port: Int = 0, isEncrypted: Bool = false, greeting: String = "",
        _ behaviour: @escaping Behaviour = { _ in [] }
    ) async throws {
        let tls = isEncrypted ? try Self.tls() : nil
        listener = try await ServerBootstrap(group: Self.eventLoops)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { [log] channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.addHandlers(to: channel, tls, log, behaviour)
                    if !greeting.isEmpty { channel.writeAndFlush(ByteBuffer(string: greeting), promise: nil) }
                }
            }
            .bind(host: host, port: port).get()
        self.port = listener.localAddress?.port ?? 0
    }

    deinit {
        listener.close(promise: nil)
    }

    func url(_ host: String = "receiver.example", scheme: String = "http", path: String = "/") -> String {
        "\(scheme)://\(host):\(self.port)\(path)"
    }

    private static func tls() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(Certificate.chain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(Certificate.key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    private static func addHandlers(
        to channel: any Channel, _ tls: NIOSSLContext?, _ log: Log, _ behaviour: @escaping Behaviour
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            let names = SNIHandler { result in
                if case .hostname(let name) = result { log.note { $0.serverNames.append(name) } }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            try pipeline.addHandler(ByteToMessageHandler(names))
            try pipeline.addHandler(NIOSSLServerHandler(context: tls))
        }
        log.note { $0.connections += 1 }
        try pipeline.addHandler(ReceiverConnection(log.read().connections, log, behaviour))
    }
}

/// Gathers requests and takes the steps.
private final class ReceiverConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let log: Receiver.Log
    private let behaviour: Receiver.Behaviour
    private var text = ""
    private var flood: String?

    init(_ number: Int, _ log: Receiver.Log, _ behaviour: @escaping Receiver.Behaviour) {
        self.number = number
        self.log = log
        self.behaviour = behaviour
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let request = takeRequest() {
            log.note { $0.requests.append(request) }
            for step in behaviour(request) { take(step, context) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard let flood else { return }
        while context.channel.isWritable, context.channel.isActive { write(flood, context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func take(_ step: Receiver.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .send(let text): write(text, context)
        case .close: context.close(promise: nil)
        case .drip(let text): drip(text, context)
        case .flood(let text):
            flood = text
            channelWritabilityChanged(context: context)
        }
    }

    private func drip(_ text: String, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        write(text, context)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { self.drip(text, context) }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func takeRequest() -> Receiver.Request? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let length =
            head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            .flatMap { Int($0.dropFirst(16)) } ?? 0
        guard text[end.upperBound...].utf8.count >= length else { return nil }
        let rest = text.utf8.index(end.upperBound, offsetBy: length)
        defer { text = String(text[rest...]) }
        return Receiver.Request(connection: number, head: head, body: String(text[end.upperBound..<rest]))
    }
}

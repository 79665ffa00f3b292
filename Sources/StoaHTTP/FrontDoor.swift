import Glibc
import NIOCore
import NIOPosix
import NIOSSL
public import StoaCore

/// The HTTP/1.1 server: sockets, framing, limits and timeouts.
///
/// What is served is the responder's affair.
/// Requests of a connection are answered in order, each exactly once, and only after their body has ended cleanly.
public final class FrontDoor: Sendable {
    private struct Loop: Sendable {
        let eventLoop: any EventLoop
        let state: NIOLoopBound<LoopState>
        let counters: LoopCounters
    }

    /// Connections that the kernel holds until they are accepted.
    private static let backlog: CInt = 1024
    /// What the system takes beyond what is on its way to the client.
    private static let unsentBytesMax = 256 << 10

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let loops: [Loop]

    private init(group: MultiThreadedEventLoopGroup, listener: any Channel, loops: [Loop]) {
        self.group = group
        self.listener = listener
        self.loops = loops
    }

    /// Throws what `start` would throw of the configuration itself, such as a certificate that cannot be read.
    public static func check(
        _ configuration: FrontDoorConfiguration, responder: any Responder
    ) throws(FrontDoorError) {
        _ = try FrontDoorSettings(configuration: configuration, responder: responder)
    }

    /// Opens the front door; clients can connect when it returns.
    public static func start(
        configuration: FrontDoorConfiguration, responder: any Responder
    ) async throws(FrontDoorError) -> FrontDoor {
        let settings = try FrontDoorSettings(configuration: configuration, responder: responder)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoopCount)
        do {
            let loops = try await makeLoops(group, settings)
            let listener = try await listen(group, loops, settings)
            return FrontDoor(group: group, listener: listener, loops: loops)
        } catch {
            try? await group.shutdownGracefully()
            throw .cannotListen(error)
        }
    }

    /// The port listened on, as the system chose it if the configuration said 0.
    public var port: Int { listener.localAddress?.port ?? 0 }

    /// Sums over all loops; the numbers are not of one instant.
    public var metrics: FrontDoorMetrics {
        loops.reduce(into: FrontDoorMetrics()) { $0.add($1.counters) }
    }

    /// From the return on, no answer leaves its client in the belief that the connection stays: one that is the last of what
    /// was asked says that it closes.
    ///
    /// Call it before `drain`.
    public func announceClosing() async {
        for loop in loops { try? await loop.eventLoop.submit { loop.state.value.announceClosing() }.get() }
    }

    /// Stops accepting, lets every connection finish the requests it has begun, and closes the rest.
    ///
    /// Connections still open at `deadline` are closed as they are. Call once; the front door is of no use afterwards.
    public func drain(deadline: ContinuousClock.Instant) async {
        await stopAccepting()
        let due = NIODeadline.now() + TimeAmount(max(.zero, ContinuousClock.now.duration(to: deadline)))
        let drained = loops.map { loop in
            loop.eventLoop.flatSubmit { loop.state.value.drain(deadline: due) }
        }
        try? await EventLoopFuture.andAllComplete(drained, on: listener.eventLoop).get()
        try? await group.shutdownGracefully()
    }

    /// Closes the listener once every accepted connection has reached its loop.
    ///
    /// NIO hands a connection over in two hops, and drops it unanswered if the listener closes between them; while
    /// another process goes on accepting from the same socket, that would be a lost request.
    private func stopAccepting() async {
        try? await listener.setOption(.autoRead, value: false).get()
        for loop in loops { try? await loop.eventLoop.submit {}.get() }
        try? await listener.eventLoop.submit {}.get()
        try? await listener.close()
    }

    private static func makeLoops(
        _ group: MultiThreadedEventLoopGroup, _ settings: FrontDoorSettings
    ) async throws -> [Loop] {
        var loops: [Loop] = []
        for (index, eventLoop) in group.makeIterator().enumerated() {
            let counters = LoopCounters()
            let state = try await eventLoop.submit {
                let state = LoopState(index: index, eventLoop: eventLoop, settings: settings, counters: counters)
                state.startSweeping()
                return NIOLoopBound(state, eventLoop: eventLoop)
            }.get()
            loops.append(Loop(eventLoop: eventLoop, state: state, counters: counters))
        }
        return loops
    }

    private static func listen(
        _ group: MultiThreadedEventLoopGroup, _ loops: [Loop], _ settings: FrontDoorSettings
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Else the system takes megabytes of a long body at once, and it cannot be told for minutes whether the
            // client still takes any.
            .childChannelOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: unsentBytesMax)
            // Reads are asked for, so that a client which does not take its answers cannot send more requests.
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try addHandlers(to: channel, loops, settings) }
            }
        switch settings.configuration.listener {
        case .address(let host, let port): return try await bootstrap.bind(host: host, port: port).get()
        case .inherited(let descriptor): return try await bootstrap.withBoundSocket(descriptor).get()
        }
    }

    private static func addHandlers(
        to channel: any Channel, _ loops: [Loop], _ settings: FrontDoorSettings
    ) throws {
        guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else {
            preconditionFailure("a connection was given to a loop that is not the front door's")
        }
        let pipeline = channel.pipeline.syncOperations
        if let tls = settings.tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        let connection = ConnectionHandler(loop: loop.state.value)
        try pipeline.addHandler(RequestReader(connection: connection, limits: settings.configuration))
        try pipeline.addHandler(connection)
    }
}

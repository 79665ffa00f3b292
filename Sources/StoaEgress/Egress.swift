import NIOCore
public import NIOPosix

/// The one way out: every request that the server makes to somebody else's address goes through here.
///
/// A URL is parsed once. Its host is resolved once for every connection, all addresses found must be public, and one of
/// these very addresses is dialled, with the host's name in TLS and in the Host header. Redirects are answers, and the
/// environment's proxies are not read.
public final class Egress: Sendable {
    private struct Loop: Sendable {
        let eventLoop: any EventLoop
        let state: NIOLoopBoundBox<EgressLoop>
    }

    private let settings: EgressSettings
    private let loops: [Loop]

    /// Sets everything up; `eventLoops` stay the caller's, who shuts them down only after `stop`.
    public init(
        _ configuration: EgressConfiguration, eventLoops: MultiThreadedEventLoopGroup
    ) throws(EgressConfigurationError) {
        let settings = try EgressSettings(configuration)
        self.settings = settings
        loops = eventLoops.makeIterator().map { eventLoop in
            let state = EgressLoop(eventLoop: eventLoop, settings: settings)
            return Loop(eventLoop: eventLoop, state: .makeBoxSendingValue(state, eventLoop: eventLoop))
        }
    }

    /// Sends a request, and calls `completion` exactly once, within the request's timeout and a tenth of a second.
    ///
    /// It is called on an event loop and must not block; or before `send` returns, if there is no room or egress was
    /// stopped. All exchanges of a channel run on one loop.
    public func send(
        _ request: EgressRequest, completion: @escaping @Sendable (Result<EgressResponse, EgressError>) -> Void
    ) {
        let loop = loops[loopIndex(ofChannel: request.channel)]
        let refusal = settings.capacity.admit {
            loop.eventLoop.execute { loop.state.value.begin(request, completion) }
        }
        if let refusal { completion(.failure(refusal)) }
    }

    /// One loop serves all of a channel, so that its connections and its limit need no lock.
    private func loopIndex(ofChannel channel: String) -> Int {
        Int(channel.hashValue.magnitude % UInt(loops.count))
    }

    /// Completes all that is under way with `.stopped`, and closes every connection.
    ///
    /// Whatever is sent afterwards fails with `.stopped`. A second call does nothing more.
    public func stop() async {
        settings.capacity.stop()
        settings.resolvers.stop()
        for loop in loops {
            try? await loop.eventLoop.submit { loop.state.value.stop() }.get()
        }
    }
}

import NIOCore
import NIOHTTP1
import StoaCore

/// One connection: gathers requests, has them answered one after the other, and holds the client to its limits.
///
/// Nothing is answered before its request has ended cleanly. A request answered at once costs no closure, promise,
/// timer or header table: the response is written straight into a buffer, which is sent when the read burst ends.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// No byte of a further request has come.
        case awaitingHead
        case readingHead
        case readingBody
        /// Input is ignored; answers are still owed.
        case ending
        /// All answers are written, but not all are taken.
        case flushing
        /// Our side is closed; input is read and dropped until the client closes too.
        case lingering
    }

    let loop: LoopState
    /// Index in the loop's list of connections; nil when closed.
    var position: Int?
    var context: ChannelHandlerContext?

    var phase = Phase.awaitingHead
    /// Start of the wait that the phase's timeout measures.
    var since: NIODeadline
    var input: Input
    var output = Output()

    private let isEncrypted: Bool
    private var isAdmitted = false

    init(loop: LoopState) {
        self.loop = loop
        since = loop.now
        input = Input(since: loop.now)
        isEncrypted = loop.settings.tls != nil
    }

    var channel: (any Channel)? { context?.channel }
    var configuration: FrontDoorConfiguration { loop.settings.configuration }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        loop.add(self)
        isAdmitted = loop.settings.admit()
        guard isAdmitted else { return turnAway(context) }
        loop.counters.connectionsAccepted.add(1)
        loop.counters.connectionsOpen.add(1)
        input.peer = Peer(
            address: context.remoteAddress?.ipAddress ?? "", isEncrypted: isEncrypted,
            trustedProxies: loop.settings.trustedProxies)
        requestRead()
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        phase = .lingering
        output = Output()
        dropBody()
        guard isAdmitted else { return }
        isAdmitted = false
        loop.settings.release()
        loop.counters.connectionsOpen.add(-1)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        input.hasRequestedRead = false
        settle()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        output.isWritable = context.channel.isWritable
        if output.isWritable { settle() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else { return }
        input.isClosed = true
        switch phase {
        case .awaitingHead: phase = .ending
        case .readingHead, .readingBody: refuse(.malformed("The request ended early."))
        case .ending, .flushing, .lingering: break
        }
        settle()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The parser reports an unknown version here before it throws.
        guard !(error is HTTPParserError) else { return refuse(.unreadable) }
        // A reset, or TLS that cannot go on: nobody is left to be told.
        context.close(promise: nil)
    }

    /// Brings the connection forward as far as it can go; called at the end of every event.
    func settle() {
        sendRest()
        answerWaiting()
        offerContinue()
        flush()
        switch phase {
        case .ending where !output.isOwing: closeAfterFlush()
        case .awaitingHead, .readingHead, .readingBody: if !isBusy || output.waiting.isEmpty { requestRead() }
        case .lingering: requestRead()
        case .ending, .flushing: break
        }
    }

    func requestRead() {
        guard !input.hasRequestedRead, let context else { return }
        input.hasRequestedRead = true
        context.read()
    }

    /// The limit on connections is no reason to spend a handshake; without TLS the client is told.
    private func turnAway(_ context: ChannelHandlerContext) {
        loop.counters.connectionsRefused.add(1)
        guard !isEncrypted else {
            context.close(promise: nil)
            return
        }
        refuse(.tooManyConnections)
        settle()
    }
}

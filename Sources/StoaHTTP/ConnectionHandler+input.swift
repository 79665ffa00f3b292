import NIOCore
import NIOHTTP1
import StoaCore

/// The bytes of a body so far, and what its transport cost.
struct RequestBody {
    /// A declared length is believed only this far before the bytes are there, but of who may send long bodies.
    static let reservedBytesMax = 64 * 1024

    var bytes: [UInt8] = []
    /// It is counted among the long ones.
    var isLong = false
    var bytesMax = 0
    /// Bytes that arrived while it was read, chunk sizes and extensions included.
    var transportBytes = 0
}

extension ConnectionHandler {
    /// The request being read.
    struct Input {
        var peer = Peer(address: "", isEncrypted: false, trustedProxies: [])
        var head = RequestHead()
        var body = RequestBody()
        /// When its first byte was noticed.
        var since: NIODeadline
        var isFirstRequest = true
        /// The client waits for "100 Continue" before it sends the body.
        var owesContinue = false
        /// A request ended since the last bytes arrived.
        var hasEndedRequest = false
        var hasRequestedRead = false
        var isClosed = false
    }

    var isReadingHead: Bool { phase == .readingHead }

    var acceptsInput: Bool {
        switch phase {
        case .awaitingHead, .readingHead, .readingBody: true
        case .ending, .flushing, .lingering: false
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard acceptsInput else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head): start(head)
        case .body(let bytes): append(bytes)
        case .end: finish()
        }
    }

    /// Called before `count` bytes are parsed.
    func bytesArrived(_ count: Int) {
        loop.counters.bytesIn.add(count)
        input.hasEndedRequest = false
        switch phase {
        case .awaitingHead: input.since = loop.now
        case .readingBody: input.body.transportBytes += count
        case .readingHead, .ending, .flushing, .lingering: break
        }
    }

    /// Called when all arrived bytes are parsed.
    func bytesParsed() {
        switch phase {
        case .awaitingHead where !input.hasEndedRequest:
            phase = .readingHead
            // The first head's time runs from the connection's beginning, whenever its first byte came.
            if !input.isFirstRequest { since = input.since }
        case .readingBody:
            let allowed = 9 * input.body.bytes.count + configuration.chunkOverheadBytesMax
            if input.head.isChunked, input.body.transportBytes > allowed { refuse(.bodyTooLarge) }
        case .awaitingHead, .readingHead, .ending, .flushing, .lingering: break
        }
    }

    private func start(_ head: HTTPRequestHead) {
        do {
            input.head = try RequestHead(head, peer: input.peer, limits: configuration)
        } catch {
            return refuse(error)
        }
        phase = .readingBody
        since = loop.now
        input.body = RequestBody(bytesMax: configuration.bodyBytesMax)
        input.owesContinue = input.head.expectsContinue
        guard let declared = input.head.contentLength else { return }
        if declared > input.body.bytesMax, let refusal = admitLongBody(of: declared) { return refuse(refusal) }
        // An array that grows to a long one would take up to three times the room.
        let room = input.body.isLong ? declared : min(declared, RequestBody.reservedBytesMax)
        input.body.bytes.reserveCapacity(room)
    }

    /// Lets a body be as long as the responder allows this request, if that is enough for `count` bytes.
    private func admitLongBody(of count: Int) -> Refusal? {
        guard !input.body.isLong,
            let most = loop.settings.responder.bodyBytesMax(for: input.head.request, loop: loop.index), count <= most
        else { return .bodyTooLarge }
        guard loop.settings.admitLongBody() else { return .tooManyLongBodies }
        input.body.isLong = true
        input.body.bytesMax = most
        return nil
    }

    /// Forgets the body, which is somebody else's from now on, or nobody's.
    func dropBody() {
        if input.body.isLong { loop.settings.releaseLongBody() }
        input.body = RequestBody()
    }

    private func append(_ bytes: ByteBuffer) {
        guard phase == .readingBody else { return }
        let count = input.body.bytes.count + bytes.readableBytes
        if count > input.body.bytesMax, let refusal = admitLongBody(of: count) { return refuse(refusal) }
        input.owesContinue = false
        input.body.bytes.append(contentsOf: bytes.readableBytesView)
    }

    private func finish() {
        guard phase == .readingBody else { return }
        phase = .awaitingHead
        since = loop.now
        input.hasEndedRequest = true
        input.isFirstRequest = false
        input.owesContinue = false
        input.head.request.body = input.body.bytes
        submit(ReceivedRequest(request: input.head.request, framing: input.head.framing, since: input.since))
        input.head.request.body = []
        dropBody()
    }

    /// Sends "100 Continue" (RFC 9110 section 10.1.1) when its turn comes and the client has not gone ahead without.
    func offerContinue() {
        guard input.owesContinue, phase == .readingBody, !isBusy else { return }
        input.owesContinue = false
        since = loop.now
        withOutgoing { $0.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }
    }
}

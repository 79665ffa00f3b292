import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// One connection to a checked address: carries one exchange at a time, all of the same key.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = ByteBuffer

    /// The response as far as it has come.
    private struct Incoming {
        /// Every byte since the request, headers and framing included.
        var bytes = 0
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    let key: ConnectionKey
    let address: NetworkAddress
    let openedAt: Int64
    /// When it was last put aside.
    var idleSince: Int64 = 0

    private let loop: EgressLoop
    private var context: ChannelHandlerContext?
    private var reader: ResponseReader?
    private var tls: NIOSSLClientHandler?
    private var exchange: Exchange?
    private var incoming = Incoming()
    /// Requests can be written: connected, and TLS is established.
    private var isReady = false
    private var isClosed = false
    private var hasServed = false
    private var hasEndedUncleanly = false

    /// A connection that is about to be opened for `exchange`.
    init(for exchange: Exchange, to address: NetworkAddress, loop: EgressLoop) {
        key = exchange.key
        self.address = address
        self.loop = loop
        self.exchange = exchange
        openedAt = loop.now
    }

    /// Whether a response is awaited or under way.
    var isReceiving: Bool { isReady && exchange != nil }

    var isUsable: Bool { isReady && !isClosed && exchange == nil }

    /// Builds the pipeline.
    func addHandlers(to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if key.scheme == .https {
            // Without a name, NIOSSL checks the certificate against the address that is dialled.
            let tls = try NIOSSLClientHandler(context: loop.settings.tls, serverHostname: serverName)
            try pipeline.addHandler(tls)
            self.tls = tls
        }
        let reader = ResponseReader(connection: self, limits: loop.settings.configuration)
        self.reader = reader
        try pipeline.addHandler(reader)
        try pipeline.addHandler(self)
    }

    /// The host as TLS knows it: nil for an address.
    private var serverName: String? { NetworkAddress(key.host) == nil ? key.host : nil }

    /// Whether the certificate, which NIOSSL has verified, is made out to the very name that was asked for.
    private var holdsCertificate: Bool {
        guard let serverName else { return true }
        return tls?.peerCertificate.map { CertificateName.isHost(serverName, in: $0) } ?? false
    }

    /// Uses a kept connection once more.
    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        hasServed = true
        send()
    }

    /// Ends what is under way without a word to the exchange, which has been completed elsewhere.
    func close() {
        exchange = nil
        isClosed = true
        context?.close(promise: nil)
    }

    /// Completes the exchange with an error, or has it repeated if the connection was a kept one that had died.
    func fail(_ error: EgressError) {
        let exchange = exchange
        let isStale = hasServed && incoming.bytes == 0 && error == .closedEarly
        close()
        guard let exchange else { return }
        if isStale, exchange.mayBeRepeated {
            loop.repeat(exchange)
        } else {
            loop.complete(exchange, .failure(error))
        }
    }

    /// Counts bytes before they are parsed; false if they are not wanted.
    func bytesArrived(_ count: Int) -> Bool {
        guard !isClosed else { return false }
        guard let exchange else {
            // Nobody asked for anything.
            close()
            return false
        }
        incoming.bytes += count
        // A chunk of one byte has five more around it.
        let bytesMax = loop.settings.configuration.responseHeadBytesMax + 9 * exchange.responseBytesMax
        guard incoming.bytes <= bytesMax + ResponseReader.readBytesMax else {
            fail(.protocolViolation)
            return false
        }
        return true
    }

    private func send() {
        guard let exchange, let context else { return }
        exchange.wait = .response
        incoming = Incoming()
        reader?.expectResponse(to: exchange.request.method)
        var buffer = loop.takeBuffer()
        exchange.request.write(to: &buffer, url: exchange.url, userAgent: loop.settings.configuration.userAgent)
        context.writeAndFlush(Self.wrapOutboundOut(buffer), promise: nil)
        loop.giveBack(buffer)
    }
}

extension Connection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        reader = nil
        tls = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        guard !isClosed else { return close() }
        if key.scheme == .https {
            exchange?.wait = .handshake
        } else {
            isReady = true
            send()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.handshakeCompleted) = event as? TLSUserEvent, !isClosed else { return }
        guard holdsCertificate else { return fail(.certificateNotTrusted) }
        isReady = true
        send()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard exchange != nil else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head): receive(head)
        case .body(let bytes): receive(bytes)
        case .end: finish(isTruncated: hasEndedUncleanly)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.forget(self)
        // A peer that leaves during the handshake is reported by the TLS handler.
        fail(isReady ? .closedEarly : .handshakeFailed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What there is of the response is given to the reader when the connection has ended.
        if error as? NIOSSLError == .uncleanShutdown, isReady {
            hasEndedUncleanly = true
        } else if error is HTTPParserError {
            // The parser reports an unknown version here before it throws.
            fail(.protocolViolation)
        } else if isReady {
            fail(.closedEarly)
        } else if exchange?.wait == .handshake {
            fail(error.isAboutCertificate ? .certificateNotTrusted : .handshakeFailed)
        }
    }

    private func receive(_ head: HTTPResponseHead) {
        // A change of protocol was not asked for.
        guard head.status.code >= 200 else { return fail(.protocolViolation) }
        incoming.head = head
    }

    private func receive(_ bytes: ByteBuffer) {
        guard let exchange else { return }
        let room = exchange.responseBytesMax - incoming.body.count
        incoming.body.append(contentsOf: bytes.readableBytesView.prefix(room))
        if bytes.readableBytes > room { finish(isTruncated: true) }
    }

    private func finish(isTruncated: Bool) {
        guard let exchange, let head = incoming.head else { return fail(.protocolViolation) }
        let response = EgressResponse(
            status: Int(head.status.code), headers: head.headers.map { EgressHeader($0.name, $0.value) },
            body: incoming.body, isTruncated: isTruncated,
            duration: .microseconds(loop.now - exchange.startedAt), remoteAddress: address.description)
        self.exchange = nil
        incoming = Incoming()
        if !isTruncated, head.isKeepAlive, isDrained {
            loop.keep(self)
        } else {
            close()
        }
        loop.complete(exchange, .success(response))
    }

    /// A receiver may answer before it has read everything; what it has not read would begin the next request.
    private var isDrained: Bool {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0
    }
}

extension ResponseReader {
    /// NIO reads at most so much at once.
    static let readBytesMax = 64 * 1024
}

extension Error {
    /// What BoringSSL and NIOSSL report when the chain or the name does not hold.
    fileprivate var isAboutCertificate: Bool {
        if let error = self as? NIOSSLExtraError { return error == .failedToValidateHostname }
        switch self as? NIOSSLError {
        case .unableToValidateCertificate, .noCertificateToValidate: return true
        case .handshakeFailed(let cause): return "\(cause)".contains("CERTIFICATE_VERIFY_FAILED")
        default: return false
        }
    }
}

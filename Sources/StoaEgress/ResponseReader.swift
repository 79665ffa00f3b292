import NIOCore
import NIOHTTP1

/// Feeds the bytes of a connection to NIO's HTTP parser, whose parts go on to the connection.
///
/// Stands where `ByteToMessageHandler` would, for the front door's reasons, and because that one wants requests to be
/// written as parts. It also counts what makes no part: reason phrases, chunk extensions and informational responses
/// without end would otherwise cost the receiver nothing and us a processor until the time is over.
final class ResponseReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPClientResponsePart

    private let connection: Connection
    private let decoder: HTTPResponseDecoder
    /// What the parser has seen but not consumed: the beginning of a name or value.
    private var unconsumed: ByteBuffer?
    private var isDecoding = false

    init(connection: Connection, limits: EgressConfiguration) {
        self.connection = connection
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.responseHeadBytesMax
        decoderLimits.maxHeaderListSize = limits.responseHeadBytesMax
        decoderLimits.maxHeaderFieldCount = limits.responseFieldsMax
        decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: decoderLimits)
    }

    /// Tells the parser what the next response answers: one to HEAD has no body.
    func expectResponse(to method: EgressRequest.Method) {
        let head = method == .head ? Self.headRequest : Self.otherRequest
        decoder.write(data: .head(head))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        decoder.decoderAdded(context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        decoder.decoderRemoved(context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = Self.unwrapInboundIn(data)
        guard connection.bytesArrived(buffer.readableBytes) else { return }
        if var joined = unconsumed.take() {
            joined.writeBuffer(&buffer)
            buffer = joined
        }
        isDecoding = true
        defer { isDecoding = false }
        do {
            _ = try decoder.decode(context: context, buffer: &buffer)
        } catch {
            connection.fail(.protocolViolation)
            return
        }
        keep(buffer)
    }

    /// The end of a connection is the end of a body that said no other; in every other place it is an error.
    func channelInactive(context: ChannelHandlerContext) {
        if !isDecoding, connection.isReceiving {
            var buffer = unconsumed.take() ?? ByteBuffer()
            buffer.clear()
            do {
                _ = try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: true)
            } catch {
                connection.fail(.closedEarly)
            }
        }
        context.fireChannelInactive()
    }

    /// Copies what is left, so that a few bytes do not hold the channel's whole receive buffer.
    private func keep(_ buffer: ByteBuffer) {
        guard buffer.readableBytes > 0 else { return }
        var copy = ByteBufferAllocator().buffer(capacity: buffer.readableBytes)
        copy.writeImmutableBuffer(buffer)
        unconsumed = copy
    }

    private static let headRequest = HTTPRequestHead(version: .http1_1, method: .HEAD, uri: "/")
    private static let otherRequest = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
}

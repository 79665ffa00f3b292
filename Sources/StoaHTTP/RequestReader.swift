import NIOCore
import NIOHTTP1

/// Feeds the bytes of a connection to NIO's HTTP parser, whose parts go on to the connection's handler.
///
/// Stands where `ByteToMessageHandler` would: that one is generic over the decoder and guards against decoders that
/// are entered again, which costs more than the parse of a small request; and it hides what the limits need to know,
/// namely when bytes arrive that make no part.
final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPServerRequestPart

    private let connection: ConnectionHandler
    private let decoder: HTTPRequestDecoder
    /// What the parser has seen but not consumed: the beginning of a name, value or target.
    private var unconsumed: ByteBuffer?
    /// The request line being read has ended, so that an overflow is the header's and not the target's.
    private var hasRequestLine = false

    init(connection: ConnectionHandler, limits: FrontDoorConfiguration) {
        self.connection = connection
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.headerBytesMax
        decoderLimits.maxHeaderListSize = limits.headerBytesMax
        decoderLimits.maxHeaderFieldCount = limits.headerFieldsMax
        decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        decoder.decoderAdded(context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        decoder.decoderRemoved(context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard connection.acceptsInput else { return }
        var buffer = Self.unwrapInboundIn(data)
        connection.bytesArrived(buffer.readableBytes)
        let arrived = buffer
        if var joined = unconsumed.take() {
            joined.writeBuffer(&buffer)
            buffer = joined
        }
        do {
            _ = try decoder.decode(context: context, buffer: &buffer)
        } catch {
            connection.refuse(refusal(for: error, arrived: arrived))
            return
        }
        connection.bytesParsed()
        keep(buffer, arrived: arrived)
    }

    /// Copies what is left, so that a few bytes do not hold the channel's whole receive buffer.
    private func keep(_ buffer: ByteBuffer, arrived: ByteBuffer) {
        guard connection.isReadingHead else {
            hasRequestLine = false
            unconsumed = buffer.readableBytes > 0 ? buffer : nil
            return
        }
        hasRequestLine = hasRequestLine || arrived.readableBytesView.contains(UInt8(ascii: "\n"))
        guard buffer.readableBytes > 0 else { return }
        var copy = ByteBufferAllocator().buffer(capacity: buffer.readableBytes)
        copy.writeImmutableBuffer(buffer)
        unconsumed = copy
    }

    private func refusal(for error: any Error, arrived: ByteBuffer) -> Refusal {
        guard case .some(.headerOverflow) = error as? HTTPParserError else { return .unreadable }
        let isHeader = hasRequestLine || arrived.readableBytesView.contains(UInt8(ascii: "\n"))
        return isHeader ? .headerTooLarge : .targetTooLong
    }
}

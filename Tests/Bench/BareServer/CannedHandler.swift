import NIOCore
import NIOHTTP1

/// Answers every request, once it has ended, with one of two canned responses.
final class CannedHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: CannedResponse
    private let notModified: CannedResponse?
    private var isConditional = false
    private var isKeepAlive = true

    init(answer: CannedResponse, notModified: CannedResponse?) {
        self.answer = answer
        self.notModified = notModified
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isConditional = notModified != nil && head.headers.contains(name: "If-None-Match")
            isKeepAlive = head.isKeepAlive
        case .body: break
        case .end: respond(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func respond(_ context: ChannelHandlerContext) {
        let response = isConditional ? notModified ?? answer : answer
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if response.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(response.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !isKeepAlive { context.close(promise: nil) }
    }
}

import NIOCore
import StoaCore

/// A request that is complete and not yet answered.
struct ReceivedRequest {
    let request: HTTPRequest
    let framing: ResponseFraming
    let since: NIODeadline
}

extension ConnectionHandler {
    /// The responses that are owed, in the order of their requests.
    struct Output {
        /// The responder took the request and will complete the sink.
        struct InFlight {
            let sink: PendingResponse
            let framing: ResponseFraming
            let since: NIODeadline
        }

        enum Waiting {
            case request(ReceivedRequest)
            case refusal(Refusal)
        }

        var inFlight: InFlight?
        var waiting: [Waiting] = []
        /// Given to the next request; kept while no responder keeps it.
        var spareSink: PendingResponse?
        /// Responses not yet handed to the channel.
        var buffer: ByteBuffer?
        var isWritable = true
        var progress: WriteProgress?
        /// What is still to be sent of the response before those that wait.
        var rest: Rest?

        var isOwing: Bool { inFlight != nil || rest != nil || !waiting.isEmpty }
    }

    /// A long body on its way.
    struct Rest {
        let source: any BodyRest
        var bytesLeft: Int
        /// Sending tells that there is room again, which must not begin to send once more.
        var isSending = false
    }

    /// Responses gathered before a burst's end; beyond it they are sent, and a client that does not take them waits.
    private static let gatheredBytesMax = 64 * 1024

    /// Whether a response cannot be written now.
    var isBusy: Bool { output.isOwing || !output.isWritable }

    func submit(_ received: ReceivedRequest) {
        guard isBusy else { return answer(received) }
        guard output.waiting.count < configuration.pipelinedRequestsMax else { return refuse(.tooManyPipelined) }
        output.waiting.append(.request(received))
    }

    /// Answers in turn and reads no further request.
    func refuse(_ refusal: Refusal) {
        guard acceptsInput else { return }
        loop.counters.requestsRefused.add(1)
        phase = .ending
        if isBusy {
            output.waiting.append(.refusal(refusal))
        } else {
            write(refusal)
        }
    }

    func answerWaiting() {
        while output.inFlight == nil, output.rest == nil, output.isWritable, !output.waiting.isEmpty {
            switch output.waiting.removeFirst() {
            case .request(let received): answer(received)
            case .refusal(let refusal): write(refusal)
            }
        }
    }

    /// Takes a response that was given later; one whose connection has gone, or gave up waiting, is dropped.
    func complete(_ sink: PendingResponse, with response: HTTPResponse) {
        guard let inFlight = output.inFlight, inFlight.sink === sink else { return }
        output.inFlight = nil
        write(response, inFlight.framing)
        settle()
    }

    /// Answers the request in flight in the responder's place; its sink is ignored from now on.
    func giveUpOnResponder() {
        guard let inFlight = output.inFlight else { return }
        output.inFlight = nil
        output.waiting.removeAll()
        phase = .ending
        loop.counters.requestsRefused.add(1)
        var framing = inFlight.framing
        framing.connection = .closes
        write(Refusal.noAnswer.response, framing)
        settle()
    }

    private func answer(_ received: ReceivedRequest) {
        var sink = output.spareSink.take() ?? PendingResponse(connection: self, eventLoop: loop.eventLoop)
        loop.counters.requests.add(1)
        guard let response = loop.settings.responder.respond(to: received.request, loop: loop.index, sink: sink) else {
            output.inFlight = .init(sink: sink, framing: received.framing, since: received.since)
            return
        }
        // A sink that the responder kept although it answered must never be able to answer another request.
        if isKnownUniquelyReferenced(&sink) { output.spareSink = sink }
        write(response, received.framing)
    }

    private func write(_ refusal: Refusal) {
        write(refusal.response, ResponseFraming(omitsBody: false, connection: .closes))
    }

    private func write(_ response: HTTPResponse, _ framing: ResponseFraming) {
        var framing = framing
        if loop.isDraining, output.waiting.isEmpty, phase == .awaitingHead { framing.connection = .closes }
        if framing.connection == .closes {
            phase = .ending
            output.waiting.removeAll()
        }
        withOutgoing { framing.write(response, dateLine: loop.dateLine, to: &$0) }
        if let source = response.rest, source.count > 0, !framing.omitsBody {
            output.rest = Rest(source: source, bytesLeft: source.count)
        }
        if let gathered = output.buffer?.readableBytes, gathered > Self.gatheredBytesMax { flush() }
    }

    /// Pieces of a long body that are sent before other connections have their turn.
    private static let piecesAtOnceMax = 4

    /// Goes on with a long body as far as the client takes it.
    func sendRest() {
        guard output.rest?.isSending == false else { return }
        output.rest?.isSending = true
        defer { output.rest?.isSending = false }
        for _ in 0..<Self.piecesAtOnceMax {
            guard let rest = output.rest, output.isWritable else { return }
            guard let piece = rest.source.next(), !piece.isEmpty, piece.count <= rest.bytesLeft else {
                output.rest = nil
                context?.close(promise: nil)
                return
            }
            output.rest?.bytesLeft -= piece.count
            if rest.bytesLeft == piece.count { output.rest = nil }
            withOutgoing { $0.writeBytes(piece) }
            flush()
        }
        guard output.rest != nil, output.isWritable else { return }
        loop.eventLoop.assumeIsolated().execute { [weak self] in self?.settle() }
    }

    func withOutgoing(_ body: (inout ByteBuffer) -> Void) {
        var buffer = output.buffer.take() ?? loop.takeBuffer()
        body(&buffer)
        output.buffer = buffer
    }

    func flush() {
        guard let context, let buffer = output.buffer.take() else { return }
        loop.counters.bytesOut.add(buffer.readableBytes)
        if output.progress == nil { output.progress = WriteProgress(since: loop.now) }
        context.writeAndFlush(Self.wrapOutboundOut(buffer), promise: nil)
        loop.giveBack(buffer)
    }

    /// Closes once the client has taken everything: to close at once would discard what the socket did not take.
    func closeAfterFlush() {
        guard let context else { return }
        phase = .flushing
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.closeOutput() }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: taken)
    }

    private func closeOutput() {
        guard let context else { return }
        phase = .lingering
        since = loop.now
        context.close(mode: input.isClosed ? .all : .output, promise: nil)
        requestRead()
    }
}

import NIOCore

/// Whether the client takes what is sent to it.
struct WriteProgress {
    var since: NIODeadline
    var pendingBytes = 0
}

extension ConnectionHandler {
    /// How long a new connection may stay silent while the server drains: its first request may be on its way.
    private static let drainingIdleTimeout = Duration.seconds(1)

    /// Looks at every deadline of the connection.
    func sweep() {
        closeIfStalled()
        if let inFlight = output.inFlight, loop.isOver(configuration.requestTimeout, since: inFlight.since) {
            giveUpOnResponder()
        }
        switch phase {
        case .awaitingHead: closeIfIdle()
        case .readingHead: if loop.isOver(configuration.headTimeout, since: since) { giveUpOnClient() }
        case .readingBody: if isBodyTooSlow { giveUpOnClient() }
        case .lingering: if loop.isOver(configuration.lingerTimeout, since: since) { closeNow() }
        case .ending, .flushing: break
        }
    }

    private func closeIfIdle() {
        guard !output.isOwing, output.progress == nil else { return }
        let timeout = input.isFirstRequest ? configuration.headTimeout : configuration.keepAliveTimeout
        guard loop.isOver(loop.isDraining ? Self.drainingIdleTimeout : timeout, since: since) else { return }
        closeNow()
    }

    /// A client is not late while it is we who do not read.
    private var isBodyTooSlow: Bool {
        guard output.waiting.isEmpty, output.isWritable, !input.owesContinue else { return false }
        if loop.isOver(configuration.requestTimeout, since: input.since) { return true }
        guard loop.isOver(configuration.bodyRateGrace, since: since) else { return false }
        let due = TimeAmount(configuration.bodyRateGrace)
        let seconds = Int((loop.now - since - due).nanoseconds / 1_000_000_000)
        return input.body.bytes.count < seconds * configuration.bodyBytesPerSecondMin
    }

    private func giveUpOnClient() {
        refuse(.tooSlow)
        settle()
    }

    private func closeIfStalled() {
        guard var progress = output.progress, let channel else { return }
        let pending = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard pending > 0 else {
            output.progress = nil
            return
        }
        if pending != progress.pendingBytes {
            progress = WriteProgress(since: loop.now, pendingBytes: pending)
        }
        output.progress = progress
        if loop.isOver(configuration.writeStallTimeout, since: progress.since) { closeNow() }
    }

    private func closeNow() {
        channel?.close(promise: nil)
    }
}

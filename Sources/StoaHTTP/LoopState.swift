import Glibc
import NIOCore
import StoaCore

/// What the connections of one event loop share; touched by that loop only.
final class LoopState {
    /// How often deadlines are looked at and the Date line renewed: the precision of every timeout.
    static let sweepInterval = TimeAmount.milliseconds(500)
    /// Larger buffers are not kept for the next response.
    private static let spareBytesMax = 256 * 1024

    let index: Int
    let eventLoop: any EventLoop
    let settings: FrontDoorSettings
    let counters: LoopCounters
    /// Time of the last sweep, hence up to one interval behind; see `isOver`.
    private(set) var now = NIODeadline.now()
    private(set) var dateLine: [UInt8] = []
    private(set) var isDraining = false

    private var connections: [ConnectionHandler] = []
    private var spareBuffer: ByteBuffer?
    private var dateSeconds = 0

    init(index: Int, eventLoop: any EventLoop, settings: FrontDoorSettings, counters: LoopCounters) {
        self.index = index
        self.eventLoop = eventLoop
        self.settings = settings
        self.counters = counters
    }

    /// Looks at deadlines from now on, until the loop is shut down.
    func startSweeping() {
        now = .now()
        renewDate()
        eventLoop.assumeIsolated().scheduleTask(in: Self.sweepInterval) { [weak self] in self?.sweep() }
    }

    /// Whether at least `timeout` has passed since `start`, a value that `now` had.
    func isOver(_ timeout: Duration, since start: NIODeadline) -> Bool {
        now - start >= TimeAmount(timeout) + Self.sweepInterval
    }

    func add(_ connection: ConnectionHandler) {
        connection.position = connections.count
        connections.append(connection)
    }

    func remove(_ connection: ConnectionHandler) {
        guard let position = connection.position else { return }
        connection.position = nil
        let last = connections.removeLast()
        guard last !== connection else { return }
        connections[position] = last
        last.position = position
    }

    /// An empty buffer, with the memory of the last one if that has been sent.
    func takeBuffer() -> ByteBuffer {
        guard var buffer = spareBuffer.take() else { return ByteBufferAllocator().buffer(capacity: 4096) }
        buffer.clear()
        return buffer
    }

    func giveBack(_ buffer: ByteBuffer) {
        if buffer.capacity <= Self.spareBytesMax { spareBuffer = buffer }
    }

    /// Connections close after the last answer that they owe, or when they have been silent for a moment.
    func announceClosing() { isDraining = true }

    /// Waits until every connection has finished what it has begun; the future succeeds when all are closed.
    ///
    /// At `deadline` those still open are closed as they are. A second call is harmless.
    func drain(deadline: NIODeadline) -> EventLoopFuture<Void> {
        eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.closeAll() }
        let closings = connections.compactMap { $0.channel?.closeFuture }
        return EventLoopFuture.andAllComplete(closings, on: eventLoop)
    }

    private func closeAll() {
        for connection in connections { connection.channel?.close(promise: nil) }
    }

    private func sweep() {
        startSweeping()
        // A connection that closes leaves the list while it is walked.
        for connection in Array(connections) { connection.sweep() }
    }

    private func renewDate() {
        let seconds = time(nil)
        guard seconds != dateSeconds else { return }
        dateSeconds = seconds
        dateLine = Array("Date: \(HTTPDate.text(secondsSince1970: seconds))\r\n".utf8)
    }
}

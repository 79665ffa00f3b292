import Synchronization

/// What the front door has done since it was opened.
public struct FrontDoorMetrics: Sendable {
    /// Connections at this moment.
    public var connectionsOpen = 0
    /// Connections let in since the start.
    public var connectionsAccepted = 0
    /// Connections turned away because `connectionsMax` were open.
    public var connectionsRefused = 0
    /// Requests handed to the responder.
    public var requests = 0
    /// Requests that the front door answered itself: malformed, too large or too slow.
    public var requestsRefused = 0
    /// Bytes of requests, heads included, after TLS is removed.
    public var bytesIn = 0
    /// Bytes of responses, heads included, before TLS is added.
    public var bytesOut = 0
}

extension FrontDoorMetrics {
    mutating func add(_ counters: LoopCounters) {
        connectionsOpen += counters.connectionsOpen.value
        connectionsAccepted += counters.connectionsAccepted.value
        connectionsRefused += counters.connectionsRefused.value
        requests += counters.requests.value
        requestsRefused += counters.requestsRefused.value
        bytesIn += counters.bytesIn.value
        bytesOut += counters.bytesOut.value
    }
}

/// The counters of one event loop.
final class LoopCounters: Sendable {
    let connectionsOpen = LoopCounter()
    let connectionsAccepted = LoopCounter()
    let connectionsRefused = LoopCounter()
    let requests = LoopCounter()
    let requestsRefused = LoopCounter()
    let bytesIn = LoopCounter()
    let bytesOut = LoopCounter()
}

/// A number that one event loop writes and any thread reads.
///
/// With a single writer a relaxed load and store is enough, and costs no locked instruction.
struct LoopCounter: ~Copyable, Sendable {
    private let storage = Atomic<Int>(0)

    var value: Int { storage.load(ordering: .relaxed) }

    @inline(__always)
    func add(_ amount: Int) {
        storage.store(storage.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }
}

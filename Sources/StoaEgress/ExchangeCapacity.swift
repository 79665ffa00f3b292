import Synchronization

/// Counts exchanges from their sending to their completion, and closes for good when egress stops.
final class ExchangeCapacity: Sendable {
    private struct State {
        var running = 0
        var isStopped = false
    }

    private let exchangesMax: Int
    private let state = Mutex(State())

    init(exchangesMax: Int) {
        self.exchangesMax = exchangesMax
    }

    /// Calls `enter` if there is room, and returns nil; otherwise says why not.
    ///
    /// Called under the lock, so that whatever was let in was handed to its loop before `stop` returns.
    func admit(_ enter: () -> Void) -> EgressError? {
        state.withLock { state in
            guard !state.isStopped else { return .stopped }
            guard state.running < exchangesMax else { return .overloaded }
            state.running += 1
            enter()
            return nil
        }
    }

    func release() {
        state.withLock { $0.running -= 1 }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
    }
}

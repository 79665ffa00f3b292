internal import StoaCore
internal import Synchronization

/// Whom writers tell that a commit has left something to do: events or jobs.
final class FollowUps: Sendable {
    /// A function that stands in a generic inout by itself is wrapped once more at every look at it, without end.
    private struct Target: Sendable {
        let call: @Sendable (Int64) -> Void
    }

    private let target = Mutex<Target?>(nil)

    func call(_ target: @escaping @Sendable (Int64) -> Void) {
        self.target.withLock { $0 = Target(call: target) }
    }

    func tell(_ store: Int64) {
        target.withLock { $0 }?.call(store)
    }
}

extension Failure {
    /// Nothing to do with the work itself: it will go through when the server can again.
    var isPassing: Bool { [.unavailable, .deadline, .insufficientStorage].contains(code) }

    /// One line for whoever looks after the queue.
    var reason: String {
        let parts = issues.map { $0.field.isEmpty ? $0.message : "\($0.field) \($0.message)" }
        return parts.isEmpty ? message : parts.joined(separator: "; ")
    }
}

import Glibc
import Synchronization

/// How many messages have come, and when the last one did.
final class Tally: Sendable {
    private let count = Atomic(0)
    private let last = Atomic<Int64>(0)

    func add() {
        last.store(Self.monotonicMicroseconds(), ordering: .relaxed)
        count.add(1, ordering: .releasing)
    }

    var json: String {
        let count = count.load(ordering: .acquiring)
        return "{\"count\":\(count),\"last\":\(last.load(ordering: .relaxed))}"
    }

    /// The clock of Python's time.monotonic().
    private static func monotonicMicroseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

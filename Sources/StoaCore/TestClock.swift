import Synchronization

/// A clock that moves only when told to.
///
/// Safe from any thread.
public final class TestClock: Sendable {
    private let state: Mutex<Clock.Moment>

    /// A clock that stands at `wall`, by default 2024-01-02T03:04:05Z, with its monotonic reading at one hour.
    public init(wall: Timestamp = Timestamp(microseconds: 1_704_164_645_000_000)) {
        state = Mutex(
            Clock.Moment(wallMicroseconds: wall.microseconds, monotonicMicroseconds: 3_600_000_000))
    }

    /// What the code under test is given.
    public var clock: Clock {
        Clock(
            wallMicroseconds: { self.now.wallMicroseconds },
            monotonicMicroseconds: { self.now.monotonicMicroseconds })
    }

    /// Both readings.
    public var now: Clock.Moment { state.withLock { $0 } }

    /// Lets time pass: both clocks move, back if `microseconds` is negative.
    public func advance(microseconds: Int64) {
        state.withLock {
            $0.wallMicroseconds += microseconds
            $0.monotonicMicroseconds += microseconds
        }
    }

    /// Lets whole seconds pass.
    public func advance(seconds: Int64) {
        advance(microseconds: seconds * 1_000_000)
    }

    /// Steps the wall clock alone, as an operator or a time server does.
    public func stepWall(microseconds: Int64) {
        state.withLock { $0.wallMicroseconds += microseconds }
    }
}

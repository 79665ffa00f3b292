import Glibc

/// Where time comes from; passed in, so that rules about time can be tested without waiting.
public struct Clock: Sendable {
    /// Both clocks, read together once per request.
    public struct Moment: Sendable, Hashable {
        /// Microseconds since 1970-01-01T00:00:00Z; may step in either direction.
        public var wallMicroseconds: Int64
        /// Microseconds since an arbitrary start; for durations.
        public var monotonicMicroseconds: Int64

        /// A moment from its two readings.
        public init(wallMicroseconds: Int64, monotonicMicroseconds: Int64) {
            self.wallMicroseconds = wallMicroseconds
            self.monotonicMicroseconds = monotonicMicroseconds
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    public let wallMicroseconds: @Sendable () -> Int64
    /// Microseconds since an arbitrary start, never going back.
    public let monotonicMicroseconds: @Sendable () -> Int64

    /// A clock from two readings, callable from any thread.
    public init(
        wallMicroseconds: @escaping @Sendable () -> Int64, monotonicMicroseconds: @escaping @Sendable () -> Int64
    ) {
        self.wallMicroseconds = wallMicroseconds
        self.monotonicMicroseconds = monotonicMicroseconds
    }

    /// The machine's clocks.
    public static let system = Clock(
        wallMicroseconds: { read(CLOCK_REALTIME) }, monotonicMicroseconds: { read(CLOCK_MONOTONIC) })

    /// Both readings.
    public var now: Moment {
        Moment(wallMicroseconds: wallMicroseconds(), monotonicMicroseconds: monotonicMicroseconds())
    }

    /// The wall clock as a timestamp.
    public var timestamp: Timestamp { Timestamp(microseconds: wallMicroseconds()) }

    private static func read(_ id: clockid_t) -> Int64 {
        var time = timespec()
        // Can't fail: both clocks exist on every Linux and the pointer is valid.
        clock_gettime(id, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}

import Synchronization

/// How long things took, counted in buckets of a fixed logarithmic scale with two buckets to the doubling.
///
/// Safe from any thread; an observation is two relaxed atomic additions. A bucket's bound is at
/// most half longer than what is counted in it, from two microseconds on.
public final class LatencyHistogram: Sendable {
    /// Upper bounds in microseconds, each within its bucket: 1, 2, 3, 4, 6, 8, 12, … 33 554 432 (33.6 s).
    public static let boundsMicroseconds: [UInt64] =
        [1, 2] + (1...highestPower).flatMap { [3 << UInt64($0 - 1), 2 << UInt64($0)] }

    private static let highestPower = 24
    private static let bucketCount = 51

    /// One count a bound, and a last one for what is above them all.
    private let counts = InlineArray<51, Atomic<UInt64>> { _ in Atomic(0) }
    private let sumMicroseconds = Atomic<UInt64>(0)

    /// A histogram without observations, that no registry renders.
    public init() {}

    /// Counts one duration; negative ones, which a clock that went back makes, count as 0.
    public func observe(microseconds: Int64) {
        let duration = UInt64(max(0, microseconds))
        counts[Self.bucket(of: duration)].wrappingAdd(1, ordering: .relaxed)
        sumMicroseconds.wrappingAdd(duration, ordering: .relaxed)
    }

    /// What has been counted so far, by bucket as in `boundsMicroseconds`, and their sum.
    ///
    /// Observations made meanwhile may be in one number and not yet in another.
    public var snapshot: (counts: [UInt64], sumMicroseconds: UInt64) {
        (
            (0..<Self.bucketCount).map { counts[$0].load(ordering: .relaxed) },
            sumMicroseconds.load(ordering: .relaxed)
        )
    }

    /// Bounds are 2^k and 3·2^(k-1), so the two highest bits of the duration less one say which bucket it is.
    private static func bucket(of duration: UInt64) -> Int {
        guard duration > 2 else { return duration > 1 ? 1 : 0 }
        let below = duration - 1
        let power = 63 - below.leadingZeroBitCount
        let isUpperHalf = below >> UInt64(power - 1) & 1 == 1
        return min(2 * power + (isUpperHalf ? 1 : 0), bucketCount - 1)
    }
}

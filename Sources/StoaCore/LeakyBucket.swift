/// One bucket: calls fill it, time drains it.
///
/// All arithmetic is in whole ticks of 1/60 000 000 unit. A rate of n units per minute is then exactly n ticks per
/// microsecond, so no fraction is ever dropped: a client that keeps to the rate is never refused, however long it goes
/// on, and no window admits more than the capacity and what the window refilled.
struct LeakyBucket: Sendable {
    /// Ticks in use when `updatedMicroseconds` was now.
    private(set) var level: Int64 = 0
    private var updatedMicroseconds: Int64
    /// The rate of the last call, which says when the bucket will be empty.
    private var ticksPerMicrosecond: Int32 = 1
    /// Days since 1970 in UTC that `dayCount` counts for.
    private var day: Int32
    private var dayCount: Int32 = 0

    private static let ticksPerUnit: Int64 = 60_000_000

    /// What is done with the units of a call.
    enum Use {
        /// They are taken if all are there.
        case take
        /// Nothing is taken: the decision says what would be.
        case ask
        /// They were taken a moment ago and are not used after all.
        case giveBack
    }

    /// An empty bucket; its daily count goes on from `counted`.
    init(at now: Clock.Moment, counted: DayCount? = nil) {
        updatedMicroseconds = now.monotonicMicroseconds
        day = counted?.day ?? Self.day(of: now)
        dayCount = counted?.units ?? 0
    }

    /// Whether a new bucket would behave the same.
    func isUntouched(at now: Clock.Moment) -> Bool {
        let isQuotaUntouched = dayCount == 0 || Self.day(of: now) > day
        return isQuotaUntouched && drained(until: now.monotonicMicroseconds) == 0
    }

    mutating func use(_ use: Use, _ policy: RatePolicy, cost: Int, at now: Clock.Moment) -> RateDecision {
        let capacity = Int64(policy.capacity) * Self.ticksPerUnit
        level = min(drained(until: now.monotonicMicroseconds), capacity)
        updatedMicroseconds = max(updatedMicroseconds, now.monotonicMicroseconds)
        ticksPerMicrosecond = Int32(policy.refillPerMinute)
        beginDay(Self.day(of: now))

        let units = max(0, min(cost, policy.capacity))
        if use == .giveBack { add(-units, policy) }
        let missing = level + Int64(units) * Self.ticksPerUnit - capacity
        let isQuotaSpent = policy.dailyQuota.map { Int(dayCount) + units > $0 } ?? false
        let isAllowed = missing <= 0 && !isQuotaSpent
        if isAllowed, use == .take { add(units, policy) }
        return decision(policy, isAllowed: isAllowed, missing: missing, isQuotaSpent: isQuotaSpent, at: now)
    }

    private mutating func add(_ units: Int, _ policy: RatePolicy) {
        level = max(0, level + Int64(units) * Self.ticksPerUnit)
        // Without a quota nothing is counted, so that the bucket can be swept before the day is over.
        if policy.dailyQuota != nil { dayCount = max(0, dayCount + Int32(units)) }
    }

    private func decision(
        _ policy: RatePolicy, isAllowed: Bool, missing: Int64, isQuotaSpent: Bool, at now: Clock.Moment
    ) -> RateDecision {
        let capacity = Int64(policy.capacity) * Self.ticksPerUnit
        let remaining = Int((capacity - level) / Self.ticksPerUnit)
        let secondsToMidnight = Self.secondsToMidnight(of: day, at: now)
        var retryAfterSeconds: Int64 = 0
        if !isAllowed {
            retryAfterSeconds = max(1, seconds(toDrain: missing, from: now), isQuotaSpent ? secondsToMidnight : 0)
        }
        let untouchedSeconds = max(1, seconds(toDrain: level, from: now))
        let wallSeconds = Timestamp(microseconds: now.wallMicroseconds).seconds
        return RateDecision(
            isAllowed: isAllowed, used: policy.capacity - remaining, remaining: remaining, capacity: policy.capacity,
            perMinute: policy.refillPerMinute, retryAfterSeconds: Int(retryAfterSeconds),
            resetEpochSeconds: wallSeconds + (isQuotaSpent ? secondsToMidnight : untouchedSeconds),
            dailyRemaining: policy.dailyQuota.map { max(0, $0 - Int(dayCount)) },
            dayCount: policy.dailyQuota.map { _ in DayCount(day: day, units: dayCount) })
    }

    private func drained(until microseconds: Int64) -> Int64 {
        let elapsed = microseconds - updatedMicroseconds
        guard elapsed > 0 else { return level }
        let (ticks, overflow) = elapsed.multipliedReportingOverflow(by: Int64(ticksPerMicrosecond))
        return overflow ? 0 : max(0, level - ticks)
    }

    /// Seconds until `ticks` have drained, rounded up, and until a clock that went back has caught up.
    private func seconds(toDrain ticks: Int64, from now: Clock.Moment) -> Int64 {
        guard ticks > 0 else { return 0 }
        let lag = max(0, updatedMicroseconds - now.monotonicMicroseconds)
        let microseconds = (ticks - 1) / Int64(ticksPerMicrosecond) + 1 + lag
        return (microseconds - 1) / 1_000_000 + 1
    }
}

extension LeakyBucket {
    /// Starts a new count at midnight.
    ///
    /// A clock that is up to a day behind keeps the day it was ahead in, so that stepping it back and forth over
    /// midnight gives no second quota; one further behind had been wrong and is followed.
    private mutating func beginDay(_ today: Int32) {
        guard today != day, today != day - 1 else { return }
        if today > day { dayCount = 0 }
        day = today
    }

    private static func day(of now: Clock.Moment) -> Int32 {
        Int32(clamping: Timestamp(microseconds: now.wallMicroseconds).daysSince1970)
    }

    private static func secondsToMidnight(of day: Int32, at now: Clock.Moment) -> Int64 {
        let midnight = (Int64(day) + 1) * 86_400_000_000
        return max(1, (midnight - now.wallMicroseconds + 999_999) / 1_000_000)
    }
}

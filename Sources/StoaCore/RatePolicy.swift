/// How fast a bucket may be used.
public struct RatePolicy: Sendable, Hashable {
    /// Units that an untouched bucket gives at once, 1...1_000_000_000.
    public let capacity: Int
    /// Units that come back each minute, evenly spread, 1...1_000_000_000.
    public let refillPerMinute: Int
    /// Most units from midnight to midnight UTC; nil for no such limit.
    public let dailyQuota: Int?

    private static let bounds = 1...1_000_000_000

    /// A policy; numbers outside their range are brought into it.
    public init(capacity: Int, refillPerMinute: Int, dailyQuota: Int? = nil) {
        self.capacity = Self.clamp(capacity)
        self.refillPerMinute = Self.clamp(refillPerMinute)
        self.dailyQuota = dailyQuota.map(Self.clamp)
    }

    private static func clamp(_ number: Int) -> Int {
        max(bounds.lowerBound, min(bounds.upperBound, number))
    }
}

extension RatePolicy {
    /// 40 calls, two more each second.
    public static let shopify = RatePolicy(capacity: 40, refillPerMinute: 120)
    /// The Store.icu tier of every partner.
    public static let standard = RatePolicy(capacity: 120, refillPerMinute: 60, dailyQuota: 20_000)
    /// The Store.icu tier Gold.
    public static let gold = RatePolicy(capacity: 240, refillPerMinute: 120, dailyQuota: 50_000)
    /// The Store.icu tier Platinum.
    public static let platinum = RatePolicy(capacity: 480, refillPerMinute: 240, dailyQuota: 100_000)
    /// Points of GraphQL: 2,000, a hundred more each second.
    public static let points = RatePolicy(capacity: 2_000, refillPerMinute: 6_000)
    /// For tests and benchmarks; takes the same way through the code as every other.
    public static let unlimited = RatePolicy(capacity: bounds.upperBound, refillPerMinute: bounds.upperBound)
}

/// How much of a daily quota has been used.
public struct DayCount: Sendable, Hashable, Comparable {
    /// Days since 1970 in UTC.
    public var day: Int32
    /// Units taken on that day.
    public var units: Int32

    /// A count.
    public init(day: Int32, units: Int32) {
        self.day = day
        self.units = units
    }

    /// Of two counts of one quota the larger is the later.
    public static func < (left: DayCount, right: DayCount) -> Bool { (left.day, left.units) < (right.day, right.units) }
}

/// What a bucket said to one call, and what is left in it.
public struct RateDecision: Sendable, Equatable {
    /// False: the call must be refused, and nothing was taken.
    public var isAllowed: Bool
    /// Units in use after the call, a part of one counted as a whole; `used` + `remaining` = `capacity`.
    public var used: Int
    /// Units that a call at this instant could still take from the bucket, the daily quota aside.
    public var remaining: Int
    /// The policy's capacity.
    public var capacity: Int
    /// The policy's units per minute.
    public var perMinute: Int
    /// Seconds until the same call would pass if no other came between, at least 1; 0 if the call is allowed.
    public var retryAfterSeconds: Int
    /// The second since 1970, after now, at which the bucket will be untouched again; the next midnight if the daily
    /// quota is spent.
    public var resetEpochSeconds: Int64
    /// What is left of the daily quota, or nil if there is none.
    public var dailyRemaining: Int?
    /// What has been counted for the daily quota, to be written down, or nil if there is none.
    public var dayCount: DayCount?

    /// What is left of the burst, never more than the units per minute, for dialects whose limit is stated per minute.
    public var remainingPerMinute: Int { min(remaining, perMinute) }

    /// What a call may know that had to pass a wider bucket too.
    func narrowed(by outer: RateDecision) -> RateDecision {
        var both = self
        both.isAllowed = isAllowed && outer.isAllowed
        both.remaining = min(remaining, outer.remaining)
        both.used = capacity - both.remaining
        both.retryAfterSeconds = max(retryAfterSeconds, outer.retryAfterSeconds)
        both.resetEpochSeconds = max(resetEpochSeconds, outer.resetEpochSeconds)
        return both
    }
}

import StoaCore
import Testing

struct RateLimiterTests {
    private let time = TestClock()
    private let limiter = RateLimiter()
    private let key = RateLimiter.Key(store: 1, credential: 7, kind: 0)

    private func take(_ policy: RatePolicy, cost: Int = 1) -> RateDecision {
        limiter.take(key, policy, cost: cost, at: time.now)
    }

    private func allowed(of calls: Int, _ policy: RatePolicy) -> Int {
        (0..<calls).count { _ in take(policy).isAllowed }
    }

    @Test(arguments: [
        (RatePolicy.shopify, 40, 2), (.standard, 120, 1), (.gold, 240, 2), (.platinum, 480, 4),
    ])
    func `a burst passes, the next call is refused, and each second gives back the rate`(
        policy: RatePolicy, burst: Int, perSecond: Int
    ) {
        #expect(allowed(of: burst + 1, policy) == burst)
        time.advance(seconds: 1)
        #expect(allowed(of: perSecond + 1, policy) == perSecond)
        time.advance(microseconds: 999_999)
        #expect(allowed(of: perSecond + 1, policy) == perSecond - 1)
    }

    @Test(arguments: [(RatePolicy.standard, 20_000), (.gold, 50_000), (.platinum, 100_000)])
    func `the daily quota ends the day and midnight begins the next`(policy: RatePolicy, quota: Int) throws {
        for call in 1...quota {
            let decision = take(policy)
            try #require(decision.isAllowed)
            try #require(decision.dailyRemaining == quota - call)
            time.advance(microseconds: Int64(60_000_000 / policy.refillPerMinute))
        }
        let refused = take(policy)
        #expect(!refused.isAllowed)
        #expect(refused.dailyRemaining == 0)
        #expect(refused.remaining > 0)
        #expect(refused.resetEpochSeconds % 86_400 == 0)
        time.advance(seconds: Int64(refused.retryAfterSeconds) - 1)
        #expect(!take(policy).isAllowed)
        time.advance(seconds: 1)
        #expect(take(policy).dailyRemaining == quota - 1)
    }

    @Test func `used and remaining add up to the capacity`() {
        let first = take(.shopify)
        #expect((first.used, first.remaining, first.capacity) == (1, 39, 40))
        for _ in 0..<31 { _ = take(.shopify) }
        #expect(take(.shopify).used == 33)
        time.advance(microseconds: 250_000)
        let half = take(.shopify)
        #expect((half.used, half.remaining) == (34, 6))
    }

    @Test func `the remaining calls shown per minute are clamped to the rate`() {
        let first = take(.standard)
        #expect((first.perMinute, first.remaining, first.remainingPerMinute) == (60, 119, 60))
        for _ in 0..<100 { _ = take(.standard) }
        #expect(take(.standard).remainingPerMinute == 18)
    }

    @Test func `the reset is the second at which the bucket is untouched again`() {
        let now = time.now.wallMicroseconds / 1_000_000
        #expect(take(.shopify).resetEpochSeconds == now + 1)
        for _ in 0..<39 { _ = take(.shopify) }
        #expect(take(.shopify).resetEpochSeconds == now + 20)
    }

    @Test func `a refused call costs nothing and says when to come back`() {
        _ = allowed(of: 40, .shopify)
        let refused = take(.shopify)
        #expect(!refused.isAllowed)
        #expect(refused.retryAfterSeconds == 1)
        #expect(take(.shopify) == refused)
        #expect(take(.shopify, cost: 10).retryAfterSeconds == 5)
    }

    @Test func `an allowed call has nothing to wait for`() {
        #expect(take(.shopify).retryAfterSeconds == 0)
    }

    @Test func `a policy without a quota has none to show`() {
        #expect(take(.shopify).dailyRemaining == nil)
    }

    @Test func `other stores, credentials and kinds have buckets of their own`() {
        _ = allowed(of: 41, .shopify)
        for other in [
            RateLimiter.Key(store: 2, credential: 7, kind: 0), .init(store: 1, credential: 8, kind: 0),
            .init(store: 1, credential: 7, kind: 1), .init(store: 7, credential: 1, kind: 0),
        ] {
            #expect(limiter.take(other, .shopify, at: time.now).used == 1)
        }
        #expect(!take(.shopify).isAllowed)
    }

    @Test func `a new policy holds from the next call`() {
        #expect(allowed(of: 41, .shopify) == 40)
        #expect(allowed(of: 41, RatePolicy(capacity: 60, refillPerMinute: 120)) == 20)
        let narrower = take(RatePolicy(capacity: 10, refillPerMinute: 60))
        #expect((narrower.isAllowed, narrower.used, narrower.retryAfterSeconds) == (false, 10, 1))
    }

    @Test func `a quota counts from when it is set`() {
        _ = allowed(of: 20, .shopify)
        #expect(take(RatePolicy(capacity: 40, refillPerMinute: 120, dailyQuota: 5)).dailyRemaining == 4)
    }

    @Test(arguments: [(41, 40), (Int.max, 40), (0, 0), (-5, 0), (Int.min, 0)])
    func `a cost is brought between nothing and the capacity`(cost: Int, used: Int) {
        #expect(take(.shopify, cost: cost).used == used)
    }

    @Test(arguments: [(0, 1), (-1, 1), (Int.max, 1_000_000_000), (Int.min, 1)])
    func `a policy's numbers are brought into their range`(number: Int, expected: Int) {
        let policy = RatePolicy(capacity: number, refillPerMinute: number, dailyQuota: number)
        #expect((policy.capacity, policy.refillPerMinute, policy.dailyQuota) == (expected, expected, expected))
        #expect(take(policy).isAllowed)
        time.advance(seconds: 1_000_000_000)
        #expect(take(policy).isAllowed)
    }

    @Test func `an unlimited policy never refuses`() {
        #expect(allowed(of: 10_000, .unlimited) == 10_000)
    }
}

struct RateLimiterClockTests {
    private let time = TestClock()
    private let limiter = RateLimiter()
    private let key = RateLimiter.Key(store: 1, credential: 7, kind: 0)

    private func allowed(of calls: Int, _ policy: RatePolicy) -> Int {
        (0..<calls).count { _ in limiter.take(key, policy, at: time.now).isAllowed }
    }

    @Test func `a clock that goes back and forth again gives nothing back twice`() {
        #expect(allowed(of: 41, .shopify) == 40)
        for _ in 0..<10 {
            time.advance(seconds: -3600)
            #expect(allowed(of: 1, .shopify) == 0)
            time.advance(seconds: 3600)
            #expect(allowed(of: 1, .shopify) == 0)
        }
    }

    @Test func `what a refusal says to wait is enough for a clock that went back`() {
        _ = allowed(of: 40, .shopify)
        time.advance(seconds: -100)
        let refused = limiter.take(key, .shopify, at: time.now)
        #expect(refused.retryAfterSeconds == 101)
        time.advance(seconds: 101)
        #expect(allowed(of: 1, .shopify) == 1)
    }

    @Test func `stepping the wall clock over midnight and back gives no second quota`() {
        let policy = RatePolicy(capacity: 10, refillPerMinute: 1, dailyQuota: 5)
        time.stepWall(microseconds: (86_400 - 3 * 3600) * 1_000_000)
        #expect(allowed(of: 6, policy) == 5)
        time.stepWall(microseconds: -3_600_000_000)
        #expect(allowed(of: 1, policy) == 0)
        time.stepWall(microseconds: 3_600_000_000)
        #expect(allowed(of: 1, policy) == 0)
    }

    @Test func `a wall clock that was years ahead locks nobody out once it is right`() {
        let policy = RatePolicy(capacity: 10, refillPerMinute: 600, dailyQuota: 5)
        time.stepWall(microseconds: 86_400_000_000 * 3650)
        #expect(allowed(of: 6, policy) == 5)
        time.stepWall(microseconds: -86_400_000_000 * 3650)
        #expect(allowed(of: 1, policy) == 0)
        time.advance(seconds: 86_400)
        #expect(allowed(of: 6, policy) == 5)
    }

    @Test func `clocks that are thousands of years apart don't trap`() {
        for wall in [Int64.min / 4, 0, Int64.max / 4] {
            for monotonic in [Int64.min / 4, 0, Int64.max / 4] {
                let now = Clock.Moment(wallMicroseconds: wall, monotonicMicroseconds: monotonic)
                _ = limiter.take(key, .standard, at: now)
            }
        }
    }
}

struct RateLimiterMemoryTests {
    private let time = TestClock()

    private func fill(_ limiter: RateLimiter, _ policy: RatePolicy, keys: Range<UInt64>) {
        for id in keys { _ = limiter.take(.init(store: id, credential: id, kind: 0), policy, at: time.now) }
    }

    @Test func `untouched buckets are swept, others stay`() {
        let limiter = RateLimiter()
        fill(limiter, .shopify, keys: 0..<1000)
        time.advance(microseconds: 400_000)
        fill(limiter, .shopify, keys: 1000..<1500)
        limiter.sweep(at: time.now)
        #expect(limiter.keyCount == 1500)
        time.advance(microseconds: 100_000)
        limiter.sweep(at: time.now)
        #expect(limiter.keyCount == 500)
    }

    @Test func `a bucket that counts for a day stays until midnight`() {
        let limiter = RateLimiter()
        fill(limiter, .standard, keys: 0..<100)
        time.advance(seconds: 3600)
        limiter.sweep(at: time.now)
        #expect(limiter.keyCount == 100)
        time.advance(seconds: 86_400)
        limiter.sweep(at: time.now)
        #expect(limiter.keyCount == 0)
    }

    @Test func `keys that come and go don't pile up without a sweep from outside`() {
        let limiter = RateLimiter()
        for round in 0..<200 as Range<UInt64> {
            fill(limiter, .shopify, keys: round * 1000..<round * 1000 + 1000)
            time.advance(seconds: 1)
        }
        #expect(limiter.keyCount < 10_000)
    }

    @Test func `a flood of keys stays within the bound, and the fullest bucket survives it`() {
        let limiter = RateLimiter(keysMax: 6400)
        let abuser = RateLimiter.Key(store: 1, credential: 1, kind: 9)
        for _ in 0..<41 { _ = limiter.take(abuser, .shopify, at: time.now) }
        fill(limiter, .shopify, keys: 0..<100_000)
        #expect(limiter.keyCount <= 6400)
        #expect(!limiter.take(abuser, .shopify, at: time.now).isAllowed)
    }

    @Test func `the smallest limiter still limits`() {
        let limiter = RateLimiter(keysMax: 0)
        fill(limiter, .shopify, keys: 0..<1000)
        #expect(limiter.keyCount <= 64)
        let key = RateLimiter.Key(store: 5, credential: 5, kind: 5)
        #expect((0..<41).count { _ in limiter.take(key, .shopify, at: time.now).isAllowed } == 40)
    }
}

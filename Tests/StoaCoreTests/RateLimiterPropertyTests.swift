import StoaCore
import Testing

struct RateLimiterPropertyTests {
    private static let policies = [
        RatePolicy.shopify, .standard, .gold, RatePolicy(capacity: 1, refillPerMinute: 1),
        RatePolicy(capacity: 3, refillPerMinute: 7), RatePolicy(capacity: 10, refillPerMinute: 59_999),
        RatePolicy(capacity: 1, refillPerMinute: 60_000_000),
    ]

    @Test(arguments: policies)
    func `no window admits more than the capacity and what it refilled`(policy: RatePolicy) {
        var random = SeededGenerator(state: 11)
        let time = TestClock()
        let limiter = RateLimiter()
        let key = RateLimiter.Key(store: 1, credential: 2, kind: 3)
        var allowed: [Int64] = []
        for _ in 0..<3000 {
            if limiter.take(key, policy, at: time.now).isAllowed { allowed.append(time.now.monotonicMicroseconds) }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            time.advance(
                microseconds: Int64.random(in: 0...(90_000_000 / Int64(policy.refillPerMinute)), using: &random))
        }
        for (first, start) in allowed.enumerated() {
            for last in stride(from: first, to: allowed.count, by: 1 + (allowed.count - first) / 40) {
                let refilled = (allowed[last] - start) * Int64(policy.refillPerMinute)
                #expect(Int64(last - first + 1 - policy.capacity) * 60_000_000 <= refilled)
            }
        }
    }

    @Test(arguments: [1, 7, 59, 60, 61, 100, 120, 997, 59_999])
    func `a client that keeps to the rate is never refused, however long it goes on`(perMinute: Int) throws {
        let time = TestClock()
        let limiter = RateLimiter()
        // The second unit is for the microsecond by which rounding can bring two calls too close.
        let policy = RatePolicy(capacity: 2, refillPerMinute: perMinute)
        let key = RateLimiter.Key(store: 1, credential: 2, kind: 3)
        let start = time.now.monotonicMicroseconds
        for call in 0..<50_000 as Range<Int64> {
            // Call n comes as early as the rate allows: n/rate minutes after the first, rounded up to a microsecond.
            let due = start + (call * 60_000_000 + Int64(perMinute) - 1) / Int64(perMinute)
            time.advance(microseconds: due - time.now.monotonicMicroseconds)
            try #require(limiter.take(key, policy, at: time.now).isAllowed)
        }
    }

    @Test(arguments: policies)
    func `waiting as long as a refusal says always succeeds`(policy: RatePolicy) throws {
        var random = SeededGenerator(state: 12)
        let time = TestClock()
        let limiter = RateLimiter()
        let key = RateLimiter.Key(store: 1, credential: 2, kind: 3)
        for _ in 0..<500 {
            let cost = Int.random(in: 1...policy.capacity * 2, using: &random)
            let decision = limiter.take(key, policy, cost: cost, at: time.now)
            if !decision.isAllowed {
                try #require(decision.retryAfterSeconds >= 1)
                time.advance(seconds: Int64(decision.retryAfterSeconds))
                try #require(limiter.take(key, policy, cost: cost, at: time.now).isAllowed)
            }
            time.advance(microseconds: Int64.random(in: 0...1_500_000, using: &random))
        }
    }

    @Test func `many keys behave as if each had a limiter of its own`() throws {
        var random = SeededGenerator(state: 13)
        let time = TestClock()
        let shared = RateLimiter()
        let policy = RatePolicy(capacity: 5, refillPerMinute: 60, dailyQuota: 40)
        let alone = (0..<3000).map { _ in RateLimiter(keysMax: 0) }
        for step in 0..<60_000 {
            // A few of the keys are busy, the others come by once in a while.
            let id = Int.random(in: 0..<(step % 4 == 0 ? 3000 : 50), using: &random)
            let key = RateLimiter.Key(store: UInt64(id % 10), credential: UInt64(id), kind: 0)
            let expected = alone[id].take(key, policy, at: time.now)
            try #require(shared.take(key, policy, at: time.now) == expected)
            time.advance(microseconds: Int64.random(in: 0...20_000, using: &random))
            if step % 20_000 == 19_999 { shared.sweep(at: time.now) }
        }
    }

    @Test func `many threads take exactly the capacity together`() async {
        let time = TestClock()
        let limiter = RateLimiter()
        let key = RateLimiter.Key(store: 1, credential: 2, kind: 3)
        let allowed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<1000).count { _ in limiter.take(key, .platinum, at: time.now).isAllowed }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(allowed == 480)
    }
}

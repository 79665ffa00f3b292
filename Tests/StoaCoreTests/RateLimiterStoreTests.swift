import StoaCore
import Testing

/// A call that two buckets must pass: its key's, and the wider one of its store.
struct RateLimiterStoreTests {
    private let time = TestClock()
    private let limiter = RateLimiter()

    private func key(_ credential: UInt64, _ policy: RatePolicy = .shopify, kind: UInt8 = 0) -> RateLimiter.Bucket {
        .init(key: .init(store: 1, credential: credential, kind: kind), policy: policy)
    }

    private func store(_ capacity: Int, perMinute: Int = 60) -> RateLimiter.Bucket {
        .init(
            key: .init(store: 1, credential: 0, kind: 2),
            policy: RatePolicy(capacity: capacity, refillPerMinute: perMinute))
    }

    private func allowed(of calls: Int, _ inner: RateLimiter.Bucket, within outer: RateLimiter.Bucket) -> Int {
        (0..<calls).count { _ in limiter.take(inner, within: outer, at: time.now).isAllowed }
    }

    @Test(arguments: [
        // keys, calls of each, capacity of a key, capacity of the store, calls that pass
        (1, 50, 40, 4_000, 40), (1, 50, 40, 30, 30), (3, 50, 40, 100, 100), (3, 50, 40, 121, 120), (10, 1, 40, 5, 5),
    ])
    func `keys together get what they have, and no more than their store`(
        keys: UInt64, calls: Int, capacity: Int, storeCapacity: Int, expected: Int
    ) {
        let policy = RatePolicy(capacity: capacity, refillPerMinute: 60)
        let passed = (1...keys).map { allowed(of: calls, key($0, policy), within: store(storeCapacity)) }
        #expect(passed.reduce(0, +) == expected)
    }

    @Test func `two dialects of one key share their store's bucket`() {
        let outer = store(50)
        #expect(allowed(of: 41, key(1), within: outer) == 40)
        #expect(allowed(of: 41, key(1, .standard, kind: 1), within: outer) == 10)
    }

    @Test func `what the store refuses costs the key nothing, not even of its day`() {
        let policy = RatePolicy(capacity: 40, refillPerMinute: 60, dailyQuota: 100)
        #expect(allowed(of: 20, key(1, policy), within: store(5)) == 5)
        let alone = limiter.take(key(1, policy), at: time.now)
        #expect((alone.used, alone.dailyRemaining) == (6, 94))
    }

    @Test func `what the key refuses costs the store nothing`() {
        #expect(allowed(of: 60, key(1), within: store(50)) == 40)
        #expect(limiter.take(store(50), at: time.now).used == 41)
    }

    @Test func `no more is shown as left than the store has`() {
        let first = limiter.take(key(1), within: store(30), at: time.now)
        #expect((first.used, first.remaining, first.capacity) == (11, 29, 40))
        _ = allowed(of: 29, key(2), within: store(30))
        let refused = limiter.take(key(1), within: store(30), at: time.now)
        #expect((refused.isAllowed, refused.used, refused.remaining) == (false, 40, 0))
        #expect(refused.resetEpochSeconds == time.now.wallMicroseconds / 1_000_000 + 30)
    }

    @Test(arguments: [
        // store's units a minute, calls before, seconds to wait: the longer of both waits counts
        (60, 40, 1), (6, 40, 10), (1, 40, 60), (1, 30, 60),
    ])
    func `a refusal says how long to wait, whichever bucket refused`(perMinute: Int, calls: Int, seconds: Int) {
        let outer = store(calls, perMinute: perMinute)
        #expect(allowed(of: calls, key(1), within: outer) == calls)
        let refused = limiter.take(key(1), within: outer, at: time.now)
        #expect((refused.isAllowed, refused.retryAfterSeconds) == (false, seconds))
        time.advance(seconds: Int64(seconds) - 1)
        #expect(!limiter.take(key(1), within: outer, at: time.now).isAllowed)
        time.advance(seconds: 1)
        #expect(limiter.take(key(1), within: outer, at: time.now).isAllowed)
    }

    @Test func `a store that has room again waits for a key that has none`() {
        let slow = key(1, RatePolicy(capacity: 1, refillPerMinute: 1))
        #expect(allowed(of: 2, slow, within: store(1)) == 1)
        #expect(limiter.take(slow, within: store(1), at: time.now).retryAfterSeconds == 60)
    }

    @Test func `threads of many keys take exactly what their store has`() async {
        let limiter = limiter
        let now = time.now
        let outer = store(1_000)
        let allowed = await withTaskGroup(of: Int.self) { group in
            for credential in 1...8 as ClosedRange<UInt64> {
                let inner = key(credential, .platinum)
                group.addTask {
                    (0..<1_000).count { _ in limiter.take(inner, within: outer, at: now).isAllowed }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(allowed == 1_000)
    }
}

/// Daily counts that were written down before a restart.
struct RateLimiterRestartTests {
    private let time = TestClock()
    private let policy = RatePolicy(capacity: 10, refillPerMinute: 600, dailyQuota: 5)

    private func today(_ offset: Int32 = 0) -> Int32 { Int32(time.now.wallMicroseconds / 86_400_000_000) + offset }

    private func take(_ limiter: RateLimiter, _ counted: DayCount?) -> RateDecision {
        limiter.take(
            RateLimiter.Bucket(key: .init(store: 1, credential: 1, kind: 1), policy: policy, counted: counted),
            at: time.now)
    }

    @Test(
        arguments: [
            // day of the count, units, what is left after one more call: nil if it is refused
            (Int32(0), Int32(0), 4), (0, 3, 1), (0, 4, 0), (0, 5, nil), (0, .max, nil), (-1, 5, 4), (-400, 5, 4),
            (1, 4, 0), (1, 5, nil), (400, 5, nil),
        ] as [(Int32, Int32, Int?)])
    func `a count goes on where it was, and only on its day`(day: Int32, units: Int32, remaining: Int?) {
        let decision = take(RateLimiter(), DayCount(day: today(day), units: units))
        #expect(decision.isAllowed == (remaining != nil))
        #expect(decision.dailyRemaining == remaining ?? 0)
    }

    @Test func `what a decision says was counted is what goes on`() {
        let first = RateLimiter()
        var counted: DayCount?
        for _ in 0..<3 { counted = take(first, nil).dayCount }
        #expect(counted == DayCount(day: today(), units: 3))
        #expect(take(RateLimiter(), counted).dailyRemaining == 1)
    }

    @Test func `a bucket in memory knows better than what was written down`() {
        let limiter = RateLimiter()
        for _ in 0..<4 { _ = take(limiter, nil) }
        #expect(take(limiter, DayCount(day: today(), units: 1)).dailyRemaining == 0)
    }

    @Test func `a policy without a quota counts no day`() {
        let bucket = RateLimiter.Bucket(key: .init(store: 1, credential: 1, kind: 0), policy: .shopify)
        #expect(RateLimiter().take(bucket, at: time.now).dayCount == nil)
    }

    @Test func `a later day is more than any count of an earlier one`() {
        #expect(DayCount(day: 1, units: 9) < DayCount(day: 2, units: 0))
        #expect(DayCount(day: 1, units: 8) < DayCount(day: 1, units: 9))
    }
}

import Synchronization

/// Leaky buckets with optional daily quotas, one per key, for every API and every kind of limit.
///
/// Safe from any thread: keys are spread over stripes, each behind a lock of its own that is held for one table access.
/// Memory is bounded: buckets that are empty and owe nothing to a daily quota are swept when a stripe has doubled, and
/// there are never more than `keysMax`.
public final class RateLimiter: Sendable {
    /// Whose bucket it is.
    public struct Key: Sendable, Hashable {
        /// The store.
        public var store: UInt64
        /// The credential, or what stands for it: a hash of the peer's address when there is none.
        public var credential: UInt64
        /// Which limit it is, so that a credential can have several buckets: one per dialect, one for failed logins.
        public var kind: UInt8

        /// A key from its parts.
        public init(store: UInt64, credential: UInt64, kind: UInt8) {
            self.store = store
            self.credential = credential
            self.kind = kind
        }
    }

    /// A bucket as a call meets it.
    public struct Bucket: Sendable {
        /// Whose it is.
        public var key: Key
        /// How fast it may be used.
        public var policy: RatePolicy
        /// Where the daily count of a bucket that is not in memory goes on, such as after a restart.
        public var counted: DayCount?

        /// A bucket from its parts.
        public init(key: Key, policy: RatePolicy, counted: DayCount? = nil) {
            self.key = key
            self.policy = policy
            self.counted = counted
        }
    }

    /// Most buckets at once, at most 150 bytes each.
    public let keysMax: Int

    /// Inline, because an array of objects cost a fifth of a take in reference counts.
    private let stripes: InlineArray<64, Mutex<Stripe>>
    private let seed: UInt64
    private static let stripeCount = 64
    private static let stripeShift: UInt64 = 58

    /// A limiter without buckets.
    public init(keysMax: Int = 1_048_576) {
        self.keysMax = max(Self.stripeCount, keysMax)
        let stripeKeysMax = self.keysMax / Self.stripeCount
        let seed = UInt64.random(in: .min ... .max)
        self.seed = seed
        stripes = InlineArray { _ in Mutex(Stripe(keysMax: stripeKeysMax, seed: seed)) }
    }

    /// Takes `cost` units from the bucket of `key`, or nothing if they are not all there.
    ///
    /// A policy may change between calls and holds at once. A cost above the capacity is taken as the capacity, so that
    /// waiting always helps. A clock that goes back counts as standing still.
    public func take(_ key: Key, _ policy: RatePolicy, cost: Int = 1, at now: Clock.Moment) -> RateDecision {
        use(.take, Bucket(key: key, policy: policy), cost: cost, at: now)
    }

    /// Takes `cost` units from a bucket, or none.
    public func take(_ bucket: Bucket, cost: Int = 1, at now: Clock.Moment) -> RateDecision {
        use(.take, bucket, cost: cost, at: now)
    }

    /// Takes `cost` units from a bucket and one from the wider bucket around it, or none from either.
    ///
    /// The decision is that of the inner bucket, with no more remaining than the outer one has, and what either says
    /// about waiting. The two are not locked together: while the outer one refuses, a neighbour may find the inner one
    /// a unit short, but the outer one would refuse that neighbour too.
    public func take(_ inner: Bucket, cost: Int = 1, within outer: Bucket, at now: Clock.Moment) -> RateDecision {
        let first = use(.take, inner, cost: cost, at: now)
        guard first.isAllowed else { return first.narrowed(by: use(.ask, outer, cost: 1, at: now)) }
        let second = use(.take, outer, cost: 1, at: now)
        guard !second.isAllowed else { return first.narrowed(by: second) }
        return use(.giveBack, inner, cost: cost, at: now).narrowed(by: second)
    }

    private func use(_ use: LeakyBucket.Use, _ bucket: Bucket, cost: Int, at now: Clock.Moment) -> RateDecision {
        let hash = BucketTable.hash(bucket.key, seed: seed)
        // The high bits choose the stripe; the table takes the low ones.
        let index = Int(truncatingIfNeeded: hash >> Self.stripeShift)
        return stripes[index].withLock { $0.use(use, bucket, hash: hash, cost: cost, at: now) }
    }

    /// Frees the buckets that a new one would replace without a difference.
    ///
    /// O(keys), one stripe locked at a time.
    public func sweep(at now: Clock.Moment) {
        for index in stripes.indices { stripes[index].withLock { $0.sweep(at: now) } }
    }

    /// Number of buckets held.
    public var keyCount: Int {
        stripes.indices.reduce(0) { total, index in total + stripes[index].withLock { $0.table.count } }
    }
}

/// A part of the keys, behind one lock.
private struct Stripe {
    private(set) var table: BucketTable
    private let keysMax: Int
    /// A table larger than this is swept: twice what the last sweep left, within bounds.
    private var countBeforeSweep: Int
    private var lastSweepMicroseconds = Int64.min / 2

    private static let countBeforeSweepMin = 64
    private static let fullSweepIntervalMicroseconds: Int64 = 1_000_000
    private static let evictionSample = 8

    init(keysMax: Int, seed: UInt64) {
        self.keysMax = keysMax
        table = BucketTable(seed: seed)
        countBeforeSweep = min(keysMax, Self.countBeforeSweepMin)
    }

    mutating func use(
        _ use: LeakyBucket.Use, _ bucket: RateLimiter.Bucket, hash: UInt64, cost: Int, at now: Clock.Moment
    ) -> RateDecision {
        let decision = table.withBucket(
            of: bucket.key, hash: hash, new: LeakyBucket(at: now, counted: bucket.counted)
        ) { $0.use(use, bucket.policy, cost: cost, at: now) }
        if table.count > countBeforeSweep { makeRoom(sparing: bucket.key, hash: hash, at: now) }
        return decision
    }

    mutating func sweep(at now: Clock.Moment) {
        table.keep { !$0.isUntouched(at: now) }
        countBeforeSweep = min(keysMax, max(Self.countBeforeSweepMin, table.count * 2))
        lastSweepMicroseconds = now.monotonicMicroseconds
    }

    private mutating func makeRoom(sparing key: RateLimiter.Key, hash: UInt64, at now: Clock.Moment) {
        let sinceSweep = now.monotonicMicroseconds - lastSweepMicroseconds
        if table.count <= keysMax || sinceSweep >= Self.fullSweepIntervalMicroseconds { sweep(at: now) }
        guard table.count > keysMax else { return }
        // A flood of new keys: the emptiest of a few goes, which grants its owner at most one capacity too much.
        table.evict(near: key, hash: hash, sample: Self.evictionSample)
    }
}

/// Buckets by key: open addressing with linear probing, at most three quarters full.
///
/// A `Dictionary` was measured first: its keyed hash costs as much as all the rest of a take. Keys are numbers that the
/// server gave out or hashed itself, so a seed that clients don't know is protection enough here.
struct BucketTable {
    struct Slot {
        var key: RateLimiter.Key
        var bucket: LeakyBucket
    }

    private(set) var count = 0
    /// A power of two of them.
    private var slots: [Slot?]
    private let seed: UInt64

    private static let slotCountMin = 16

    init(seed: UInt64) {
        self.seed = seed
        slots = Array(repeating: nil, count: Self.slotCountMin)
    }

    /// Spreads keys over all 64 bits; the last two rounds are those of MurmurHash3's finalizer.
    static func hash(_ key: RateLimiter.Key, seed: UInt64) -> UInt64 {
        var mixed = (key.store ^ seed) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 32) ^ key.credential) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33) ^ UInt64(key.kind)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 33)
    }

    /// Gives `body` the bucket of `key`, `new` if there was none.
    ///
    /// `hash` is that of the key under the table's seed.
    mutating func withBucket<Result>(
        of key: RateLimiter.Key, hash: UInt64, new: @autoclosure () -> LeakyBucket,
        _ body: (inout LeakyBucket) -> Result
    ) -> Result {
        let index = place(of: key, hash: hash)
        var slot = slots[index] ?? Slot(key: key, bucket: new())
        let result = body(&slot.bucket)
        let isNew = slots[index] == nil
        slots[index] = slot
        if isNew {
            count += 1
            if count * 4 > slots.count * 3 { rebuild(keeping: { _ in true }) }
        }
        return result
    }

    /// Removes the buckets for which `isNeeded` is false and gives their memory back.
    ///
    /// O(slots).
    mutating func keep(where isNeeded: (LeakyBucket) -> Bool) {
        rebuild(keeping: isNeeded)
    }

    /// Removes the emptiest of the buckets that follow `key` in the table, `sample` of them, but not its own.
    mutating func evict(near key: RateLimiter.Key, hash: UInt64, sample: Int) {
        var index = place(of: key, hash: hash)
        var victim: (index: Int, level: Int64)?
        var remaining = sample
        for _ in 1..<slots.count where remaining > 0 {
            index = next(index)
            guard let level = slots[index]?.bucket.level else { continue }
            remaining -= 1
            if level < victim?.level ?? .max { victim = (index, level) }
        }
        if let victim { remove(at: victim.index) }
    }

    /// The slot that holds `key`, or the empty one where it belongs.
    ///
    /// There always is one, because the table is never full.
    private func place(of key: RateLimiter.Key, hash: UInt64) -> Int {
        var index = home(hash)
        while let slot = slots[index], slot.key != key { index = next(index) }
        return index
    }

    /// Knuth's algorithm R: closes the gap by moving back those that would no longer be found.
    private mutating func remove(at removed: Int) {
        count -= 1
        var gap = removed
        slots[gap] = nil
        var index = next(gap)
        while let slot = slots[index] {
            let distance = (index &- home(Self.hash(slot.key, seed: seed))) & (slots.count - 1)
            if distance >= (index &- gap) & (slots.count - 1) {
                slots[gap] = slot
                slots[index] = nil
                gap = index
            }
            index = next(index)
        }
    }

    private mutating func rebuild(keeping isNeeded: (LeakyBucket) -> Bool) {
        let kept = slots.compactMap { $0 }.filter { isNeeded($0.bucket) }
        var slotCount = Self.slotCountMin
        while kept.count * 4 > slotCount * 3 { slotCount *= 2 }
        count = kept.count
        slots = Array(repeating: nil, count: slotCount)
        for slot in kept { slots[place(of: slot.key, hash: Self.hash(slot.key, seed: seed))] = slot }
    }

    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (slots.count - 1)
    }

    private func next(_ index: Int) -> Int {
        (index + 1) & (slots.count - 1)
    }
}

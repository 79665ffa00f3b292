extension Platform {
    /// Sends a store's test clock forward by `microseconds`, beyond where it is going already.
    ///
    /// The server moves it, and lets happen on the way what falls due. Throws `.conflict` if the store has no clock of
    /// its own, `.invalid` if the time is not in the future.
    public func advanceClock(store id: Int64, by microseconds: Int64) throws(PlatformError) -> Store.TestClock {
        guard microseconds > 0 else {
            throw .invalid("duration", "must be longer than nothing: clocks only go forward")
        }
        return try write { tables in
            guard let store = try tables.store(id: id) else { throw PlatformError.notFound("there is no store \(id)") }
            guard var clock = store.testClock else {
                throw PlatformError.conflict(
                    "the store \(store.name) goes with the machine's clock: make one with 'stoa store create --test-clock'"
                )
            }
            let (target, isTooFar) = (clock.target ?? clock.now).addingReportingOverflow(microseconds)
            guard !isTooFar, target < 253_402_300_800_000_000 else {
                throw PlatformError.invalid("duration", "goes beyond the year 9999")
            }
            clock.target = target
            try tables.setClock(clock, store: id)
            try tables.addAttention(store: id)
            return clock
        }
    }

    /// What a store's test clock shows from now on; nil for `target` if it has arrived.
    public func setClock(_ clock: Store.TestClock, store id: Int64) throws(PlatformError) {
        try write { tables in
            // A further advance may have come while the clock was on its way.
            guard let known = try tables.store(id: id)?.testClock else { return }
            let target = known.target.flatMap { $0 > clock.now ? $0 : nil }
            try tables.setClock(Store.TestClock(now: clock.now, target: target), store: id)
        }
    }

    /// Notes that something was left to do in a store by a process that does not serve it.
    public func callAttention(to store: Int64) throws(PlatformError) {
        try write { tables in try tables.addAttention(store: store) }
    }

    /// The stores in which other processes have left something to do; each is named once.
    ///
    /// No change of the platform to anyone else: whoever looks at every new revision would see only itself.
    public func takeAttention() throws(PlatformError) -> [Int64] {
        try writeUncached { tables in try tables.takeAttention() }
    }

    /// Changes with every change of the platform, whichever process makes it.
    public var revision: UInt64 { epoch.value }
}

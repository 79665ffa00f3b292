import Synchronization

/// A number that only grows.
///
/// Safe from any thread; an increment is one relaxed atomic addition.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// A counter at 0, that no registry renders.
    public init() {}

    /// Adds `amount`.
    public func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What has been counted so far.
    public var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
///
/// Safe from any thread.
public final class Gauge: Sendable {
    private let level = Atomic<Int64>(0)

    /// A gauge at 0, that no registry renders.
    public init() {}

    /// Adds `amount`, which may be negative.
    public func add(_ amount: Int64) {
        level.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Replaces the number.
    public func set(_ value: Int64) {
        level.store(value, ordering: .relaxed)
    }

    /// The number now.
    public var value: Int64 { level.load(ordering: .relaxed) }
}

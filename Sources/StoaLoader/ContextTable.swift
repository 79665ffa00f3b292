internal import CStoaABI
internal import StoaRecords
internal import Synchronization

/// Turns call contexts into the generational numbers that modules hold, and back.
///
/// A slot's generation changes when its handler returns, so a number kept for later is refused, not followed.
enum ContextTable {
    private static let slotCount = 4_096

    // Invariant: a slot's context is written only while `free` does not list the slot, by the thread that took it.
    private final class Slots: @unchecked Sendable {
        let contexts = UnsafeMutablePointer<Unmanaged<CallContext>?>.allocate(capacity: slotCount)
        let generations = UnsafeMutablePointer<UInt64>.allocate(capacity: slotCount)
        let free: Mutex<[Int]>

        init() {
            contexts.initialize(repeating: nil, count: slotCount)
            generations.initialize(repeating: 1, count: slotCount)
            free = Mutex(Array((0..<slotCount).reversed()))
        }
    }

    private static let slots = Slots()

    /// Runs `body` with a number for `context` that is valid until it returns.
    ///
    /// Nil if too many calls are running.
    static func with<T>(_ context: CallContext, _ body: (stoa_cx) -> T) -> T? {
        guard let slot = slots.free.withLock({ $0.popLast() }) else { return nil }
        slots.contexts[slot] = .passUnretained(context)
        let generation = slots.generations[slot]
        defer {
            slots.generations[slot] = generation &+ 1
            slots.contexts[slot] = nil
            slots.free.withLock { $0.append(slot) }
        }
        return body(stoa_cx(v: generation << 16 | UInt64(slot)))
    }

    static func context(_ cx: stoa_cx) -> CallContext? {
        let slot = Int(cx.v & 0xffff)
        guard slot < slotCount, slots.generations[slot] == cx.v >> 16 else { return nil }
        return slots.contexts[slot]?.takeUnretainedValue()
    }
}

extension CallContext {
    /// Record numbers carry the context's own in their upper half, so that one of another call is refused.
    func recordHandle(_ record: Draft) -> stoa_rec {
        stoa_rec(v: UInt64(serial) << 32 | handle(for: record))
    }

    /// The number within this context, or 0 (which is no record) for a foreign one.
    func localHandle(_ record: stoa_rec) -> UInt64 {
        record.v >> 32 == UInt64(serial) ? record.v & 0xffff_ffff : 0
    }
}

import StoaCore
import Testing

struct RestartPolicyTests {
    private let second: Int64 = 1_000_000

    /// The waits after crashes of workers that ran one second each, one after the other.
    private func waits(_ count: Int, policy: inout RestartPolicy, from start: Int64 = 0) -> [Int] {
        var now = start
        return (0..<count).map { _ in
            now += second
            let seconds = policy.noteCrash(at: now, ranMicroseconds: second)
            now += Int64(seconds) * second
            return seconds
        }
    }

    @Test func `crashes that keep coming are answered at once five times, then ever later, and never given up`() {
        var policy = RestartPolicy()
        #expect(waits(14, policy: &policy) == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30])
    }

    @Test func `crashes that are rare are answered at once`() {
        var policy = RestartPolicy()
        for minute in 1...20 {
            #expect(policy.noteCrash(at: Int64(minute) * 13 * second, ranMicroseconds: 13 * second) == 0)
        }
    }

    @Test func `a worker that has run for a minute makes up for those before it`() {
        var policy = RestartPolicy()
        _ = waits(8, policy: &policy)
        #expect(policy.noteCrash(at: 1_000 * second, ranMicroseconds: 60 * second) == 0)
        #expect(waits(5, policy: &policy, from: 1_000 * second) == [0, 0, 0, 0, 1])
    }

    @Test func `one that has run for less does not`() {
        var policy = RestartPolicy()
        _ = waits(6, policy: &policy)
        #expect(policy.noteCrash(at: 1_000 * second, ranMicroseconds: 60 * second - 1) == 2)
    }
}

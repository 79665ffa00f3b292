import StoaCore
import Testing

struct ClockTests {
    @Test func `the system's clocks are plausible and the monotonic one does not go back`() {
        let first = Clock.system.now
        let second = Clock.system.now
        #expect(second.monotonicMicroseconds >= first.monotonicMicroseconds)
        #expect(Timestamp(microseconds: first.wallMicroseconds) > Timestamp(microseconds: 1_700_000_000_000_000))
    }

    @Test func `a test clock stands still until it is advanced`() {
        let time = TestClock()
        let clock = time.clock
        let start = clock.now
        #expect(clock.now == start)
        time.advance(seconds: 2)
        #expect(clock.wallMicroseconds() - start.wallMicroseconds == 2_000_000)
        #expect(clock.monotonicMicroseconds() - start.monotonicMicroseconds == 2_000_000)
        #expect(clock.timestamp.description == "2024-01-02T03:04:07+00:00")
    }

    @Test func `stepping the wall clock leaves durations alone`() {
        let time = TestClock()
        let start = time.now
        time.stepWall(microseconds: -3_600_000_000)
        #expect(time.now.wallMicroseconds == start.wallMicroseconds - 3_600_000_000)
        #expect(time.now.monotonicMicroseconds == start.monotonicMicroseconds)
    }
}

struct SecretTests {
    @Test func `a secret shows in no description, message or dump`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in [String(describing: secret), String(reflecting: secret), "\(secret)", "\([secret])", dumped] {
            #expect(!shown.contains("hunter2"))
        }
    }

    @Test func `a secret is given to whoever asks for it by name`() {
        #expect(Secret("hunter2").reveal { $0.utf8.count } == 7)
    }
}

package import StoaKit

/// When a delivery that was not taken is tried again.
package struct Schedule: Equatable, Sendable {
    /// Seconds before each further attempt: 19, over 48 hours, each 1.631 times the one before (reliability C3).
    package static let standardDelays: [UInt32] = [
        10, 16, 27, 43, 71, 115, 188, 307, 501, 818, 1_334, 2_176, 3_550, 5_790, 9_445, 15_407, 25_132, 40_996, 66_874,
    ]
    /// What the platform promises, and lets no subscriber exceed.
    static let secondsMax: UInt32 = 172_800
    /// The longest that a receiver can put off an attempt with Retry-After.
    package static let retryAfterMax: Int64 = 86_400
    static let timeoutSecondsMax: Int64 = 30

    /// Seconds before each further attempt.
    package var delays = standardDelays
    /// For the whole of one exchange.
    package var timeoutSeconds: Int64 = 10

    /// The platform's own.
    package init() {}

    /// Attempts in all.
    package var attemptsMax: Int { delays.count + 1 }

    /// When to try again after so many attempts.
    ///
    /// - Parameters:
    ///   - attempts: Attempts that have been made.
    ///   - due: When the last of them was due, so that the time they take does not add up.
    ///   - spread: Anything that differs between deliveries: it varies the delay by at most 1 %, so that what failed
    ///     together is not tried again together.
    /// - Returns: The moment, or nil after the last attempt.
    package func next(after attempts: Int, due: Timestamp, spread: UInt64) -> Timestamp? {
        guard attempts >= 1, attempts <= delays.count else { return nil }
        let delay = Int64(delays[attempts - 1]) * 1_000_000
        // Multiplication by an odd number spreads neighbours over the upper bits (Knuth, volume 3, section 6.4).
        let mixed = (spread &+ UInt64(attempts)) &* 0x9E37_79B9_7F4A_7C15
        let share = Int64(mixed >> 33) % 20_001
        return Timestamp(microseconds: due.microseconds + delay + delay / 1_000_000 * (share - 10_000))
    }

    /// Reads `{"max_attempts": 5, "delays": [10, 60], "timeout_seconds": 20}`, each of which may be left out.
    ///
    /// - Returns: The schedule, and if that is not one a clause that continues "retry".
    package static func read(_ json: JSON?) -> (schedule: Schedule, problem: String?) {
        var schedule = Schedule()
        guard let json, !json.isNull else { return (schedule, nil) }
        guard let members = json.members else { return (schedule, "must be an object") }
        for member in members {
            if let problem = schedule.set(member.name, member.value) { return (Schedule(), problem) }
        }
        if let most = json["max_attempts"]?.integer {
            schedule.delays = Array(schedule.delays.prefix(Int(most) - 1))
        }
        return (schedule, nil)
    }

    private mutating func set(_ name: String, _ value: JSON) -> String? {
        switch name {
        case "max_attempts":
            let isLegal = value.integer.map { (1...Int64(Self.standardDelays.count + 1)).contains($0) } ?? false
            return isLegal ? nil : "must have max_attempts from 1 to \(Self.standardDelays.count + 1)"
        case "delays":
            let delays = value.elements?.map { $0.integer.flatMap(UInt32.init(exactly:)) ?? 0 } ?? [0]
            guard delays.count <= Self.standardDelays.count, delays.allSatisfy({ (1...Self.secondsMax).contains($0) }),
                delays.reduce(0, { $0 + UInt64($1) }) <= UInt64(Self.secondsMax)
            else {
                return "must have delays of at least one second, at most \(Self.standardDelays.count) of them and "
                    + "\(Self.secondsMax) seconds together"
            }
            self.delays = delays
        case "timeout_seconds":
            guard let seconds = value.integer, (1...Self.timeoutSecondsMax).contains(seconds) else {
                return "must have timeout_seconds from 1 to \(Self.timeoutSecondsMax)"
            }
            timeoutSeconds = seconds
        default: return "must not have \(name.prefix(40))"
        }
        return nil
    }
}

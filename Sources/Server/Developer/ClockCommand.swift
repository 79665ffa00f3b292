import ArgumentParser
import StoaAuth
import StoaCore

/// The command `stoa clock`.
struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Show and advance the clock of a sandbox store.",
        discussion: """
            A store made with 'stoa store create --test-clock' has a clock of its own, which stands still until it is
            advanced. What falls due on the way happens in its sequence, each at its own time.
            """,
        subcommands: [Advance.self, Show.self])

    struct Advance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let time pass in a store; waits until what was due has happened.")

        @Argument(help: "How long: a number with s, m, h or d, such as 90s, 15m, 3h or 2d.")
        var duration: TimeSpan
        @OptionGroup var options: StoreOptions
        @Option(name: .long, help: ArgumentHelp("Give up waiting after so long.", valueName: "time"))
        var timeout = TimeSpan(seconds: 60)

        func run() async throws {
            let (platform, found) = try options.find()
            let clock = try platform.advanceClock(store: found.id, by: duration.seconds * 1_000_000)
            guard try DirectoryLock.isTaken(options.data.data) else {
                ErrorLine.write("No server runs on \(options.data.data): the clock moves when one does.")
                return print(Output.json(found.id, clock))
            }
            let deadline = Clock.system.monotonicMicroseconds() + timeout.seconds * 1_000_000
            while Clock.system.monotonicMicroseconds() < deadline {
                if let now = try platform.store(id: found.id)?.testClock, now.target == nil {
                    return print(Output.json(found.id, now))
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            throw CommandFailure("the clock of \(found.name) is still on its way after \(timeout); see 'stoa job list'")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print what a store's clock shows, as JSON.")

        @OptionGroup var options: StoreOptions

        func run() async throws {
            let (_, found) = try options.find()
            print(
                Output.json(
                    found.id, found.testClock ?? Store.TestClock(now: Clock.system.wallMicroseconds(), target: nil)))
        }
    }
}

/// A length of time as people write it: `90s`, `15m`, `3h`, `2d`.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let last = argument.last, let unit = units[last], let count = Int64(argument.dropLast()), count >= 0
        else { return nil }
        let (seconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
        guard !isTooLong, seconds < 1 << 40 else { return nil }
        self.seconds = seconds
    }

    var description: String { "\(seconds)s" }
    var defaultValueDescription: String { description }
}

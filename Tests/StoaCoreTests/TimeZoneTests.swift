import StoaCore
import Testing

/// A file of the time zone database with these changes, as `zic` writes it.
func zoneFile(
    _ changes: [(at: Int64, type: UInt8)], types: [Int32], footer: String, version: UInt8 = UInt8(ascii: "2")
) -> [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
    func header(_ times: Int, _ types: Int) -> [UInt8] {
        Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            + [0, 0, 0, times, types, 4].flatMap { bytes(UInt32($0)) }
    }
    var file = header(0, 1) + [UInt8](repeating: 0, count: 6) + Array("UTC\0".utf8)
    file += header(changes.count, types.count)
    file += changes.flatMap { bytes($0.at) } + changes.map(\.type)
    file += types.flatMap { bytes($0) + [0, 0] } + Array("LMT\0".utf8)
    return file + Array("\n\(footer)\n".utf8)
}

func rules(_ file: [UInt8]) -> TimeZoneRules? { file.withUnsafeBytes { TimeZoneRules(file: $0) } }

func zone(_ footer: String) throws -> TimeZoneRules {
    try #require(rules(zoneFile([], types: [0], footer: footer)))
}

func moment(_ text: String) throws -> Int64 { try #require(Timestamp(parsing: text)).seconds }

struct TimeZoneTests {
    @Test func `the first type holds before the first change, each from its change on`() throws {
        let zone = try #require(rules(zoneFile([(100, 1), (200, 0), (300, 0)], types: [3600, 7200], footer: "")))
        #expect([-1, 99, 100, 199, 200, 1_000_000].map(zone.offset) == [3600, 3600, 7200, 7200, 3600, 3600])
    }

    /// Computed with Python's zoneinfo on the database of 2025b.
    @Test(arguments: [
        ("EST5EDT,M3.2.0,M11.1.0", "2030-03-10T06:59:59Z", -18_000),
        ("EST5EDT,M3.2.0,M11.1.0", "2030-03-10T07:00:00Z", -14_400),
        ("EST5EDT,M3.2.0,M11.1.0", "2030-11-03T05:59:59Z", -14_400),
        ("EST5EDT,M3.2.0,M11.1.0", "2030-11-03T06:00:00Z", -18_000),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2099-03-29T01:00:00Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2099-10-25T01:00:00Z", 3_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-07-01T00:00:00Z", 36_000),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-01-01T00:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-07-01T00:00:00Z", 3_600),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T01:00:00Z", -3_600),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2040-03-24T00:00:00Z", 10_800),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2040-01-01T00:00:00Z", 39_600),
        ("XXX3EDT4,0/0,J365/23", "2040-07-01T00:00:00Z", -14_400), ("<-03>3", "2040-07-01T00:00:00Z", -10_800),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2040-12-31T23:59:59Z", 46_800),
    ])
    func `the rule of a footer goes on for ever`(footer: String, text: String, offset: Int) throws {
        #expect(try zone(footer).offset(at: moment(text)) == offset)
    }

    @Test(arguments: [
        "E5", "EST", "EST25", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J365", "EST5EDT,366,1", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0,", "EST5EDT,M3.2.0/168,M11.1.0",
        "<EST5", "EST5:60", "EST5 ", "EST5EDT,M3.2.0/2:60,M11.1.0",
    ])
    func `what is no rule is none`(text: String) {
        #expect(rules(zoneFile([], types: [0], footer: text)) == nil)
    }

    /// By day, when daylight saving time begins at 0:00 in 2023 and in 2024.
    @Test(arguments: [
        ("J60", ("2023-03-01", "2024-03-01")), ("J59", ("2023-02-28", "2024-02-28")),
        ("59", ("2023-03-01", "2024-02-29")), ("60", ("2023-03-02", "2024-03-01")),
    ])
    func `a leap day counts where the rule says so`(day: String, dates: (String, String)) throws {
        let zone = try zone("AAA0BBB,\(day)/0,J365")
        for date in [dates.0, dates.1] {
            let start = try moment(date)
            #expect([zone.offset(at: start - 1), zone.offset(at: start)] == [0, 3_600], "\(date)")
        }
    }

    @Test func `a damaged file is no zone and never traps`() {
        let whole = zoneFile([(100, 1), (200, 0)], types: [3600, 7200], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(rules(whole) != nil)
        for length in 0..<whole.count - 1 { #expect(rules(Array(whole[..<length])) == nil) }
        var random = SeededGenerator(state: 3)
        for _ in 0..<20_000 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let zone = rules(damaged) else { continue }
            for second in [Int64(-62_135_596_800), 0, 150, 253_402_300_799] {
                #expect(abs(zone.offset(at: second)) < 400_000)
            }
        }
    }

    @Test func `changes that do not ascend, and version 1, are refused`() {
        #expect(rules(zoneFile([(200, 1), (100, 0)], types: [0, 60], footer: "")) == nil)
        #expect(rules(zoneFile([(100, 2)], types: [0, 60], footer: "")) == nil)
        #expect(rules(zoneFile([], types: [90_000], footer: "")) == nil)
        #expect(rules(zoneFile([], types: [0], footer: "", version: 0)) == nil)
    }
}

struct LocalTimeTests {
    private static let newYork = "EST5EDT,M3.2.0,M11.1.0"
    /// Its clocks go from 24:00 to 1:00, and back from 24:00 to 23:00.
    private static let midnight = "<-03>3<-02>,M10.3.0/0,M2.3.0/0"

    private func time(_ footer: String) throws -> LocalTime {
        LocalTime(LocalTime.Span(name: "Zone", rules: try zone(footer)))
    }

    @Test(arguments: [
        ("2030-01-15T12:00:00", "2030-01-15T17:00:00Z"), ("2030-07-15T12:00:00", "2030-07-15T16:00:00Z"),
        // Skipped.
        ("2030-03-10T02:30:00", "2030-03-10T07:00:00Z"), ("2030-03-10T03:00:00", "2030-03-10T07:00:00Z"),
        // Shown twice: the first.
        ("2030-11-03T01:30:00", "2030-11-03T05:30:00Z"), ("2030-11-03T02:00:00", "2030-11-03T07:00:00Z"),
    ])
    func `skipped times are when they were skipped, and those shown twice the first`(
        local: String, expected: String
    ) throws {
        let time = try time(Self.newYork)
        #expect(Timestamp(parsing: local, in: time)?.seconds == (try moment(expected)))
    }

    @Test(arguments: [newYork, midnight, "IST-1GMT0,M10.5.0,M3.5.0/1", "<-03>3", "<+14>-14"])
    func `what the clocks show is read back as the first moment at which they show it`(footer: String) throws {
        let time = try time(footer)
        var random = SeededGenerator(state: 4)
        for _ in 0..<20_000 {
            let second = Int64.random(in: 1_700_000_000...2_300_000_000, using: &random)
            let shown = second + Int64(time.offset(at: second))
            let found = time.moment(showing: shown)
            #expect(found <= second && second - found <= 7_200)
            #expect(found + Int64(time.offset(at: found)) == shown)
        }
    }

    @Test(arguments: [newYork, midnight])
    func `days follow one another and none counts twice`(footer: String) throws {
        let time = try time(footer)
        var start = time.moment(showing: 20_000 * 86_400)
        var lengths: Set<Int64> = []
        for day in 20_001...21_500 {
            let end = time.moment(showing: Int64(day) * 86_400)
            lengths.insert((end - start) / 3_600)
            start = end
        }
        #expect(lengths == [23, 24, 25])
    }

    @Test func `a store that moves shows its past as it was`() throws {
        let west = try zone("<-12>12")
        let east = try zone("<+14>-14")
        let moved = try moment("2030-06-15T12:00:00Z")
        let before = LocalTime(LocalTime.Span(name: "West", rules: west))
        let after = before.moving(to: "East", east, since: Timestamp(microseconds: moved * 1_000_000))
        #expect(after.name == "East" && before.mark != after.mark)
        for second in [moved - 86_400, moved - 1] { #expect(after.offset(at: second) == before.offset(at: second)) }
        #expect(after.offset(at: moved) == 50_400)
        // A day that was over is the same day after it.
        for day in ["2030-06-14", "2030-06-15"] {
            #expect(Timestamp(parsing: day, in: after) == Timestamp(parsing: day, in: before))
        }
        // 26 hours were skipped: it was 0:00 on the 15th, and then 2:00 on the 16th.
        #expect(Timestamp(parsing: "2030-06-16T02:00:00", in: after)?.seconds == moved)
        #expect(Timestamp(parsing: "2030-06-17", in: after)?.seconds == (try moment("2030-06-16T10:00:00Z")))
        let back = after.moving(to: "West", west, since: Timestamp(microseconds: (moved + 864_000) * 1_000_000))
        var last = Int64.min
        for hour in 0..<(40 * 24) {
            let found = back.moment(showing: moved - 864_000 + Int64(hour) * 3_600)
            #expect(found >= last)
            last = found
        }
    }

    @Test func `zones at one moment, and more than can be kept, leave a history in order`() throws {
        var time = LocalTime.utc
        for number in 0..<200 {
            let rules = try zone("<X\(number)>\(number % 12)")
            time = time.moving(to: "Z\(number)", rules, since: Timestamp(microseconds: Int64(number / 2) * 1_000_000))
        }
        #expect(time.spans.count == 64 && time.name == "Z199" && time.spans[0].since == .min)
        #expect(zip(time.spans, time.spans.dropFirst()).allSatisfy { $0.since < $1.since })
    }

    @Test func `UTC has the mark 0, whatever it is called`() throws {
        #expect(LocalTime.utc.mark == 0)
        #expect(LocalTime(LocalTime.Span(name: "Etc/UCT", rules: try zone("UTC0"))).mark == 0)
        #expect(try time(Self.newYork).mark != 0)
    }
}

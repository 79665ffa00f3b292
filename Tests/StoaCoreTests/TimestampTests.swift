import StoaCore
import Testing

struct CivilDateTests {
    @Test func `every day of eight centuries follows the one before`() throws {
        var date = try #require(CivilDate(year: 1600, month: 1, day: 1))
        var number = date.daysSince1970
        while date.year < 2400 {
            let next = CivilDate(daysSince1970: number + 1)
            let isNextDay = next.year == date.year && next.month == date.month && next.day == date.day + 1
            let isFirst = next.day == 1 && CivilDate(year: date.year, month: date.month, day: date.day + 1) == nil
            #expect(isNextDay || isFirst)
            #expect(next.daysSince1970 == number + 1)
            date = next
            number += 1
        }
    }

    @Test(arguments: [(1970, 1, 1, 0), (2000, 2, 29, 11_016), (1969, 12, 31, -1), (1, 1, 1, -719_162)])
    func `known days have their number`(year: Int, month: Int, day: Int, number: Int) {
        #expect(CivilDate(year: year, month: month, day: day)?.daysSince1970 == number)
    }

    @Test(arguments: [
        (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0),
        (2024, 1, 32), (0, 1, 1), (10000, 1, 1),
    ])
    func `days that the calendar lacks are refused`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
}

struct TimestampTests {
    private let base: Int64 = 1_704_164_645_000_000

    @Test(arguments: [
        ("2024-01-02T03:04:05Z", 0),
        ("2024-01-02T03:04:05+00:00", 0),
        ("2024-01-02t03:04:05z", 0),
        ("2024-01-02 03:04:05Z", 0),
        ("2024-01-02T03:04:05", 0),
        ("2024-01-02T05:04:05+02:00", 0),
        ("2024-01-02T05:04:05+0200", 0),
        ("2024-01-02T05:04:05+02", 0),
        ("2024-01-02T05:04:05 02:00", 0),
        ("2024-01-01T22:04:05-05", 0),
        ("2024-01-01T22:04:05-05:00", 0),
        ("2024-01-02T08:49:05+05:45", 0),
        ("2024-01-02T03:04:05.5Z", 500_000),
        ("2024-01-02T03:04:05,25Z", 250_000),
        ("2024-01-02T03:04:05.123456Z", 123_456),
        ("2024-01-02T03:04:05.123456789Z", 123_456),
        ("2024-01-02T03:04:05.000000999", 0),
        ("2024-01-02T03:04Z", -5_000_000),
        ("2024-01-02", -11_045_000_000),
        ("2024-01-01T23:59:59.999999Z", -11_045_000_001),
    ])
    func `a time is read in every shape that clients send`(text: String, microsecondsFromBase: Int64) {
        #expect(Timestamp(parsing: text)?.microseconds == base + microsecondsFromBase)
    }

    @Test(arguments: [
        "", "2024", "2024-01", "2024-1-2", "24-01-02", "02024-01-02", "2024/01/02", "20240102", "2024-02-30",
        "2023-02-29", "2024-00-10", "2024-13-01", "2024-01-32", "0000-01-01", "-2024-01-02", "2024-01-02T",
        "2024-01-02T03", "2024-01-02T24:00:00Z", "2024-01-02T03:60:00Z", "2024-01-02T03:04:60Z", "2024-01-02T3:04:05Z",
        "2024-01-02T03:04:05.Z", "2024-01-02T03:04:05.1234567890Z", "2024-01-02T03:04:05+", "2024-01-02T03:04:05+2",
        "2024-01-02T03:04:05+02:", "2024-01-02T03:04:05+02:0", "2024-01-02T03:04:05+24:00", "2024-01-02T03:04:05+02:60",
        "2024-01-02T03:04:05+02:00x", "2024-01-02T03:04:05ZZ", "2024-01-02Z", " 2024-01-02", "2024-01-02 ", "yesterday",
        "２０２４-01-02", "2024-01-02T03:04:05 UTC", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "2024-01-02\0", "1704164645",
    ])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test(arguments: [
        (0, "2024-01-02T03:04:05+00:00"), (7200, "2024-01-02T05:04:05+02:00"), (-12_600, "2024-01-01T23:34:05-03:30"),
        (20_700, "2024-01-02T08:49:05+05:45"), (3208, "2024-01-02T03:57:05+00:53"), (-30, "2024-01-02T03:04:05+00:00"),
        (1_000_000, "2024-01-03T03:03:05+23:59"),
    ])
    func `a time is written at any offset`(offset: Int, expected: String) {
        let time = Timestamp(microseconds: base + 999_999)
        #expect(text { time.append(to: &$0, offsetSeconds: offset) } == expected)
    }

    @Test(arguments: [
        (Int64(-1), "1969-12-31T23:59:59+00:00"), (Int64.max, "9999-12-31T23:59:59+00:00"),
        (Int64.min, "0001-01-01T00:00:00+00:00"),
    ])
    func `times before 1970 and beyond four digits are written all the same`(microseconds: Int64, expected: String) {
        #expect(Timestamp(microseconds: microseconds).description == expected)
    }

    @Test func `what is written is read back as the same second`() {
        var random = SeededGenerator(state: 1)
        for _ in 0..<20_000 {
            let seconds = Int64.random(in: -62_135_400_000...253_402_000_000, using: &random)
            let offset = Int.random(in: -1439...1439, using: &random) * 60
            let written = text { Timestamp(microseconds: seconds * 1_000_000).append(to: &$0, offsetSeconds: offset) }
            #expect(Timestamp(parsing: written)?.seconds == seconds)
        }
    }

    @Test func `arbitrary bytes never trap`() {
        var random = SeededGenerator(state: 2)
        let alphabet = Array("0123456789-:+.TZtz ,x\u{E9}".utf8)
        for _ in 0..<50_000 {
            let bytes = (0..<Int.random(in: 0...34, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            let parsed = bytes.withUnsafeBytes { Timestamp(parsing: $0) }
            if let parsed { #expect(Timestamp.representable.contains(parsed)) }
        }
    }
}

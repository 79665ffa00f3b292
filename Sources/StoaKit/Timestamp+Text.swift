extension Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, cut.
    public var seconds: Int64 { Self.floorDivide(microseconds, 1_000_000) }

    /// This much later.
    public func adding(seconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds &+ seconds &* 1_000_000)
    }

    /// `2024-01-02T03:04:05Z` (RFC 3339), cut to seconds.
    public var text: String { dateAndTime + "Z" }

    /// `2024-01-02T05:04:05+02:00`, as records show times: with a distance from UTC in seconds, east of it above 0.
    public func text(utcOffset: Int) -> String {
        let minutes = utcOffset / 60
        let distance = abs(minutes)
        return adding(seconds: Int64(minutes * 60)).dateAndTime + (minutes < 0 ? "-" : "+")
            + "\(Self.padded(Int64(distance / 60), 2)):\(Self.padded(Int64(distance % 60), 2))"
    }

    /// `2024-01-02T03:04:05.678901Z`.
    public var preciseText: String {
        "\(dateAndTime).\(Self.padded(microseconds - seconds * 1_000_000, 6))Z"
    }

    /// Reads `2024-01-02T03:04:05+01:00` or `…Z` (RFC 3339), with or without a fraction of a second; nil for anything
    /// else.
    public init?(text: String) {
        var scanner = TimeScanner(text)
        guard let date = scanner.date(), scanner.take("Tt "), let time = scanner.time() else { return nil }
        var fraction: Int64 = 0
        if scanner.take(".") {
            guard let digits = scanner.fraction() else { return nil }
            fraction = digits
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        self.init(microseconds: (date * 86_400 + time - offset) * 1_000_000 + fraction)
    }

    /// Reads `Tue, 02 Jan 2024 03:04:05 GMT`, the one form of a time that HTTP lets anyone send (RFC 9110 section
    /// 5.6.7); nil for anything else.
    public init?(httpText: String) {
        let words = httpText.split(separator: " ", omittingEmptySubsequences: false)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[5] == "GMT", words[0].last == ",",
            let month = months.firstIndex(where: { $0 == words[2] })
        else { return nil }
        self.init(text: "\(words[3])-\(Self.padded(Int64(month + 1), 2))-\(words[1])T\(words[4])Z")
    }

    private var dateAndTime: String {
        let days = Self.floorDivide(seconds, 86_400)
        let (year, month, day) = Self.date(daysSince1970: days)
        let second = seconds - days * 86_400
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
            + "T\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    /// Years are counted from March, so that the leap day is their last (the proleptic Gregorian calendar of ISO 8601).
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    fileprivate static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = year - (month <= 2 ? 1 : 0)
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    fileprivate static func isDate(year: Int64, month: Int64, day: Int64) -> Bool {
        guard (1...12).contains(month), day >= 1 else { return false }
        return date(daysSince1970: days(year: year, month: month, day: day)) == (year, month, day)
    }
}

/// Takes the parts of a time off the front of a text.
private struct TimeScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ marks: String) -> Bool {
        guard let first = rest.first, marks.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(digits: Int) -> Int64? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return Int64(Substring(text))
    }

    /// Days since 1970.
    mutating func date() -> Int64? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2), Timestamp.isDate(year: year, month: month, day: day)
        else { return nil }
        return Timestamp.days(year: year, month: month, day: day)
    }

    /// Seconds since midnight.
    mutating func time() -> Int64? {
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), take(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second < 60
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// Microseconds; further digits are dropped.
    mutating func fraction() -> Int64? {
        let digits = rest.prefix { (48...57).contains($0) }
        guard (1...9).contains(digits.count), let value = Int64(Substring(digits.prefix(6))) else { return nil }
        rest = rest.dropFirst(digits.count)
        return (digits.count..<max(6, digits.count)).reduce(value) { value, _ in value * 10 }
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if take("Zz") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hour = number(digits: 2), take(":"), let minute = number(digits: 2), hour < 24,
            minute < 60
        else { return nil }
        return (hour * 3_600 + minute * 60) * (isWest ? -1 : 1)
    }
}

extension YearlyRule {
    /// Reads a TZ string, such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil for what is none.
    init?(parsing text: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(text)
        guard scanner.abbreviation(), let west = scanner.duration(hoursMax: 24) else { return nil }
        standard = -west
        guard !scanner.isAtEnd else { return }
        guard scanner.abbreviation() else { return nil }
        var offset = standard + 3_600
        if scanner.next != UInt8(ascii: ",") {
            guard let west = scanner.duration(hoursMax: 24) else { return nil }
            offset = -west
        }
        guard let start = scanner.switchRule(), let end = scanner.switchRule(), scanner.isAtEnd else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

extension ByteScanner {
    /// Takes the name of a kind of time: three letters or more, or anything between angle brackets.
    fileprivate mutating func abbreviation() -> Bool {
        let start = position
        if take("<") {
            while let byte = next, byte != UInt8(ascii: ">") { skip() }
            return position > start + 1 && take(">")
        }
        while let byte = next, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { skip() }
        return position - start >= 3
    }

    /// Takes `[+-]h[h[h]][:mm[:ss]]`: seconds.
    fileprivate mutating func duration(hoursMax: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(max: hoursMax) else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = number(max: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(max: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// Takes `,day[/time]`.
    fileprivate mutating func switchRule() -> YearlyRule.Switch? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return YearlyRule.Switch(day: day) }
        return duration(hoursMax: 167).map { YearlyRule.Switch(day: day, time: $0) }
    }

    private mutating func day() -> YearlyRule.Day? {
        if take("J") { return number(max: 365).flatMap { $0 > 0 ? .julian($0) : nil } }
        guard take("M") else { return number(max: 365).map(YearlyRule.Day.ofYear) }
        guard let month = number(max: 12), month > 0, take("."), let week = number(max: 5), week > 0, take("."),
            let weekday = number(max: 6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// Takes one to three digits, at most `max`.
    private mutating func number(max: Int) -> Int? {
        guard var number = digit() else { return nil }
        while number < 100, let digit = digit() { number = number * 10 + digit }
        return number <= max ? number : nil
    }
}

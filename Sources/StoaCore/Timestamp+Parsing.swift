extension Timestamp {
    /// Reads ISO 8601 in the shapes that clients send, RFC 3339 among them.
    ///
    /// A date alone is its midnight; seconds and fraction (1 to 9 digits, cut to microseconds) may be missing; `T` may
    /// be `t` or a blank; the zone is `Z`, `z`, `±hh`, `±hhmm`, `±hh:mm`, or one of those with a blank for the plus,
    /// which is what a query that was not escaped turns it into. Without a zone the text is what clocks that go by
    /// `local` show. Nil for anything else: days that the calendar lacks, hour 24, leap seconds, years outside
    /// 0001...9999.
    public init?(parsing text: String, in local: LocalTime = .utc) {
        guard let parsed = text.withBytes({ Timestamp(parsing: $0, in: local) }) else { return nil }
        self = parsed
    }

    /// Reads the same from bytes; allocates nothing where the text has a zone.
    public init?(parsing bytes: UnsafeRawBufferPointer, in local: LocalTime = .utc) {
        var scanner = ByteScanner(bytes)
        guard let days = scanner.date() else { return nil }
        var seconds = Int64(days) * 86_400
        var microseconds: Int64 = 0
        var offset: Int?
        if !scanner.isAtEnd {
            guard let timeOfDay = scanner.timeOfDay() else { return nil }
            seconds += timeOfDay / 1_000_000
            microseconds = timeOfDay % 1_000_000
            guard let zone = scanner.zone() else { return nil }
            offset = zone.offsetSeconds
        }
        seconds = offset.map { seconds - Int64($0) } ?? local.moment(showing: seconds)
        self.init(microseconds: seconds * 1_000_000 + microseconds)
        guard Self.representable.contains(self) else { return nil }
    }
}

/// The parts of a date and time; nil means that the text is none.
extension ByteScanner {
    /// Days since 1970.
    fileprivate mutating func date() -> Int? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)?.daysSince1970
    }

    /// Microseconds since midnight.
    fileprivate mutating func timeOfDay() -> Int64? {
        guard take("T") || take("t") || take(" "), let hour = number(digits: 2), hour < 24, take(":"),
            let minute = number(digits: 2), minute < 60
        else { return nil }
        let microseconds = Int64(hour * 3600 + minute * 60) * 1_000_000
        guard take(":") else { return microseconds }
        guard let second = number(digits: 2), second < 60, let fraction = fraction() else { return nil }
        return microseconds + Int64(second) * 1_000_000 + fraction
    }

    /// The zone up to the end of the text; its offset is nil if the text names none.
    fileprivate mutating func zone() -> (offsetSeconds: Int?, Void)? {
        if isAtEnd { return (nil, ()) }
        if take("Z") || take("z") { return isAtEnd ? (0, ()) : nil }
        let isWest = take("-")
        guard isWest || take("+") || take(" "), let hours = number(digits: 2), hours < 24 else { return nil }
        var minutes = 0
        if !isAtEnd {
            _ = take(":")
            guard let number = number(digits: 2), number < 60, isAtEnd else { return nil }
            minutes = number
        }
        let seconds = hours * 3600 + minutes * 60
        return (isWest ? -seconds : seconds, ())
    }

    /// Microseconds of a fraction if there is one, else 0.
    private mutating func fraction() -> Int64? {
        guard take(".") || take(",") else { return 0 }
        var microseconds: Int64 = 0
        var count = 0
        while let digit = digit() {
            count += 1
            guard count <= 9 else { return nil }
            if count <= 6 { microseconds = microseconds * 10 + Int64(digit) }
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { microseconds *= 10 }
        return microseconds
    }
}

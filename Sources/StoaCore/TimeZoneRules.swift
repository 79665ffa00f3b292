/// How far the clocks of a place are from UTC at any moment, as the IANA time zone database has it.
public struct TimeZoneRules: Sendable, Equatable {
    /// Moments at which the offset changes, in seconds since 1970, ascending.
    let changes: [Int64]
    /// Seconds east of UTC: before the first change, then from each change on.
    let offsets: [Int32]
    /// What goes on for ever after the last change; nil if that is the last offset.
    let ending: YearlyRule?

    /// Greenwich, without a change.
    public static let utc = TimeZoneRules(changes: [], offsets: [0], ending: nil)

    /// Needs one offset more than changes.
    init(changes: [Int64], offsets: [Int32], ending: YearlyRule?) {
        self.changes = changes
        self.offsets = offsets
        self.ending = ending
    }

    /// Whether the clocks are never changed.
    var isFixed: Bool { changes.isEmpty && ending == nil }

    /// Seconds east of UTC at a moment, in seconds since 1970.
    public func offset(at seconds: Int64) -> Int {
        if let ending, seconds >= changes.last ?? .min { return ending.offset(at: seconds) }
        return Int(offsets[indexOfOffset(at: seconds)])
    }

    /// The moments within `range` at which the offset changes, ascending; the range is at most some days long.
    func changes(in range: ClosedRange<Int64>) -> [Int64] {
        let first = indexOfOffset(at: range.lowerBound - 1)
        var found = Array(changes[first...].prefix { $0 <= range.upperBound })
        guard let ending, range.upperBound > changes.last ?? .min else { return found }
        let last = changes.last ?? .min
        found += ending.changes(in: range).filter { $0 > last }
        return found
    }

    /// How many changes come at or before the moment.
    private func indexOfOffset(at seconds: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Standard and daylight saving time by a rule that is the same every year: what a POSIX TZ string says (RFC 9636,
/// section 3.3.1; IEEE Std 1003.1, section 8.3).
struct YearlyRule: Sendable, Equatable {
    /// A day of the year.
    enum Day: Sendable, Equatable {
        /// `Jn`: 1...365, the leap day never counted.
        case julian(Int)
        /// `n`: 0...365, the leap day counted.
        case ofYear(Int)
        /// `Mm.w.d`: the `week`th (5: the last) `weekday` (0: Sunday) of a month.
        case weekday(month: Int, week: Int, weekday: Int)

        /// Days since 1970.
        func number(in year: Int) -> Int {
            switch self {
            case .julian(let day):
                let number = Self.first(ofMonth: 1, year) + day - 1
                let isLeap = Self.first(ofMonth: 3, year) - Self.first(ofMonth: 2, year) == 29
                return isLeap && day >= 60 ? number + 1 : number
            case .ofYear(let day): return Self.first(ofMonth: 1, year) + day
            case .weekday(let month, let week, let weekday):
                let first = Self.first(ofMonth: month, year)
                let next = month == 12 ? Self.first(ofMonth: 1, year + 1) : Self.first(ofMonth: month + 1, year)
                // 1970 began on a Thursday.
                let firstWeekday = ((first + 4) % 7 + 7) % 7
                var day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                while day >= next { day -= 7 }
                return day
            }
        }

        private static func first(ofMonth month: Int, _ year: Int) -> Int {
            CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
        }
    }

    /// When the clocks are changed: a day and seconds since its midnight by the clocks as they are until then, ±167 h.
    struct Switch: Sendable, Equatable {
        var day: Day
        var time = 7_200
    }

    struct Daylight: Sendable, Equatable {
        /// Seconds east of UTC.
        var offset: Int
        var start: Switch
        var end: Switch
    }

    /// Seconds east of UTC.
    var standard: Int
    /// Nil where the clocks are not changed any more.
    var daylight: Daylight?

    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let (start, end) = switches(daylight, in: year(at: seconds))
        let isDaylight = start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isDaylight ? daylight.offset : standard
    }

    func changes(in range: ClosedRange<Int64>) -> [Int64] {
        guard let daylight else { return [] }
        return (year(at: range.lowerBound)...year(at: range.upperBound)).flatMap { year in
            let (start, end) = switches(daylight, in: year)
            return [min(start, end), max(start, end)].filter(range.contains)
        }
    }

    private func year(at seconds: Int64) -> Int {
        let local = Timestamp.floorDivide(seconds + Int64(standard), 86_400)
        return min(max(CivilDate(daysSince1970: Int(local)).year, 1), CivilDate.years.upperBound - 1)
    }

    private func switches(_ daylight: Daylight, in year: Int) -> (start: Int64, end: Int64) {
        (
            Int64(daylight.start.day.number(in: year) * 86_400 + daylight.start.time - standard),
            Int64(daylight.end.day.number(in: year) * 86_400 + daylight.end.time - daylight.offset)
        )
    }
}

/// What the clocks of a store show: which zone it has gone by, and since when.
///
/// A moment is shown by the zone that the store was in at that moment, so neither what is shown of the past nor what a
/// past day comes to changes when the store moves.
public struct LocalTime: Sendable, Equatable {
    /// One zone, up to the beginning of the next.
    public struct Span: Sendable, Equatable {
        /// Seconds since 1970; the first holds for all that was before, too.
        public let since: Int64
        /// Of the zone, as in the IANA database.
        public let name: String
        let rules: TimeZoneRules

        /// The zone's name and what it means, from `since` on, in seconds since 1970.
        public init(since: Int64 = .min, name: String, rules: TimeZoneRules) {
            self.since = since
            self.name = name
            self.rules = rules
        }
    }

    /// What UTC is called where nobody has chosen a zone.
    public static let utcName = "Etc/UTC"
    /// Clocks that have always shown UTC.
    public static let utc = LocalTime(Span(name: utcName, rules: .utc))

    /// Oldest first, at least one.
    public private(set) var spans: [Span]
    /// Tells what is shown by these rules from what is shown by others; 0 for UTC alone.
    public let mark: UInt32
    private let isUTC: Bool

    /// Clocks that went by `first`, and by each of the `later` ones since its moment, oldest first.
    public init(_ first: Span, _ later: [Span] = []) {
        spans = [first] + later
        isUTC = spans.allSatisfy { $0.rules == .utc }
        mark = isUTC ? 0 : Self.mark(of: spans)
    }

    /// The zone that counts from the last change on.
    public var name: String { spans[spans.count - 1].name }

    /// The most zones that are kept; those before are forgotten.
    private static let spansMax = 64

    /// The same, with another zone since `moment`.
    public func moving(to name: String, _ rules: TimeZoneRules, since moment: Timestamp) -> LocalTime {
        let kept = spans.filter { $0.since < moment.seconds } + [Span(since: moment.seconds, name: name, rules: rules)]
        let spans = Array(kept.suffix(Self.spansMax))
        // As it is when the history is read again, which says nothing of when the first began.
        return LocalTime(Span(name: spans[0].name, rules: spans[0].rules), Array(spans.dropFirst()))
    }

    /// Seconds east of UTC at a moment, in seconds since 1970.
    public func offset(at seconds: Int64) -> Int {
        if isUTC { return 0 }
        var index = spans.count - 1
        while index > 0, spans[index].since > seconds { index -= 1 }
        return spans[index].rules.offset(at: seconds)
    }

    /// The moment at which the clocks first show a time, both in seconds since 1970.
    ///
    /// A time that they show twice is the first of the two; one that they skip is the moment at which they skip it. So
    /// later times are never earlier moments, and the days that begin at 0:00 follow one another without a gap or overlap.
    public func moment(showing local: Int64) -> Int64 {
        if isUTC { return local }
        // No two places have been further from UTC than this, and no change is larger than twice as much.
        let window = (local - 57_600)...(local + 57_600)
        var edges = [window.lowerBound]
        for (index, span) in spans.enumerated() {
            let end = index + 1 < spans.count ? spans[index + 1].since - 1 : .max
            guard span.since <= window.upperBound, end >= window.lowerBound else { continue }
            if window.contains(span.since) { edges.append(span.since) }
            let part = max(span.since, window.lowerBound)...min(end, window.upperBound)
            edges += span.rules.changes(in: part).filter { $0 > part.lowerBound }
        }
        for (index, start) in edges.enumerated() {
            let offset = self.offset(at: start)
            let end = index + 1 < edges.count ? edges[index + 1] : .max
            let moment = local - Int64(offset)
            // Before the start: the clocks went from before it to behind it.
            if moment < end { return index > 0 ? max(moment, start) : moment }
        }
        return local
    }

    private static func mark(of spans: [Span]) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ bits: UInt64) { hash = (hash ^ bits) &* 0x100_0000_01b3 }
        for span in spans {
            add(UInt64(bitPattern: span.since))
            for change in span.rules.changes { add(UInt64(bitPattern: change)) }
            for offset in span.rules.offsets { add(UInt64(bitPattern: Int64(offset))) }
            // A rule has no bytes of its own; what comes of it in some years tells it from others.
            guard let ending = span.rules.ending else { continue }
            for year in 2038...2048 {
                let start = Int64(YearlyRule.Day.ofYear(0).number(in: year)) * 86_400
                add(UInt64(bitPattern: Int64(ending.offset(at: start))))
                for change in ending.changes(in: start...(start + 366 * 86_400)) { add(UInt64(bitPattern: change)) }
            }
        }
        return UInt32(truncatingIfNeeded: hash >> 32 ^ hash) | 1
    }
}

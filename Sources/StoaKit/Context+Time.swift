import CStoaABI

/// The local time of the store and of other places.
extension Context {
    /// How far the store's clocks are from UTC at a moment, in seconds, east of it above 0.
    public func utcOffset(at moment: Timestamp) -> Int {
        var seconds: Int32 = 0
        // It fails only when the call is over; then nothing is shown any more.
        _ = instance.core.pointee.utc_offset(cx, stoa_str(), moment.microseconds, &seconds)
        return Int(seconds)
    }

    /// The same of the clocks in a time zone of the IANA database; nil if there is none of this name.
    public func utcOffset(in zone: String, at moment: Timestamp) -> Int? {
        guard !zone.isEmpty else { return nil }
        var seconds: Int32 = 0
        let code = zone.withHostText { instance.core.pointee.utc_offset(cx, $0, moment.microseconds, &seconds) }
        return code < 0 ? nil : Int(seconds)
    }

    /// A moment as the store's records show it: `2024-01-02T05:04:05+02:00`.
    public func text(_ moment: Timestamp) -> String { moment.text(utcOffset: utcOffset(at: moment)) }

    /// The moment that a date or time means, in any of the shapes that records and filters take; nil for other text.
    ///
    /// What has no offset is read by the store's clocks; a date alone is its first moment.
    public func moment(_ text: String) -> Timestamp? {
        var microseconds: Int64 = 0
        let code = text.withHostText { instance.core.pointee.read_time(cx, $0, &microseconds) }
        return code < 0 ? nil : Timestamp(microseconds: microseconds)
    }
}

import StoaCore

/// The fixed-length date of RFC 9110 section 5.6.7, such as "Sun, 06 Nov 1994 08:49:37 GMT".
enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Formats an instant of 1970 or later, in seconds.
    static func text(secondsSince1970 seconds: Int) -> String {
        let days = seconds / 86_400
        let date = CivilDate(daysSince1970: days)
        let ofDay = seconds % 86_400
        let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map(pair).joined(separator: ":")
        // 1970-01-01 was a Thursday, the first of `weekdays`.
        return "\(weekdays[days % 7]), \(pair(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }

    private static func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

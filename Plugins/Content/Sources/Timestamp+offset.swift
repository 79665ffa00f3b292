import StoaKit

extension Timestamp {
    /// `2024-01-02T03:04:05+00:00`, as records show times.
    var offsetText: String { String(text.dropLast()) + "+00:00" }
}

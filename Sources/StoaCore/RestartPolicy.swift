/// How long to wait before what has crashed is started again.
///
/// At once, until more than `crashesMax` come within `windowMicroseconds`; then 1, 2, 4 … `delaySecondsMax` seconds, until
/// one has run for a whole window. It never says to give up.
public struct RestartPolicy: Sendable {
    /// Crashes within a window that are answered at once.
    public static let crashesMax = 5
    /// One minute.
    public static let windowMicroseconds: Int64 = 60_000_000
    /// The longest wait.
    public static let delaySecondsMax = 30

    /// When the crashes of the last window came; at most one more than `crashesMax`.
    private var recent: [Int64] = []
    /// The last wait, or 0 if restarts are immediate.
    private var delaySeconds = 0

    /// A policy that has seen no crash.
    public init() {}

    /// Notes a crash, and returns the whole seconds to wait.
    ///
    /// `now` is a monotonic reading, and `ranMicroseconds` how long that had run which crashed.
    public mutating func noteCrash(at now: Int64, ranMicroseconds: Int64) -> Int {
        if ranMicroseconds >= Self.windowMicroseconds { self = RestartPolicy() }
        recent.removeAll { now - $0 >= Self.windowMicroseconds }
        recent.append(now)
        guard delaySeconds > 0 || recent.count > Self.crashesMax else { return 0 }
        if recent.count > Self.crashesMax { recent.removeFirst() }
        delaySeconds = min(max(1, delaySeconds * 2), Self.delaySecondsMax)
        return delaySeconds
    }
}

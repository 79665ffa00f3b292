package import StoaAuth
internal import StoaCore
internal import Synchronization

/// Remembers when keys were last used and how much of the day's quota, and writes it down now and then instead of at
/// every request.
package final class KeyUseLog: Sendable {
    private let uses = Mutex<[Int64: KeyUse]>([:])

    package init() {}

    /// Notes a use; cheap, from any thread.
    func note(_ key: Int64, at microseconds: Int64, dayCount: DayCount?) {
        uses.withLock { uses in
            // Calls of other threads may overtake, and those of dialects without a quota have no count.
            let counted = [uses[key]?.dayCount, dayCount].compactMap(\.self).max()
            uses[key] = KeyUse(keyID: key, at: microseconds, dayCount: counted)
        }
    }

    /// Writes what has been noted since the last call.
    ///
    /// A failure loses nothing but precision: the next use of a key carries its whole count.
    package func flush(to platform: Platform) throws(PlatformError) {
        let noted = uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
        guard !noted.isEmpty else { return }
        try platform.recordLastUsed(Array(noted.values))
    }
}

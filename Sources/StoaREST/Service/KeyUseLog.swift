package import StoaAuth
internal import Synchronization

/// Remembers when keys were last used, and writes it down now and then instead of at every request.
package final class KeyUseLog: Sendable {
    private let uses = Mutex<[Int64: Int64]>([:])

    package init() {}

    /// Notes a use; cheap, from any thread.
    func note(_ key: Int64, at microseconds: Int64) {
        uses.withLock { $0[key] = microseconds }
    }

    /// Writes what has been noted since the last call.
    ///
    /// A failure loses nothing but precision.
    package func flush(to platform: Platform) throws(PlatformError) {
        let noted = uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
        guard !noted.isEmpty else { return }
        try platform.recordLastUsed(noted.map { KeyUse(keyID: $0.key, at: $0.value) })
    }
}

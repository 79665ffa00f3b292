internal import CStoaSystem
internal import Glibc
internal import StoaStorage

/// The counter in `platform.epoch`, by which every process learns at its next look that something has changed.
///
/// The invariant behind `@unchecked`: the counter is read by atomic loads from any thread; `begin` and `end` are called
/// under the platform's lock.
final class Epoch: @unchecked Sendable {
    private var mapped: stoa_epoch
    private let counter: UnsafeMutablePointer<UInt64>

    private static let timeoutMilliseconds: UInt32 = 5000

    init(path: String) throws(PlatformError) {
        var mapped = stoa_epoch()
        let reason = stoa_epoch_open(path, &mapped)
        guard reason == 0, let counter = mapped.counter else { throw .file(path, errno: reason) }
        self.mapped = mapped
        self.counter = counter
    }

    deinit {
        stoa_epoch_close(&mapped)
    }

    /// Equal and even before and after: nothing has changed in between.
    var value: UInt64 { stoa_epoch_load(counter) }

    /// Announces a change, after waiting for that of another process.
    func begin() throws(PlatformError) {
        let reason = stoa_epoch_begin(&mapped, Self.timeoutMilliseconds)
        guard reason != ETIMEDOUT else {
            throw .storage(StorageError(.busy, "another process keeps the platform locked"))
        }
        guard reason == 0 else { throw .file("platform.epoch", errno: reason) }
    }

    /// Ends the change, whether it was committed or not.
    func end() {
        stoa_epoch_end(&mapped)
    }
}

internal import StoaStorage
internal import Synchronization

/// Lets one thread at a time open a store's file.
///
/// A file that several connections create at once, each switching it to the write-ahead log, answers some of them
/// "locked" whatever the busy timeout says. Opening takes 0.2 ms and making a file a few, but a new schema can take long.
final class OpeningGate: Sendable {
    private let gate = Mutex(())

    func open<T>(_ body: () throws(StorageError) -> sending T) throws(StorageError) -> sending T {
        try gate.withLock { _ throws(StorageError) in try body() }
    }
}

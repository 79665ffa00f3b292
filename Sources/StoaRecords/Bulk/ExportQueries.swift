package import StoaCore
internal import Synchronization

/// Who understands the parameters of lists, of which exports have the same.
package final class ExportQueries: Sendable {
    /// A function that stands in a generic inout by itself is wrapped once more at every look at it, without end.
    private struct Reader: Sendable {
        let read: @Sendable (String, BulkTarget, StoreIdentity, LocalTime) throws(Failure) -> ListQuery
    }

    private let reader = Mutex<Reader?>(nil)

    package func set(
        _ read:
            @escaping @Sendable (
                _ query: String, _ target: BulkTarget, _ store: StoreIdentity, _ localTime: LocalTime
            ) throws(Failure) -> ListQuery
    ) {
        reader.withLock { $0 = Reader(read: read) }
    }

    /// What an export is to have; everything where nobody reads parameters.
    package func query(
        _ operation: BulkOperation, _ target: BulkTarget, _ store: StoreIdentity, _ localTime: LocalTime
    ) throws(Failure) -> ListQuery {
        guard let reader = reader.withLock({ $0 }) else { return ListQuery() }
        return try reader.read(operation.query, target, store, localTime)
    }
}

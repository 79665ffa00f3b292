internal import CSQLite

/// The statements that begin and end transactions, prepared at their first use and kept.
///
/// They are SQLite's handles, not `Statement`s, so that they do not keep the connection open that owns them.
final class TransactionControl {
    enum Action: Int, CaseIterable {
        case beginImmediate, beginSnapshot, commit, rollback, savepoint, release, rollbackToSavepoint

        var sql: String {
            switch self {
            case .beginImmediate: "BEGIN IMMEDIATE"
            case .beginSnapshot: "BEGIN"
            case .commit: "COMMIT"
            case .rollback: "ROLLBACK"
            // Savepoints of one name nest; the name means the innermost.
            case .savepoint: "SAVEPOINT inner"
            case .release: "RELEASE inner"
            case .rollbackToSavepoint: "ROLLBACK TO inner"
            }
        }
    }

    private let connection: OpaquePointer
    private var statements = [Statement?](repeating: nil, count: Action.allCases.count)

    init(_ connection: OpaquePointer) {
        self.connection = connection
    }

    func run(_ action: Action) throws(StorageError) {
        try statement(action).run()
    }

    private func statement(_ action: Action) throws(StorageError) -> Statement {
        if let statement = statements[action.rawValue] { return statement }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, action.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw StorageError.last(on: connection, code: code) }
        let statement = Statement(owning: handle)
        statements[action.rawValue] = statement
        return statement
    }
}

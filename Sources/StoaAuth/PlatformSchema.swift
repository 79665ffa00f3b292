internal import StoaStorage

/// The tables of `platform.db`.
enum PlatformSchema {
    /// `PRAGMA user_version` of a file that has all tables.
    private static var version: Int64 { Int64(steps.count) }

    /// Makes the tables in an empty file.
    ///
    /// Throws `.schema` if the file is from a newer server.
    static func apply(to database: Database) throws(StorageError) {
        guard try fileVersion(database) != version else { return }
        try database.begin()
        do {
            try applyInTransaction(database)
            try database.commit()
        } catch {
            try database.rollback()
            throw error
        }
    }

    /// Looks again: another process may have made the tables since.
    private static func applyInTransaction(_ database: Database) throws(StorageError) {
        let found = try fileVersion(database)
        guard found <= version else {
            throw StorageError(.schema, "\(database.path) is of version \(found), this server knows \(version)")
        }
        for step in steps.dropFirst(Int(found)) { try database.execute(step) }
        try database.execute("PRAGMA user_version = \(version)")
    }

    /// What made each version out of the one before; what has been released is never edited.
    private static let steps = [tables, clocks, quotas]

    /// A store with a clock of its own, which its operator moves; the second column is where it is going.
    ///
    /// `attention` lists the stores that another process has left something to do in.
    private static let clocks = """
        ALTER TABLE stores ADD COLUMN clock_us INTEGER;
        ALTER TABLE stores ADD COLUMN clock_target_us INTEGER;
        CREATE TABLE attention (store_id INTEGER PRIMARY KEY) STRICT;
        """

    /// How much of its tier's daily quota a key has used, which a restart must not forget.
    private static let quotas = """
        ALTER TABLE keys ADD COLUMN quota_day INTEGER;
        ALTER TABLE keys ADD COLUMN quota_units INTEGER;
        """

    private static func fileVersion(_ database: Database) throws(StorageError) -> Int64 {
        let statement = try database.prepare("PRAGMA user_version", persistent: false)
        return try statement.step() ? statement.int64(0) : 0
    }

    // AUTOINCREMENT keeps ids from being given twice; its row in sqlite_sequence sets where they begin.
    private static let tables = """
        CREATE TABLE stores (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            currency TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            created_at_us INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq) VALUES ('stores', 1000);

        CREATE TABLE keys (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            public_id TEXT NOT NULL UNIQUE,
            store_id INTEGER NOT NULL REFERENCES stores (id),
            sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
            hint TEXT NOT NULL,
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            tier TEXT NOT NULL CHECK (tier IN ('standard', 'gold', 'platinum', 'unlimited')),
            no_rate_limit INTEGER NOT NULL CHECK (no_rate_limit IN (0, 1)),
            expires_at_us INTEGER,
            revoked_at_us INTEGER,
            last_used_at_us INTEGER,
            created_at_us INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX keys_store_id ON keys (store_id);

        CREATE TABLE module_states (
            store_id INTEGER NOT NULL REFERENCES stores (id),
            module_id TEXT NOT NULL,
            enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
            PRIMARY KEY (store_id, module_id)
        ) STRICT, WITHOUT ROWID;
        """
}

internal import StoaCore
internal import StoaStorage

/// The statements on `platform.db`, without policy.
///
/// Prepared at each call: they run a few times a day, or once for a key that is not remembered.
struct PlatformTables {
    let database: Database

    private func prepare(_ sql: String) throws(StorageError) -> Statement {
        try database.prepare(sql, persistent: false)
    }
}

// MARK: - Stores

extension PlatformTables {
    func store(named name: String) throws(StorageError) -> Store? {
        let select = try prepare("SELECT \(PlatformColumns.store) FROM stores WHERE name = ?1")
        try select.bind(1, name)
        return try select.step() ? Store(row: select, from: 0) : nil
    }

    func store(id: Int64) throws(StorageError) -> Store? {
        let select = try prepare("SELECT \(PlatformColumns.store) FROM stores WHERE id = ?1")
        try select.bind(1, id)
        return try select.step() ? Store(row: select, from: 0) : nil
    }

    func stores() throws(StorageError) -> [Store] {
        let select = try prepare("SELECT \(PlatformColumns.store) FROM stores ORDER BY id")
        var stores: [Store] = []
        while try select.step() { stores.append(Store(row: select, from: 0)) }
        return stores
    }

    func insertStore(
        name: String, currency: String, timeZone: String, testClock: Int64?, at now: Int64
    ) throws(StorageError) -> Store {
        let insert = try prepare(
            """
            INSERT INTO stores (name, currency, time_zone, created_at_us, status, clock_us)
            VALUES (?1, ?2, ?3, ?4, 'active', ?5)
            """)
        try insert.bind(1, name)
        try insert.bind(2, currency)
        try insert.bind(3, timeZone)
        try insert.bind(4, now)
        if let testClock { try insert.bind(5, testClock) } else { try insert.bindNull(5) }
        try insert.run()
        return Store(
            id: database.lastInsertedRowID, name: name, currency: currency, timeZone: timeZone, createdAt: now,
            status: .active, testClock: testClock.map { Store.TestClock(now: $0, target: nil) })
    }

    /// Moves a test clock, or says where it is to go.
    func setClock(_ clock: Store.TestClock, store id: Int64) throws(StorageError) {
        let update = try prepare("UPDATE stores SET clock_us = ?2, clock_target_us = ?3 WHERE id = ?1")
        try update.bind(1, id)
        try update.bind(2, clock.now)
        if let target = clock.target { try update.bind(3, target) } else { try update.bindNull(3) }
        try update.run()
    }

    func addAttention(store id: Int64) throws(StorageError) {
        let insert = try prepare("INSERT OR IGNORE INTO attention VALUES (?1)")
        try insert.bind(1, id)
        try insert.run()
    }

    func takeAttention() throws(StorageError) -> [Int64] {
        let delete = try prepare("DELETE FROM attention RETURNING store_id")
        var stores: [Int64] = []
        while try delete.step() { stores.append(delete.int64(0)) }
        return stores
    }

    func updateStatus(_ status: Store.Status, store id: Int64) throws(StorageError) {
        let update = try prepare("UPDATE stores SET status = ?2 WHERE id = ?1")
        try update.bind(1, id)
        try update.bind(2, status.rawValue)
        try update.run()
    }
}

// MARK: - Keys

extension PlatformTables {
    func key(publicID: String) throws(StorageError) -> APIKey? {
        let select = try prepare("SELECT \(PlatformColumns.key) FROM keys WHERE public_id = ?1")
        try select.bind(1, publicID)
        return try select.step() ? APIKey(row: select) : nil
    }

    func keys(store id: Int64) throws(StorageError) -> [APIKey] {
        let select = try prepare("SELECT \(PlatformColumns.key) FROM keys WHERE store_id = ?1 ORDER BY id")
        try select.bind(1, id)
        var keys: [APIKey] = []
        while try select.step() { keys.append(APIKey(row: select)) }
        return keys
    }

    func insert(_ key: APIKey, digest: SHA256Digest) throws(StorageError) {
        let insert = try prepare(
            """
            INSERT INTO keys (public_id, store_id, sha256, hint, name, scopes, tier, no_rate_limit, expires_at_us,
                created_at_us)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
        try insert.bind(1, key.publicID)
        try insert.bind(2, key.storeID)
        try insert.bind(3, copying: digest.bytes)
        try insert.bind(4, key.hint)
        try insert.bind(5, key.name)
        try insert.bind(6, key.scopes.names.joined(separator: " "))
        try insert.bind(7, key.tier.rawValue)
        try insert.bind(8, key.hasRateLimit ? 0 : Int64(1))
        if let expiresAt = key.expiresAt { try insert.bind(9, expiresAt) }
        try insert.bind(10, key.createdAt)
        try insert.run()
    }

    func markRevoked(publicID: String, at now: Int64) throws(StorageError) {
        let update = try prepare(
            "UPDATE keys SET revoked_at_us = ?2 WHERE public_id = ?1 AND revoked_at_us IS NULL")
        try update.bind(1, publicID)
        try update.bind(2, now)
        try update.run()
    }

    func markUsed(_ uses: [KeyUse]) throws(StorageError) {
        let update = try prepare("UPDATE keys SET last_used_at_us = max(ifnull(last_used_at_us, 0), ?2) WHERE id = ?1")
        let count = try prepare(
            """
            UPDATE keys SET quota_day = ?2, quota_units = ?3
            WHERE id = ?1 AND (quota_day IS NULL OR quota_day < ?2 OR quota_day = ?2 AND quota_units < ?3)
            """)
        for use in uses {
            try update.bind(1, use.keyID)
            try update.bind(2, use.at)
            try update.run()
            guard let dayCount = use.dayCount else { continue }
            try count.bind(1, use.keyID)
            try count.bind(2, Int64(dayCount.day))
            try count.bind(3, Int64(dayCount.units))
            try count.run()
        }
    }
}

// MARK: - Modules

extension PlatformTables {
    func moduleStates(store id: Int64) throws(StorageError) -> [String: Bool] {
        let select = try prepare("SELECT module_id, enabled FROM module_states WHERE store_id = ?1")
        try select.bind(1, id)
        var states: [String: Bool] = [:]
        while try select.step() { states[select.string(0)] = select.int64(1) != 0 }
        return states
    }

    func setModule(_ module: String, enabled: Bool, store id: Int64) throws(StorageError) {
        let upsert = try prepare(
            """
            INSERT INTO module_states (store_id, module_id, enabled) VALUES (?1, ?2, ?3)
            ON CONFLICT (store_id, module_id) DO UPDATE SET enabled = excluded.enabled
            """)
        try upsert.bind(1, id)
        try upsert.bind(2, module)
        try upsert.bind(3, enabled ? 1 : Int64(0))
        try upsert.run()
    }
}

// MARK: - Rows

/// The columns that `Store` and `APIKey` are read from, in the sequence of the initializers below.
enum PlatformColumns {
    static let store =
        "stores.id, stores.name, currency, time_zone, stores.created_at_us, status, clock_us, clock_target_us"
    static let key = """
        keys.id, public_id, store_id, hint, keys.name, scopes, tier, no_rate_limit, expires_at_us, revoked_at_us,
        last_used_at_us, keys.created_at_us, quota_day, quota_units
        """
    static let keyCount: Int32 = 14
}

extension Store {
    init(row: Statement, from column: Int32) {
        id = row.int64(column)
        name = row.string(column + 1)
        currency = row.string(column + 2)
        timeZone = row.string(column + 3)
        createdAt = row.int64(column + 4)
        // An unknown word must not open anything.
        status = Status(rawValue: row.string(column + 5)) ?? .suspended
        testClock = row.optionalInt64(column + 6).map {
            TestClock(now: $0, target: row.optionalInt64(column + 7))
        }
    }
}

extension APIKey {
    init(row: Statement) {
        id = row.int64(0)
        publicID = row.string(1)
        storeID = row.int64(2)
        hint = row.string(3)
        name = row.string(4)
        scopes = Scopes(parsing: row.string(5))
        tier = RateTier(rawValue: row.string(6)) ?? .standard
        hasRateLimit = row.int64(7) == 0
        expiresAt = row.optionalInt64(8)
        revokedAt = row.optionalInt64(9)
        lastUsedAt = row.optionalInt64(10)
        createdAt = row.int64(11)
        dayCount = row.optionalInt64(12).map {
            DayCount(day: Int32(clamping: $0), units: Int32(clamping: row.int64(13)))
        }
    }
}

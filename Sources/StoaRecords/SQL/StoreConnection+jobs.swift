internal import StoaStorage

/// Jobs and listeners' places in a store's database.
extension StoreConnection {
    static let jobTables = [
        """
        CREATE TABLE IF NOT EXISTS jobs(id INTEGER PRIMARY KEY, name TEXT NOT NULL, lane TEXT NOT NULL, key TEXT,
        due INTEGER NOT NULL, created INTEGER NOT NULL, failures INTEGER NOT NULL, args BLOB NOT NULL,
        error TEXT NOT NULL, is_dead INTEGER NOT NULL) STRICT
        """,
        // The first serves the choice of what runs next, lane by lane; the second, when to look again.
        "CREATE INDEX IF NOT EXISTS jobs_lane ON jobs(lane,due,id) WHERE is_dead=0",
        "CREATE INDEX IF NOT EXISTS jobs_due ON jobs(due) WHERE is_dead=0",
        "CREATE UNIQUE INDEX IF NOT EXISTS jobs_key ON jobs(name,key) WHERE key IS NOT NULL AND is_dead=0",
        "CREATE INDEX IF NOT EXISTS jobs_dead ON jobs(name,key) WHERE key IS NOT NULL AND is_dead=1",
        """
        CREATE TABLE IF NOT EXISTS listeners(name TEXT PRIMARY KEY, seq INTEGER NOT NULL, failures INTEGER NOT NULL,
        due INTEGER NOT NULL, error TEXT NOT NULL) STRICT, WITHOUT ROWID
        """,
    ]

    private static let jobColumns = "id,name,lane,due,created,failures,args"

    // MARK: Jobs

    func insertJob(_ job: StoredJob, key: String?) throws(StorageError) {
        try run("INSERT INTO jobs VALUES(?,?,?,?,?,?,?,?,'',0)") { statement throws(StorageError) in
            try statement.bind(1, job.id)
            try statement.bind(2, job.name)
            try statement.bind(3, job.lane)
            if let key { try statement.bind(4, key) } else { try statement.bindNull(4) }
            try statement.bind(5, job.due)
            try statement.bind(6, job.created)
            try statement.bind(7, Int64(job.failures))
            try statement.bind(8, copying: job.arguments)
        }
    }

    func waitingJob(_ name: String, key: String) throws(StorageError) -> Int64? {
        let statement = try statement("SELECT id FROM jobs WHERE name=? AND key=? AND is_dead=0")
        defer { statement.reset() }
        try statement.bind(1, name)
        try statement.bind(2, key)
        return try statement.step() ? statement.int64(0) : nil
    }

    /// True if there was one, a dead letter or not.
    func deleteJob(_ name: String, key: String) throws(StorageError) -> Bool {
        // Without is_dead SQLite could use neither index and would read the whole queue.
        let hasWaited = try deleteJobs(name, key: key, "is_dead=0")
        let wasDead = try deleteJobs(name, key: key, "is_dead=1")
        return hasWaited || wasDead
    }

    private func deleteJobs(_ name: String, key: String, _ condition: String) throws(StorageError) -> Bool {
        let statement = try statement("DELETE FROM jobs WHERE name=? AND key=? AND \(condition) RETURNING id")
        defer { statement.reset() }
        try statement.bind(1, name)
        try statement.bind(2, key)
        return try statement.step()
    }

    func job(_ id: Int64) throws(StorageError) -> StoredJob? {
        let statement = try statement("SELECT \(Self.jobColumns) FROM jobs WHERE id=? AND is_dead=0")
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step() ? Self.job(from: statement) : nil
    }

    func deleteJob(_ id: Int64) throws(StorageError) {
        try run("DELETE FROM jobs WHERE id=?") { statement throws(StorageError) in try statement.bind(1, id) }
    }

    func setArguments(_ arguments: [UInt8], ofJob id: Int64) throws(StorageError) {
        try run("UPDATE jobs SET args=? WHERE id=?") { statement throws(StorageError) in
            try statement.bind(1, copying: arguments)
            try statement.bind(2, id)
        }
    }

    /// Notes a failed attempt; without a moment for the next one the job is a dead letter.
    func postponeJob(_ id: Int64, failures: Int, due: Int64?, error: String) throws(StorageError) {
        try run("UPDATE jobs SET failures=?,due=coalesce(?,due),error=?,is_dead=? WHERE id=?") {
            statement throws(StorageError) in
            try statement.bind(1, Int64(failures))
            if let due { try statement.bind(2, due) } else { try statement.bindNull(2) }
            try statement.bind(3, error)
            try statement.bind(4, Int64(due == nil ? 1 : 0))
            try statement.bind(5, id)
        }
    }

    /// The lane after `lane` in which something is due, or nil.
    ///
    /// One seek for each lane that has jobs at all, so a lane with a long backlog costs no more than any other.
    func nextDueLane(after lane: String, now: Int64) throws(StorageError) -> String? {
        let statement = try statement(
            "SELECT lane,due FROM jobs WHERE is_dead=0 AND lane>? ORDER BY lane,due LIMIT 1")
        var last = lane
        while true {
            try statement.bind(1, last)
            guard try statement.step() else {
                statement.reset()
                return nil
            }
            let (found, due) = (statement.string(0), statement.int64(1))
            statement.reset()
            if due <= now { return found }
            last = found
        }
    }

    func dueJobs(lane: String, now: Int64, limit: Int) throws(StorageError) -> [StoredJob] {
        let statement = try statement(
            "SELECT \(Self.jobColumns) FROM jobs WHERE is_dead=0 AND lane=? AND due<=? ORDER BY due,id LIMIT ?")
        defer { statement.reset() }
        try statement.bind(1, lane)
        try statement.bind(2, now)
        try statement.bind(3, Int64(limit))
        var jobs: [StoredJob] = []
        while try statement.step() { jobs.append(Self.job(from: statement)) }
        return jobs
    }

    /// When the first job that is not due yet will be.
    func nextJobDue(after now: Int64) throws(StorageError) -> Int64? {
        let statement = try statement("SELECT due FROM jobs WHERE is_dead=0 AND due>? ORDER BY due LIMIT 1")
        defer { statement.reset() }
        try statement.bind(1, now)
        return try statement.step() ? statement.int64(0) : nil
    }

    private static func job(from statement: Statement) -> StoredJob {
        StoredJob(
            id: statement.int64(0), name: statement.string(1), lane: statement.string(2), due: statement.int64(3),
            created: statement.int64(4), failures: Int(statement.int64(5)), arguments: Array(statement.bytes(6)))
    }

    // MARK: Listeners

    /// Where a listener stands.
    struct ListenerPlace {
        var seq: Int64
        var failures: Int
        var due: Int64
    }

    /// Gives a new listener its place: before the first event that is kept, or after the last.
    func addListener(_ listener: Listener) throws(StorageError) {
        let start = listener.startsAtFirstEvent ? "0" : "(SELECT coalesce(max(seq),0) FROM events)"
        try run("INSERT OR IGNORE INTO listeners VALUES(?,\(start),0,0,'')") { statement throws(StorageError) in
            try statement.bind(1, listener.name)
        }
    }

    func place(of listener: Listener) throws(StorageError) -> ListenerPlace? {
        let statement = try statement("SELECT seq,failures,due FROM listeners WHERE name=?")
        defer { statement.reset() }
        try statement.bind(1, listener.name)
        guard try statement.step() else { return nil }
        return ListenerPlace(
            seq: statement.int64(0), failures: Int(statement.int64(1)), due: statement.int64(2))
    }

    func setPlace(_ place: ListenerPlace, of listener: Listener, error: String) throws(StorageError) {
        try run("UPDATE listeners SET seq=?,failures=?,due=?,error=? WHERE name=?") {
            statement throws(StorageError) in
            try statement.bind(1, place.seq)
            try statement.bind(2, Int64(place.failures))
            try statement.bind(3, place.due)
            try statement.bind(4, error)
            try statement.bind(5, listener.name)
        }
    }

    /// Runs a statement that returns no rows.
    func run(
        _ text: String, _ bind: (Statement) throws(StorageError) -> Void
    ) throws(StorageError) {
        let statement = try statement(text)
        defer { statement.reset() }
        try bind(statement)
        _ = try statement.step()
    }
}

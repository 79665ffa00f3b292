internal import StoaStorage

/// Which kept events are wanted.
package struct EventQuery: Sendable {
    package var limit = 250
    package var after: Int64 = 0
    package var until: Int64 = .max
    /// Only those of this moment and after.
    package var since: Int64 = 0
    package var topics = TopicFilter([])

    package init() {}
}

/// Events in a store's database.
extension StoreConnection {
    /// Events that are passed over in one query for one that is wanted.
    private static let skippedMax = 4_000

    /// Returns its place in the sequence.
    func insertEvent(_ event: Event) throws(StorageError) -> Int64 {
        try run("INSERT INTO events(at,topic,record,version,payload) VALUES(?,?,?,?,?)") {
            statement throws(StorageError) in
            try bind(event, to: statement)
        }
        return database.lastInsertedRowID
    }

    func replaceEvent(_ event: Event) throws(StorageError) {
        try run("UPDATE events SET at=?,topic=?,record=?,version=?,payload=? WHERE seq=?") {
            statement throws(StorageError) in
            try bind(event, to: statement)
            try statement.bind(6, event.seq)
        }
    }

    private func bind(_ event: Event, to statement: Statement) throws(StorageError) {
        try statement.bind(1, event.at)
        try statement.bind(2, event.topic)
        try statement.bind(3, event.record)
        try statement.bind(4, event.version)
        try statement.bind(5, copying: event.payload)
    }

    func deleteEvent(_ seq: Int64) throws(StorageError) {
        try run("DELETE FROM events WHERE seq=?") { statement throws(StorageError) in try statement.bind(1, seq) }
    }

    func lastEvent() throws(StorageError) -> Int64 {
        let statement = try statement("SELECT coalesce(max(seq),0) FROM events")
        defer { statement.reset() }
        return try statement.step() ? statement.int64(0) : 0
    }

    /// Events in their order, and how far the query has looked: further than the last of them if others follow that
    /// are not wanted.
    func events(_ query: EventQuery) throws(StorageError) -> (events: [Event], seen: Int64) {
        var after = query.after
        if query.since > 0 { after = max(after, try firstEvent(since: query.since) - 1) }
        let statement = try statement(
            "SELECT seq,at,topic,record,version,payload FROM events WHERE seq>? AND seq<=? ORDER BY seq")
        defer { statement.reset() }
        try statement.bind(1, after)
        try statement.bind(2, query.until)
        var events: [Event] = []
        var seen = after
        var skipped = 0
        while events.count < query.limit, skipped < Self.skippedMax, try statement.step() {
            seen = statement.int64(0)
            let topic = statement.string(2)
            guard query.topics.accepts(topic), statement.int64(1) >= query.since else {
                skipped += 1
                continue
            }
            events.append(
                Event(
                    seq: seen, at: statement.int64(1), topic: topic, record: statement.int64(3),
                    version: statement.int64(4), payload: Array(statement.bytes(5))))
        }
        return (events, seen)
    }

    /// The first event of a moment or after it, found by halving: times grow with the sequence.
    private func firstEvent(since moment: Int64) throws(StorageError) -> Int64 {
        let statement = try statement("SELECT seq,at FROM events WHERE seq>=? ORDER BY seq LIMIT 1")
        var (low, high) = (Int64(1), try lastEvent() + 1)
        while low < high {
            let middle = low + (high - low) / 2
            try statement.bind(1, middle)
            let isBefore = try statement.step() && statement.int64(1) < moment
            statement.reset()
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Drops events older than `moment` that every listener has been told of, some at a time.
    ///
    /// The newest stays, so that its number is never used again.
    func dropEvents(before moment: Int64, limit: Int) throws(StorageError) {
        try run(
            """
            DELETE FROM events WHERE seq IN (SELECT seq FROM (SELECT seq,at FROM events ORDER BY seq LIMIT ?)
            WHERE at<? AND seq<=(SELECT coalesce(min(seq),0x7fffffffffffffff) FROM listeners)
            AND seq<(SELECT max(seq) FROM events))
            """
        ) { statement throws(StorageError) in
            try statement.bind(1, Int64(limit))
            try statement.bind(2, moment)
        }
    }
}

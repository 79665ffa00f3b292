import CStoaABI

/// Work for later: durable, tried again as declared, and done once.
///
///     Job("send", "Sends one message.", delays: [10, 60, 600]) { (job, context) throws(Failures) in
///         guard let reply = job.reply else { return .exchange(HTTPRequest(.post, url, body: body)) }
///         return reply.isSuccess ? .done : .retry()
///     }
public struct Job: Declaration {
    let name: String
    let title: String
    let width: Int
    let delays: [UInt32]
    let onReturn: Bool
    let handler: @Sendable (JobRun, Context) throws(Failures) -> JobRun.Next

    /// Declares a job.
    ///
    /// - Parameters:
    ///   - name: Unique in the module.
    ///   - title: One sentence on what it does.
    ///   - width: The most that run at once in one lane, 1...256.
    ///   - delays: Seconds before each further attempt, ± 1 %; none means one attempt.
    ///   - onReturn: Whether it also runs, with null for its arguments, when the module comes back to a store after something
    ///     that its ``Follow`` rules are for has changed while it was off, or after it was not loaded.
    ///   - handler: Does one step in a write transaction; what it throws undoes the step and counts as a failure.
    public init(
        _ name: String, _ title: String, width: Int = 1, delays: [UInt32] = [], onReturn: Bool = false,
        _ handler: @escaping @Sendable (JobRun, Context) throws(Failures) -> JobRun.Next
    ) {
        self.name = name
        self.title = title
        self.width = width
        self.delays = delays
        self.onReturn = onReturn
        self.handler = handler
    }

    /// Adds the job to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.jobs.append(self)
    }

    var cJob: stoa_job {
        let delays = Immortal.array(delays)
        return stoa_job(
            name: Immortal.text(name), title: Immortal.text(title), width: UInt32(clamping: width),
            flags: onReturn ? UInt32(STOA_JOB_ON_RETURN) : 0,
            delays: stoa_delays(items: delays.items, count: delays.count, stride: delays.stride),
            fn: EntryPoints.job, data: Immortal.pointer(self))
    }
}

/// One step of one attempt of a job.
public struct JobRun: Sendable {
    /// What happens next.
    public enum Next: Sendable {
        /// The job is done.
        case done
        /// Keep what was changed and run again: at this time, or as declared.
        case retry(at: Timestamp? = nil)
        /// Keep what was changed, make the exchange, and run again with its reply.
        case exchange(HTTPRequest)
    }

    /// The job's id.
    public let id: Int64
    /// 1, 2, ….
    public let attempt: Int
    /// As declared; the last failure makes the job a dead letter.
    public let attemptsMax: Int
    /// When the job was added.
    public let created: Timestamp
    /// When it was due.
    public let due: Timestamp
    /// As they were given.
    public let arguments: JSON
    /// What came of the exchange that the step before asked for; nil in the first step.
    public let reply: HTTPReply?

    /// True if a failure now is the last.
    public var isLastAttempt: Bool { attempt >= attemptsMax }

    init(_ run: stoa_job_run) {
        id = run.id
        attempt = Int(run.attempt)
        attemptsMax = Int(run.attempts_max)
        created = Timestamp(microseconds: run.created_us)
        due = Timestamp(microseconds: run.due_us)
        arguments = JSON(String(run.args))
        reply = run.reply.map { HTTPReply($0.pointee) }
    }
}

/// A module's wish to be told of committed events, once each and in their order.
public struct Listener: Declaration {
    let name: String
    let title: String
    let topics: [String]
    let fromStart: Bool
    let batch: Int
    let handler: @Sendable ([Event], Context) throws(Failures) -> Void

    /// Declares a listener.
    ///
    /// - Parameters:
    ///   - name: Unique in the module; its place in the events is kept under it.
    ///   - title: One sentence on what it does.
    ///   - topics: `supplier.created`, `part.*`; none means all.
    ///   - fromStart: In a store that has kept events already: all of them, not only those to come.
    ///   - batch: The most at a time, 1...250.
    ///   - handler: Runs in the write transaction that moves the listener's place on.
    public init(
        _ name: String, _ title: String, topics: [String] = [], fromStart: Bool = false, batch: Int = 100,
        _ handler: @escaping @Sendable ([Event], Context) throws(Failures) -> Void
    ) {
        self.name = name
        self.title = title
        self.topics = topics
        self.fromStart = fromStart
        self.batch = batch
        self.handler = handler
    }

    /// Adds the listener to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.listeners.append(self)
    }

    var cListener: stoa_listener {
        stoa_listener(
            name: Immortal.text(name), title: Immortal.text(title),
            topics: Immortal.text(topics.joined(separator: "|")),
            flags: fromStart ? UInt32(STOA_LISTEN_FROM_START) : 0, batch: UInt32(clamping: batch),
            fn: EntryPoints.listener, data: Immortal.pointer(self))
    }
}

/// A committed fact.
public struct Event: Equatable, Sendable {
    /// Its position in the store; later ones are larger.
    public let seq: Int64
    /// When it was committed.
    public let time: Timestamp
    /// Its internal name, `supplier.created`.
    public let topic: String
    /// The id of the record that it is about, or 0.
    public let record: Int64
    /// The record's version: 1, 2, …; 0 if it has none.
    public let version: Int64
    /// The record as it was rendered when the change was committed.
    public let payload: JSON

    /// Creates an event, for tests of handlers.
    public init(seq: Int64, time: Timestamp, topic: String, record: Int64, version: Int64, payload: JSON) {
        self.seq = seq
        self.time = time
        self.topic = topic
        self.record = record
        self.version = version
        self.payload = payload
    }

    init(_ event: stoa_event) {
        self.init(
            seq: event.seq, time: Timestamp(microseconds: event.at_us), topic: String(event.topic),
            record: event.record, version: event.version, payload: JSON(String(event.payload)))
    }

    static func list(_ events: stoa_events) -> [Event] {
        guard let items = events.items, Int(events.stride) >= MemoryLayout<stoa_event>.size else { return [] }
        return (0..<Int(events.count)).map { place in
            Event(UnsafeRawPointer(items).load(fromByteOffset: place * Int(events.stride), as: stoa_event.self))
        }
    }
}

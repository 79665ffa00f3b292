/// A kind of work for later that a module declares.
package struct JobDeclaration: Sendable {
    package let module: String
    /// Unique among all modules: "suppliers.send".
    package let name: String
    package let title: String
    /// The most that run at once in one lane.
    package let width: Int
    /// Seconds before each further attempt.
    package let delays: [UInt32]
    /// Also added when the module comes back to a store that has changed without it.
    package let runsOnReturn: Bool
    /// Runs one step and returns a stoa_rc; what happens next is left in the run.
    package let run: @Sendable (CallContext, JobRun) -> Int32

    package init(
        module: String, name: String, title: String, width: Int, delays: [UInt32], runsOnReturn: Bool = false,
        run: @escaping @Sendable (CallContext, JobRun) -> Int32
    ) {
        self.module = module
        self.name = Self.fullName(name, of: module)
        self.title = title
        self.width = width
        self.delays = delays
        self.runsOnReturn = runsOnReturn
        self.run = run
    }

    package var attemptsMax: Int { delays.count + 1 }

    /// What a module calls "send" is "suppliers.send" to everyone else.
    static func fullName(_ name: String, of module: String) -> String { "\(module).\(name)" }
}

/// A module's wish to be told of committed events.
package struct Listener: Sendable {
    package let module: String
    /// Unique among all modules; the key of its place in the events.
    package let name: String
    package let title: String
    package let topics: TopicFilter
    package let startsAtFirstEvent: Bool
    package let batch: Int
    /// Returns a stoa_rc; issues are on the context.
    package let run: @Sendable (CallContext, [Event]) -> Int32

    package init(
        module: String, name: String, title: String, topics: TopicFilter, startsAtFirstEvent: Bool, batch: Int,
        run: @escaping @Sendable (CallContext, [Event]) -> Int32
    ) {
        self.module = module
        self.name = JobDeclaration.fullName(name, of: module)
        self.title = title
        self.topics = topics
        self.startsAtFirstEvent = startsAtFirstEvent
        self.batch = batch
        self.run = run
    }
}

/// A committed fact, as it is kept.
package struct Event: Sendable, Equatable {
    package var seq: Int64
    package var at: Int64
    package var topic: String
    package var record: Int64
    package var version: Int64
    package var payload: [UInt8]

    package init(seq: Int64, at: Int64, topic: String, record: Int64, version: Int64, payload: [UInt8]) {
        self.seq = seq
        self.at = at
        self.topic = topic
        self.record = record
        self.version = version
        self.payload = payload
    }
}

/// Which topics are wanted: whole names and prefixes that end in ".*"; none means all.
package struct TopicFilter: Sendable, Equatable {
    package let patterns: [String]

    package init(_ patterns: [String]) {
        self.patterns = patterns
    }

    func accepts(_ topic: String) -> Bool {
        patterns.isEmpty
            || patterns.contains { $0.hasSuffix(".*") ? topic.hasPrefix($0.dropLast()) : topic == $0 }
    }
}

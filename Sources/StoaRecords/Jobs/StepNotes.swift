/// What a thread does for a store in module code that no client waits for.
package struct Step: Sendable, Equatable {
    package enum Work: Sendable, Equatable {
        /// A step of the job with this id.
        case job(Int64)
        /// Telling a listener of the events from one place to another.
        case events(ClosedRange<Int64>)
    }

    package var store: Int64
    /// The job's or the listener's.
    package var name: String
    package var work: Work

    package init(store: Int64, name: String, work: Work) {
        self.store = store
        self.name = name
        self.work = work
    }
}

/// A step that has ended the process it ran in.
package struct Crash: Sendable, Equatable {
    package var step: Step
    /// How, in a word: SIGILL.
    package var cause: String

    package init(_ step: Step, cause: String) {
        self.step = step
        self.cause = cause
    }
}

/// Where threads say what they do, so that after a crash the next process knows whose work it was.
package struct StepNotes: Sendable {
    private let begin: @Sendable (Step) -> Void
    private let end: @Sendable () -> Void
    /// What ended the processes before, each told once.
    let takeCrashes: @Sendable () -> [Crash]

    /// `begin` and `end` are called in pairs on the thread that works; `begin` copies.
    package init(
        begin: @escaping @Sendable (Step) -> Void, end: @escaping @Sendable () -> Void,
        takeCrashes: @escaping @Sendable () -> [Crash]
    ) {
        self.begin = begin
        self.end = end
        self.takeCrashes = takeCrashes
    }

    /// Nothing is noted.
    package static let none = StepNotes(begin: { _ in }, end: {}, takeCrashes: { [] })

    func during<Result>(_ step: Step, _ body: () -> Result) -> Result {
        begin(step)
        defer { end() }
        return body()
    }
}

import CStoaSystem
import Glibc
import StoaRecords

/// The notes of this process's steps: in memory while they run, and in `crashes.steps` of the data directory if they
/// end it.
enum CrashNotes {
    /// Read at a start; there are rarely more than one.
    private static let recordsMax = 64

    /// Begins to note.
    ///
    /// Once in a process. Without the file nothing is noted, which is no reason not to serve.
    static func watch(_ directory: String, _ log: KernelLog) -> StepNotes {
        let path = "\(directory)/crashes.steps"
        let reason = stoa_step_watch(path)
        guard reason == 0 else {
            log.error(
                "Crashes will not be charged to jobs", ["file": path, "error": String(cString: strerror(reason))])
            return .none
        }
        return StepNotes(
            begin: { step in
                var record = stoa_step(step)
                stoa_step_begin(&record)
            }, end: { stoa_step_end() }, takeCrashes: take)
    }

    private static func take() -> [Crash] {
        let records = [stoa_step](unsafeUninitializedCapacity: recordsMax) { buffer, count in
            count = stoa_step_take(buffer.baseAddress, buffer.count)
        }
        return records.compactMap(Crash.init)
    }
}

private enum StepKind {
    static let job: Int32 = 0
    static let events: Int32 = 1
}

extension stoa_step {
    fileprivate init(_ step: Step) {
        self.init()
        store = step.store
        switch step.work {
        case .job(let id): (kind, first, last) = (StepKind.job, id, id)
        case .events(let places): (kind, first, last) = (StepKind.events, places.lowerBound, places.upperBound)
        }
        withUnsafeMutableBytes(of: &name) { bytes in
            // The last byte stays 0.
            bytes.dropLast().copyBytes(from: step.name.utf8.prefix(bytes.count - 1))
        }
    }
}

extension Crash {
    fileprivate init?(_ record: stoa_step) {
        let name = withUnsafeBytes(of: record.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let work: Step.Work
        switch record.kind {
        case StepKind.job: work = .job(record.first)
        case StepKind.events where record.first <= record.last: work = .events(record.first...record.last)
        default: return nil
        }
        let signal = stoa_signal_name(record.signal).map { "SIG" + String(cString: $0) }
        self.init(Step(store: record.store, name: name, work: work), cause: signal ?? "exit")
    }
}

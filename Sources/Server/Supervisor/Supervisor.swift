import CStoaSystem
import Glibc
import StoaCore
import StoaRecords

/// Owns the listening socket and keeps one worker behind it.
///
/// It loads no module, opens no store and starts no thread, so that what breaks a worker cannot break it. A worker that
/// crashed is replaced; on SIGHUP one of the next generation gets ready beside the one at work, and takes its place only
/// if it could. Connections wait in the socket's queue in between.
final class Supervisor {
    /// Tells the worker's command line beside the number of its generation.
    private let arguments: [String]
    private let log: KernelLog
    private let record: WorkerRecord
    private let clock = Clock.system
    private let terminal = Terminal()
    private let signals: Int32
    private var listener: Int32

    /// Has the data directory, or is told to take it.
    private var incumbent: WorkerProcess?
    /// Gets ready, or waits for its turn.
    private var successor: WorkerProcess?
    private var generation = 0
    private var policy = RestartPolicy()
    private var restartDue: Int64?
    private var hasServed = false
    private var isStopping = false
    /// Asked for while a change was under way.
    private var wantsReload = false
    /// What the command ends with, once that is known.
    private var outcome: Outcome?

    private enum Outcome {
        case stopped(code: Int32)
        case failedToStart(WorkerEnd, reason: String?)
    }

    init(_ options: ServerOptions, arguments: [String]) throws {
        self.arguments = arguments
        log = try LogOutput.make(options)
        record = WorkerRecord(log: log, crashes: CrashLog(directory: options.data.data))
        let address = try ListenAddress(options.listen)
        try SupervisorLock.take(options.data.data)
        if let inherited = options.listenDescriptor {
            listener = try ListeningSocket.adopt(inherited)
        } else {
            // The worker of a supervisor that was killed may not have gone yet, and holds the same address.
            let patience: UInt32 = try DirectoryLock.isTaken(options.data.data) ? 10_000 : 250
            listener = try ListeningSocket.open(address, patienceMilliseconds: patience)
        }
        signal(SIGPIPE, SIG_IGN)
        signals = stoa_signal_descriptor()
        guard signals >= 0 else { throw CommandFailure("no signals: \(String(cString: strerror(errno)))") }
    }

    /// Serves until told to stop; returns the exit code, or throws why the first worker could not serve.
    func run() throws -> Int32 {
        try startSuccessor()
        while true {
            switch outcome {
            case .stopped(let code): return code
            case .failedToStart(let end, let reason):
                throw StartFailure(
                    description: reason ?? "the server ended while it started: \(end.fact.value)", code: end.exitCode)
            case nil: waitForEvents()
            }
            takeSignals()
            for worker in [successor, incumbent].compactMap(\.self) { takeMessages(of: worker) }
            reap()
            watchTime()
        }
    }

    // MARK: Events

    private func waitForEvents() {
        let descriptors = [signals] + [successor, incumbent].compactMap { $0?.channel.descriptor }
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let due = [successor?.deadline, incumbent?.deadline, restartDue].compactMap(\.self).min()
        let wait = due.map { max(0, ($0 - now + 999) / 1_000) }
        poll(&entries, nfds_t(entries.count), wait.map { Int32(clamping: $0) } ?? -1)
    }

    private func takeSignals() {
        while case let number = stoa_take_signal(signals), number != 0 {
            switch number {
            case SIGTERM, SIGINT: stop()
            case SIGHUP: if terminal.isGone { stop() } else { reload() }
            default: break
            }
        }
    }

    private func takeMessages(of worker: WorkerProcess) {
        while let message = worker.nextMessage() {
            switch message {
            case .prepared: handOver()
            case .serving(let text): noteServing(worker, text)
            case .serve, .failed: break
            }
        }
    }

    private func reap() {
        for worker in [successor, incumbent].compactMap(\.self) {
            guard let end = worker.end() else { continue }
            // It may have told why in its last moment.
            takeMessages(of: worker)
            if worker === successor {
                successor = nil
                noteEnd(ofSuccessor: worker, end)
            } else {
                incumbent = nil
                noteEnd(ofIncumbent: worker, end)
            }
        }
    }

    private func watchTime() {
        for worker in [successor, incumbent].compactMap(\.self) {
            guard let deadline = worker.deadline, deadline <= now else { continue }
            record.error("A worker took too long and is killed", worker, at: now)
            worker.killNow()
        }
        guard let due = restartDue, due <= now, !isStopping else { return }
        restartDue = nil
        restart()
    }

    // MARK: Changes

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        restartDue = nil
        // From now on new connections are refused, which sends balancers elsewhere.
        close(listener)
        listener = -1
        successor?.killNow()
        if let incumbent {
            if incumbent.phase != .draining { incumbent.drain(now: now) }
        } else if successor == nil {
            outcome = .stopped(code: 0)
        }
    }

    private func reload() {
        guard !isStopping else { return }
        guard hasServed, successor == nil, incumbent == nil || incumbent?.phase == .serving else {
            wantsReload = true
            return
        }
        log.info("A new generation is being prepared", ["generation": "\(generation + 1)"])
        restartDue = nil
        restart()
    }

    private func restart() {
        do {
            try startSuccessor()
        } catch {
            log.error("A worker cannot be started", ["error": "\(error)"])
            if incumbent == nil { restartLater(ranMicroseconds: 0) }
        }
    }

    private func startSuccessor() throws {
        generation += 1
        successor = try WorkerProcess(
            generation: generation, arguments: (incumbent == nil ? [] : ["--successor"]) + arguments,
            listener: listener, now: now)
    }

    /// Lets the prepared worker have its turn, or first tells the one before it to leave.
    private func handOver() {
        guard let successor, successor.phase == .prepared, !isStopping else { return }
        guard let incumbent else {
            self.incumbent = successor
            self.successor = nil
            return successor.serve(now: now)
        }
        if incumbent.phase == .serving { incumbent.drain(now: now) }
    }

    private func noteServing(_ worker: WorkerProcess, _ text: String) {
        guard hasServed else {
            hasServed = true
            print(text)
            fflush(nil)
            return continueReload()
        }
        record.info("A worker has taken over", worker, at: now)
        continueReload()
    }

    private func continueReload() {
        guard wantsReload else { return }
        wantsReload = false
        reload()
    }

    // MARK: Ends

    private func noteEnd(ofIncumbent worker: WorkerProcess, _ end: WorkerEnd) {
        // It may have been told before it listened for that.
        let isExpected = worker.phase == .draining && [.exit(0), .signal(SIGTERM)].contains(end)
        guard hasServed || isStopping else { return outcome = .failedToStart(end, reason: worker.failure) }
        if isStopping {
            if !isExpected { record.noteCrash(worker, end, at: now) }
            outcome = .stopped(code: isExpected ? 0 : 1)
        } else if worker.phase == .draining {
            if !isExpected { record.noteCrash(worker, end, at: now) }
            successor == nil ? restart() : handOver()
        } else {
            record.noteCrash(worker, end, at: now)
            // One that is getting ready anyway takes its place.
            successor == nil ? restartLater(ranMicroseconds: now - worker.startedAt) : handOver()
        }
    }

    private func noteEnd(ofSuccessor worker: WorkerProcess, _ end: WorkerEnd) {
        if isStopping {
            if incumbent == nil { outcome = .stopped(code: 0) }
            return
        }
        guard hasServed else { return outcome = .failedToStart(end, reason: worker.failure) }
        guard incumbent == nil else {
            record.error("The new generation cannot serve", worker, end, at: now)
            return continueReload()
        }
        record.noteCrash(worker, end, at: now)
        restartLater(ranMicroseconds: now - worker.startedAt)
    }

    private func restartLater(ranMicroseconds: Int64) {
        let seconds = policy.noteCrash(at: now, ranMicroseconds: ranMicroseconds)
        restartDue = now + Int64(seconds) * 1_000_000
        guard seconds > 0 else { return }
        log.error(
            "Workers crash again and again: connections wait until the next one is started", ["seconds": "\(seconds)"])
    }

    private var now: Int64 { clock.monotonicMicroseconds() }
}

/// Why the first worker could not serve, and what the command ends with.
struct StartFailure: Error, CustomStringConvertible {
    let description: String
    let code: Int32
}

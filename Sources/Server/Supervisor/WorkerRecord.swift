import StoaRecords

/// What is told of workers: in the log, and of crashes in a file besides.
struct WorkerRecord {
    let log: KernelLog
    let crashes: CrashLog

    func info(_ message: String, _ worker: WorkerProcess, at now: Int64) {
        log.info(message, facts(worker, nil, now))
    }

    func error(_ message: String, _ worker: WorkerProcess, _ end: WorkerEnd? = nil, at now: Int64) {
        log.error(message, facts(worker, end, now))
    }

    func noteCrash(_ worker: WorkerProcess, _ end: WorkerEnd, at now: Int64) {
        error("A worker ended unasked", worker, end, at: now)
        var members: [(String, Output.Value)] = [
            ("generation", .number(Int64(worker.generation))), ("pid", .number(Int64(worker.pid))),
            (end.fact.name, .text(end.fact.value)), ("uptime_ms", .number(uptime(worker, now))),
        ]
        if let failure = worker.failure { members.append(("reason", .text(failure))) }
        crashes.append(members)
    }

    private func facts(_ worker: WorkerProcess, _ end: WorkerEnd?, _ now: Int64) -> [String: String] {
        var facts = [
            "generation": "\(worker.generation)", "pid": "\(worker.pid)", "uptime_ms": "\(uptime(worker, now))",
        ]
        if let end { facts[end.fact.name] = end.fact.value }
        if let failure = worker.failure { facts["reason"] = failure }
        return facts
    }

    private func uptime(_ worker: WorkerProcess, _ now: Int64) -> Int64 { (now - worker.startedAt) / 1_000 }
}

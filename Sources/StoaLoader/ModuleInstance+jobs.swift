internal import CStoaABI
internal import StoaRecords

/// Calls that no client waits for.
extension ModuleInstance {
    func callListener(_ listener: Callback<stoa_listener_fn>, _ call: CallContext, _ events: [Event]) -> Int32 {
        guard let items = HostTables.events(events, in: call) else { return Int32(STOA_E_TOO_LARGE) }
        var list = stoa_events(
            items: items.baseAddress, count: UInt32(items.count), stride: UInt32(MemoryLayout<stoa_event>.stride))
        return ContextTable.with(call) { listener.function(context, listener.data, $0, &list) }
            ?? Int32(STOA_E_UNAVAILABLE)
    }

    func callJob(_ job: Callback<stoa_job_fn>, _ call: CallContext, _ run: JobRun) -> Int32 {
        guard let arguments = run.job.arguments.withUnsafeBytes({ call.arena.copy($0) }) else {
            return Int32(STOA_E_TOO_LARGE)
        }
        var input = stoa_job_run(
            size: UInt32(MemoryLayout<stoa_job_run>.size), attempt: UInt32(run.job.failures + 1),
            attempts_max: UInt32(run.attemptsMax), step: UInt32(run.step), id: run.job.id,
            created_us: run.job.created, due_us: run.job.due, args: stoa_json(arguments), reply: nil)
        var next = stoa_job_next()
        next.size = UInt32(MemoryLayout<stoa_job_next>.size)
        let code: Int32?
        if let reply = run.reply {
            guard let reply = Self.copy(reply, into: call) else { return Int32(STOA_E_TOO_LARGE) }
            code = withUnsafePointer(to: reply) { reply in
                input.reply = reply
                return ContextTable.with(call) { job.function(context, job.data, $0, &input, &next) }
            }
        } else {
            code = ContextTable.with(call) { job.function(context, job.data, $0, &input, &next) }
        }
        guard let code, code >= 0 else { return code ?? Int32(STOA_E_UNAVAILABLE) }
        return Self.read(next, into: run, call)
    }

    private static func copy(_ reply: HTTPReply, into call: CallContext) -> stoa_http_reply? {
        guard let error = call.copy(reply.error), let body = reply.body.withUnsafeBytes({ call.arena.copy($0) }),
            let memory = call.arena.allocate(max(1, reply.headers.count) * MemoryLayout<stoa_kv>.stride)
        else { return nil }
        let headers = memory.bindMemory(to: stoa_kv.self, capacity: max(1, reply.headers.count))
        for (index, header) in reply.headers.enumerated() {
            guard let name = call.copy(header.name), let value = call.copy(header.value) else { return nil }
            headers[index] = stoa_kv(key: stoa_str(name), value: stoa_str(value))
        }
        return stoa_http_reply(
            size: UInt32(MemoryLayout<stoa_http_reply>.size), status: UInt32(clamping: reply.status),
            duration_ms: UInt32(clamping: reply.durationMilliseconds), n_headers: UInt32(reply.headers.count),
            error: stoa_str(error), body: stoa_str(body), headers: headers)
    }

    /// What the module left, checked: it is the last time that its memory is looked at.
    private static func read(_ next: stoa_job_next, into run: JobRun, _ call: CallContext) -> Int32 {
        if next.args.n > 0 {
            guard next.args.n <= CallContext.argumentsMax else { return Int32(STOA_E_TOO_LARGE) }
            guard next.args.p != nil, (try? JSONDocumentCheck.parse(next.args.bytes)) != nil else {
                return Int32(STOA_E_BAD)
            }
            run.newArguments = Array(next.args.bytes)
        }
        switch Int(next.what) {
        case STOA_JOB_RETRY: run.next = .retry(at: next.due_us == 0 ? nil : next.due_us)
        case STOA_JOB_HTTP:
            guard let exchange = exchange(next.http, call) else { return Int32(STOA_E_BAD) }
            run.next = .exchange(exchange)
        default: run.next = .done
        }
        return 0
    }

    private static let defaultTimeout = 10_000
    private static let defaultReplyBytes = 65_536
    private static let headersMax: UInt32 = 64

    private static func exchange(_ request: stoa_http_request, _ call: CallContext) -> HTTPExchange? {
        guard let method = request.method.text, let url = request.url.text, let channel = request.channel.text,
            request.n_headers <= headersMax, request.n_headers == 0 || request.headers != nil,
            request.body.n == 0 || request.body.p != nil
        else { return nil }
        var headers: [(name: String, value: String)] = []
        for pair in UnsafeBufferPointer(start: request.headers, count: Int(request.n_headers)) {
            guard let name = pair.key.text, let value = pair.value.text else { return nil }
            headers.append((name, value))
        }
        return HTTPExchange(
            method: method, url: url, headers: headers, body: Array(request.body.bytes),
            timeoutMilliseconds: request.timeout_ms == 0 ? defaultTimeout : Int(request.timeout_ms),
            replyBytesMax: request.reply_max == 0 ? defaultReplyBytes : Int(request.reply_max),
            channel: "\(call.store.id)/\(call.module)/\(channel)")
    }
}

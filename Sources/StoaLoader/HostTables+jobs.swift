internal import CStoaABI
internal import CStoaSystem
internal import StoaCore
internal import StoaRecords

extension HostTables {
    static let jobs = stoa_jobs_1(
        size: UInt32(MemoryLayout<stoa_jobs_1>.size), rsv: 0,
        enqueue: { cx, request, id in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let request else { return Int32(STOA_E_BAD) }
            let read = CArray.copy(from: request, size: Int(request.pointee.size), zero: stoa_job_request())
            guard let name = read.job.text, let key = read.key.text, let lane = read.lane.text,
                read.args.n == 0 || read.args.p != nil
            else { return Int32(STOA_E_BAD) }
            let (code, added) = context.enqueue(
                name, key: key, lane: lane, due: read.due_us, arguments: read.args.bytes)
            if code == 0 { id?.pointee = added }
            return code
        },
        cancel: { cx, job, key in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let name = job.text, let key = key.text else { return Int32(STOA_E_BAD) }
            return context.cancelJob(name, key: key)
        })

    static let crypto = stoa_crypto_1(
        size: UInt32(MemoryLayout<stoa_crypto_1>.size), rsv: 0,
        key: { cx, label, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out, let label = label.text else { return Int32(STOA_E_BAD) }
            guard let secret = HostEnvironment.shared.secret else { return Int32(STOA_E_UNSUPPORTED) }
            // No part contains a line feed but the last, so no two lists of parts read alike.
            let name = "stoa.module.key\n\(context.module)\n\(context.store.id)\n\(label)"
            return hmac(key: secret, data: Array(name.utf8), out)
        },
        hmac_sha256: { key, data, out in
            guard let out, key.n == 0 || key.p != nil, data.n == 0 || data.p != nil else { return Int32(STOA_E_BAD) }
            let isDone = stoa_hmac_sha256(key.p, key.n, data.p, data.n, out)
            return isDone ? 0 : Int32(STOA_E_UNAVAILABLE)
        },
        sha256: { data, out in
            guard let out, data.n == 0 || data.p != nil else { return Int32(STOA_E_BAD) }
            guard let hash = stoa_sha256_create() else { return Int32(STOA_E_UNAVAILABLE) }
            defer { stoa_sha256_destroy(hash) }
            return stoa_sha256_digest(hash, data.p, data.n, out) ? 0 : Int32(STOA_E_UNAVAILABLE)
        },
        password_matches: { cx, password, kept, matches in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let matches, let kept = kept.text, password.n == 0 || password.p != nil else {
                return Int32(STOA_E_BAD)
            }
            switch context.compare(Array(password.bytes), kept) {
            case .matches(let isSame):
                matches.pointee = isSame ? 1 : 0
                return 0
            case .later: return Int32(STOA_E_UNAVAILABLE)
            case .tooMany: return Int32(STOA_E_TOO_LARGE)
            }
        })

    private static func hmac(key: [UInt8], data: [UInt8], _ out: UnsafeMutablePointer<UInt8>) -> Int32 {
        stoa_hmac_sha256(key, key.count, data, data.count, out) ? 0 : Int32(STOA_E_UNAVAILABLE)
    }

    /// Hands events to a module, with everything they point to in the call's arena.
    static func events(_ events: [Event], in call: CallContext) -> UnsafeBufferPointer<stoa_event>? {
        let stride = MemoryLayout<stoa_event>.stride
        guard let memory = call.arena.allocate(max(1, events.count) * stride) else { return nil }
        let items = memory.bindMemory(to: stoa_event.self, capacity: max(1, events.count))
        for (index, event) in events.enumerated() {
            guard let topic = call.copy(event.topic),
                let payload = event.payload.withUnsafeBytes({ call.arena.copy($0) })
            else { return nil }
            items[index] = stoa_event(
                size: UInt32(stride), rsv: 0, seq: event.seq, at_us: event.at, record: event.record,
                version: event.version, topic: stoa_str(topic), payload: stoa_json(payload))
        }
        return UnsafeBufferPointer(start: items, count: events.count)
    }
}

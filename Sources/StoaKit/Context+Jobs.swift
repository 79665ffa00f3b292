import CStoaABI

extension Context {
    /// Adds a job of this module in the running transaction.
    ///
    /// - Parameters:
    ///   - name: As declared.
    ///   - arguments: What the job is given.
    ///   - key: While a job of this name and key waits, no second one is added.
    ///   - lane: Jobs of one lane run in the sequence of their due times and never hold up another lane.
    ///   - due: When; nil means at once.
    /// - Returns: The id of the job, or of the one with the same key which already waits.
    /// - Throws: What the host answers: no such job, or arguments of more than 256 KiB.
    @discardableResult
    public func enqueue(
        _ name: String, _ arguments: JSON = .null, key: String = "", lane: String = "", due: Timestamp? = nil
    ) throws(Failures) -> Int64 {
        guard let jobs = instance.jobs else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var request = stoa_job_request()
        request.size = UInt32(MemoryLayout<stoa_job_request>.size)
        request.job = try memory.copy(name)
        request.key = try memory.copy(key)
        request.lane = try memory.copy(lane)
        request.due_us = due?.microseconds ?? 0
        request.args = try memory.copy(arguments.text)
        var id: Int64 = 0
        try check(jobs.pointee.enqueue(cx, &request, &id))
        return id
    }

    /// Drops the waiting job of this name and key; false if there is none.
    @discardableResult
    public func cancelJob(_ name: String, key: String) throws(Failures) -> Bool {
        guard let jobs = instance.jobs else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        let code = name.withHostText { name in key.withHostText { jobs.pointee.cancel(cx, name, $0) } }
        guard code != stoa_rc(STOA_E_NOT_FOUND) else { return false }
        try check(code)
        return true
    }

    /// What is known about a topic.
    public struct TopicInfo: Equatable, Sendable {
        /// Its internal name, `supplier.created`.
        public let topic: String
        /// What an actor needs to be told of it.
        public let scope: String

        /// Creates what a test of a rule is told.
        public init(topic: String, scope: String) {
            self.topic = topic
            self.scope = scope
        }
    }

    /// Looks a topic up by its internal name or by that of any dialect; nil if there is none.
    public func topic(_ name: String) throws(Failures) -> TopicInfo? {
        guard let bus = instance.bus else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var info = stoa_topic_info()
        info.size = UInt32(MemoryLayout<stoa_topic_info>.size)
        let code = name.withHostText { bus.pointee.topic(cx, $0, &info) }
        guard code != stoa_rc(STOA_E_NOT_FOUND) else { return nil }
        try check(code)
        return TopicInfo(topic: String(info.topic), scope: String(info.scope))
    }

    /// Kept events in their order, at most `limit` (1...250).
    public func events(
        after seq: Int64 = 0, until last: Int64 = 0, since time: Timestamp? = nil, topic: String = "",
        limit: Int = 250
    ) throws(Failures) -> [Event] {
        guard let bus = instance.bus else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var query = stoa_event_query()
        query.size = UInt32(MemoryLayout<stoa_event_query>.size)
        query.limit = UInt32(clamping: limit)
        query.after_seq = seq
        query.until_seq = last
        query.since_us = time?.microseconds ?? 0
        query.topic = try memory.copy(topic)
        var events = stoa_events()
        try check(bus.pointee.events(cx, &query, &events))
        return Event.list(events)
    }

    /// The sequence of the newest event, those of this call included; 0 if there is none.
    public func lastEvent() throws(Failures) -> Int64 {
        guard let bus = instance.bus else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var seq: Int64 = 0
        try check(bus.pointee.last_event(cx, &seq))
        return seq
    }

    /// A key of 32 bytes for this module, this store and `label`; it is in no database.
    public func key(_ label: String) throws(Failures) -> [UInt8] {
        guard let crypto = instance.crypto else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var key = [UInt8](repeating: 0, count: 32)
        try check(label.withHostText { crypto.pointee.key(cx, $0, &key) })
        return key
    }

    /// So many bytes from the system's cryptographic random source; at most 1 MiB.
    public func random(_ count: Int) throws(Failures) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try check(instance.core.pointee.random(cx, &bytes, count))
        return bytes
    }

    /// HMAC-SHA-256 of `data` (RFC 2104).
    public func hmacSHA256(key: [UInt8], _ data: [UInt8]) throws(Failures) -> [UInt8] {
        guard let crypto = instance.crypto else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var code = [UInt8](repeating: 0, count: 32)
        try check(
            key.withHostBytes { key in data.withHostBytes { crypto.pointee.hmac_sha256(key, $0, &code) } })
        return code
    }

    /// True if a password field keeps `kept` for this password.
    ///
    /// Takes some 100 ms, also where nothing is kept; so not for jobs and listeners. In a request's write it throws at
    /// first, which must not be caught: the host compares beside the store's writes and runs the request again from the
    /// start. At most 4 a write.
    public func isPassword(_ password: String, _ kept: String) throws(Failures) -> Bool {
        guard let crypto = instance.crypto else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var matches: UInt32 = 0
        try check(
            password.withHostText { password in
                kept.withHostText { crypto.pointee.password_matches(cx, password, $0, &matches) }
            })
        return matches != 0
    }

    /// SHA-256 of `data` (FIPS 180-4).
    public func sha256(_ data: [UInt8]) throws(Failures) -> [UInt8] {
        guard let crypto = instance.crypto else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var digest = [UInt8](repeating: 0, count: 32)
        try check(data.withHostBytes { crypto.pointee.sha256($0, &digest) })
        return digest
    }
}

extension CallMemory {
    /// Copies bytes; see `copy(_:)` for text.
    func copy(_ bytes: [UInt8]) throws(Failures) -> stoa_str {
        guard !bytes.isEmpty else { return stoa_str() }
        guard let target = core.pointee.alloc(cx, bytes.count, 1) else { throw .broken }
        bytes.withUnsafeBytes {
            target.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(target), byteCount: $0.count)
        }
        return stoa_str(p: UnsafePointer(target.assumingMemoryBound(to: CChar.self)), n: bytes.count)
    }

    /// Copies names and values.
    func copy(_ pairs: [(name: String, value: String)]) throws(Failures) -> UnsafePointer<stoa_kv>? {
        guard !pairs.isEmpty else { return nil }
        guard let memory = core.pointee.alloc(cx, pairs.count * MemoryLayout<stoa_kv>.stride, 8) else { throw .broken }
        let items = memory.bindMemory(to: stoa_kv.self, capacity: pairs.count)
        for (index, pair) in pairs.enumerated() {
            items[index] = stoa_kv(key: try copy(pair.name), value: try copy(pair.value))
        }
        return UnsafePointer(items)
    }
}

extension [UInt8] {
    /// Lends the bytes to a host call.
    func withHostBytes<Result>(_ body: (stoa_str) -> Result) -> Result {
        withUnsafeBytes { bytes in
            body(stoa_str(p: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), n: bytes.count))
        }
    }
}

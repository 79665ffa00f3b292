import CStoaABI

/// The running call: one store, one actor and one grant.
///
/// Valid until the handler that got it returns.
public struct Context {
    let cx: stoa_cx
    let instance: Instance

    init(_ cx: stoa_cx, _ instance: Instance) {
        self.cx = cx
        self.instance = instance
    }

    var memory: CallMemory {
        CallMemory(cx: cx, core: instance.core)
    }

    /// The store's clock.
    public var now: Timestamp {
        Timestamp(microseconds: instance.core.pointee.now_us(cx, 0))
    }

    /// The store in which the call runs.
    public struct Store: Sendable {
        /// The store's name.
        public let name: String
        /// The store's currency.
        public let currency: Currency
        /// The public id of the key or app that calls.
        public let actor: String
        /// The name of the time zone that the store's clocks go by, as in the IANA database.
        public let timeZone: String
    }

    /// The store in which the call runs.
    ///
    /// Throws what the host answers if the call is over.
    public func store() throws(Failures) -> Store {
        let info = try info()
        return Store(
            name: String(info.store), currency: currency(in: info), actor: String(info.actor),
            timeZone: String(info.time_zone))
    }

    /// The store's currency alone: every rule is told, and few ask for the rest.
    @usableFromInline
    func currency() throws(Failures) -> Currency {
        currency(in: try info())
    }

    private func info() throws(Failures) -> stoa_info {
        var info = stoa_info()
        info.size = UInt32(MemoryLayout<stoa_info>.size)
        try check(instance.core.pointee.info(cx, &info))
        return info
    }

    private func currency(in info: stoa_info) -> Currency {
        Currency(code: String(info.currency), exponent: Int(info.currency_exponent))
    }

    /// True if the actor holds `scope` in this store.
    public func can(_ scope: String) -> Bool {
        scope.withHostText { instance.core.pointee.can(cx, $0) } == stoa_rc(STOA_OK)
    }

    /// The names of the scopes that the actor holds in this store, in ascending order.
    public func scopes() throws(Failures) -> [String] {
        var json = stoa_json()
        try check(instance.core.pointee.scopes(cx, &json))
        return JSON(String(json)).elements?.compactMap(\.string) ?? []
    }

    /// The operator's setting of this module, or nil if it is not set.
    public func setting(_ key: String) throws(Failures) -> JSON? {
        var json = stoa_json()
        let code = key.withHostText { instance.core.pointee.config(cx, $0, &json) }
        guard code != stoa_rc(STOA_E_NOT_FOUND) else { return nil }
        try check(code)
        return JSON(String(json))
    }

    /// Writes a debug line; module, store and request id are added.
    ///
    /// No secrets, no bodies.
    public func log(_ message: String) {
        message.withHostText { instance.core.pointee.log(cx, UInt32(STOA_LOG_DEBUG), $0, nil, 0) }
    }

    /// Calls a service of another module inside the same transaction.
    public func call(_ service: String, _ input: JSON) throws(Failures) -> JSON {
        guard let bus = instance.bus else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        var output = stoa_json()
        try check(
            service.withHostText { service in
                input.text.withHostText { bus.pointee.call(cx, service, $0, &output) }
            })
        return JSON(String(output))
    }

    /// Calls a service that may be of a module which is not there, or is off in this store; nil if it is.
    public func callIfOffered(_ service: String, _ input: JSON) throws(Failures) -> JSON? {
        do throws(Failures) {
            return try call(service, input)
        } catch {
            guard error.code == Failure.Code(STOA_E_UNSUPPORTED) else { throw error }
            return nil
        }
    }

    /// Records an event of a topic of this module; it is kept if and only if the transaction commits.
    public func emit(_ topic: String, about id: Int64, _ payload: JSON) throws(Failures) {
        guard let bus = instance.bus else { throw Failures(host: Failure.Code(STOA_E_UNSUPPORTED)) }
        try check(
            topic.withHostText { topic in
                payload.text.withHostText { bus.pointee.emit(cx, topic, id, $0) }
            })
    }

    func check(_ code: stoa_rc) throws(Failures) {
        guard code < 0 else { return }
        throw Failures(host: Failure.Code(status: code))
    }

    /// Hands the issues to the host and gives the status to return.
    func report(_ failures: Failures) -> stoa_rc {
        for issue in failures.issues {
            issue.field.withHostText { field in
                issue.message.withHostText { message in
                    _ = instance.core.pointee.fail(cx, issue.code.status, field, message)
                }
            }
        }
        return failures.code.status
    }
}

/// Memory that lives as long as the running call; the host owns it.
public struct CallMemory {
    let cx: stoa_cx
    let core: UnsafePointer<stoa_core_1>

    /// Copies text.
    ///
    /// Throws ``Failure/Code/broken`` when the call's quota is spent.
    func copy(_ text: String) throws(Failures) -> stoa_str {
        var text = text
        let copied = text.withUTF8 { bytes -> stoa_str? in
            guard let source = bytes.baseAddress, !bytes.isEmpty else { return stoa_str() }
            guard let target = core.pointee.alloc(cx, bytes.count, 1) else { return nil }
            target.copyMemory(from: source, byteCount: bytes.count)
            return stoa_str(p: UnsafePointer(target.assumingMemoryBound(to: CChar.self)), n: bytes.count)
        }
        guard let copied else { throw .broken }
        return copied
    }
}

extension String {
    /// Lends the text to a host call.
    func withHostText<Result>(_ body: (stoa_str) -> Result) -> Result {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { body(stoa_str(p: $0.baseAddress, n: $0.count)) }
        }
    }
}

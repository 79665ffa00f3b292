internal import CStoaABI
internal import CStoaSystem
internal import StoaCore
internal import StoaRecords

/// The service tables that modules call.
///
/// They live for ever, so modules may keep them.
enum HostTables {
    /// A table's address and size by interface id.
    // Invariant: the memory is written before it is published here, and never again.
    struct Table: @unchecked Sendable {
        let pointer: UnsafeRawPointer
        let size: Int
    }

    static let all: [String: Table] = [
        STOA_CORE_1: immortal(core), STOA_RECORDS_1: immortal(records), STOA_BUS_1: immortal(bus),
        STOA_REPLY_1: immortal(reply), STOA_JOBS_1: immortal(jobs), STOA_CRYPTO_1: immortal(crypto),
    ]

    private static func immortal<T>(_ table: T) -> Table {
        let pointer = UnsafeMutablePointer<T>.allocate(capacity: 1)
        pointer.initialize(to: table)
        return Table(pointer: UnsafeRawPointer(pointer), size: MemoryLayout<T>.size)
    }

    /// The kernel as modules see it.
    static let host: HostPointer = {
        let name = "stoa"
        let pointer = UnsafeMutablePointer<stoa_host>.allocate(capacity: 1)
        pointer.initialize(
            to: stoa_host(
                size: UInt32(MemoryLayout<stoa_host>.size), abi: ABI.current, name: immortalText(name),
                version: immortalText(ABI.kernelVersion),
                get: { _, id in
                    guard let id = id.text, let table = HostTables.all[id] else { return nil }
                    return table.pointer
                }))
        return HostPointer(pointer: pointer)
    }()

    // Invariant: written before it is published, and never again.
    struct HostPointer: @unchecked Sendable {
        let pointer: UnsafePointer<stoa_host>
    }

    private static func immortalText(_ text: String) -> stoa_str {
        let bytes = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8.map { CChar(bitPattern: $0) })
        return stoa_str(p: bytes.baseAddress, n: bytes.count)
    }

    private static let core = stoa_core_1(
        size: UInt32(MemoryLayout<stoa_core_1>.size), rsv: 0,
        info: { cx, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out, out.pointee.size >= 8 else { return Int32(STOA_E_BAD) }
            return CoreCalls.info(context, out)
        },
        alloc: { cx, count, alignment in
            // The arena aligns everything to 16 bytes.
            guard [1, 2, 4, 8, 16].contains(alignment) else { return nil }
            return ContextTable.context(cx)?.arena.allocate(count)
        },
        fail: { cx, code, field, message in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard code < 0 else { return Int32(STOA_E_BAD) }
            context.fail(code, field: field.text ?? "", message: message.text ?? "is not valid")
            return code
        },
        log: { cx, level, message, metadata, count in
            CoreCalls.log(ContextTable.context(cx), level, message, metadata, count)
        },
        now_us: { cx, monotonic in
            guard let context = ContextTable.context(cx) else { return 0 }
            return monotonic == 0 ? context.wallMicroseconds : context.clock.monotonicMicroseconds()
        },
        random: { _, out, count in
            guard count == 0 || out != nil, count <= 1 << 20 else { return Int32(STOA_E_BAD) }
            return stoa_random_bytes(out, count) ? 0 : Int32(STOA_E_UNAVAILABLE)
        },
        config: { cx, key, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let key = key.text, let out,
                let setting = HostEnvironment.shared.setting(key, of: context.module)
            else { return Int32(STOA_E_NOT_FOUND) }
            guard let copy = context.copy(setting) else { return Int32(STOA_E_TOO_LARGE) }
            out.pointee = stoa_json(copy)
            return 0
        },
        can: { cx, scope in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let scope = scope.text else { return Int32(STOA_E_BAD) }
            return context.actor.scopes.allows(scope) ? 0 : Int32(STOA_E_FORBIDDEN)
        },
        scopes: { cx, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out else { return Int32(STOA_E_BAD) }
            // Names are identifiers, so nothing has to be escaped.
            let names = context.heldScopes.map { "\"\($0)\"" }.joined(separator: ",")
            guard let copy = context.copy("[\(names)]") else { return Int32(STOA_E_TOO_LARGE) }
            out.pointee = stoa_json(copy)
            return 0
        },
        utc_offset: { cx, zone, moment, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let zone = zone.text, let out else { return Int32(STOA_E_BAD) }
            let seconds = Timestamp(microseconds: moment).seconds
            if zone.isEmpty {
                out.pointee = Int32(context.localTime.offset(at: seconds))
            } else {
                guard let rules = TimeZoneDatabase.shared.rules(of: zone) else { return Int32(STOA_E_NOT_FOUND) }
                out.pointee = Int32(rules.offset(at: seconds))
            }
            return 0
        },
        read_time: { cx, text, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let text = text.text, let out else { return Int32(STOA_E_BAD) }
            guard let time = Timestamp(parsing: text, in: context.localTime) else { return Int32(STOA_E_INVALID) }
            out.pointee = time.microseconds
            return 0
        })
}

/// Numbers of this kernel's ABI.
package enum ABI {
    package static let current: UInt32 = STOA_ABI
    package static let major: UInt32 = STOA_ABI_MAJOR
    package static let text = "\(STOA_ABI_MAJOR).\(STOA_ABI_MINOR)"
    package static let kernelVersion = "0.1.0"
}

/// The longer bodies of core/1.
private enum CoreCalls {
    static func info(_ context: CallContext, _ out: UnsafeMutablePointer<stoa_info>) -> Int32 {
        guard let known = context.info ?? makeInfo(context) else { return Int32(STOA_E_TOO_LARGE) }
        var info = known.load(as: stoa_info.self)
        info.size = out.pointee.size
        CArray.write(info, to: out, size: info.size)
        return 0
    }

    /// Every rule asks, so it is made once.
    private static func makeInfo(_ context: CallContext) -> UnsafeMutableRawPointer? {
        guard let store = context.copy(context.store.name), let actor = context.copy(context.actor.publicID),
            let request = context.copy(context.requestID), let currency = context.copy(context.store.currency.code),
            let zone = context.copy(context.localTime.name),
            let memory = context.arena.allocate(MemoryLayout<stoa_info>.size)
        else { return nil }
        var info = stoa_info()
        info.actor_kind = context.actor.kind.rawValue
        info.store = stoa_str(store)
        info.actor = stoa_str(actor)
        info.request_id = stoa_str(request)
        info.currency = stoa_str(currency)
        info.currency_exponent = UInt32(context.store.currency.exponent)
        info.deadline_us = context.deadlineMicroseconds
        info.time_zone = stoa_str(zone)
        memory.storeBytes(of: info, as: stoa_info.self)
        context.info = memory
        return memory
    }

    static func log(
        _ context: CallContext?, _ level: UInt32, _ message: stoa_str, _ metadata: UnsafePointer<stoa_kv>?,
        _ count: UInt32
    ) {
        var fields: [String: String] = [:]
        if let metadata, count <= 32 {
            for index in 0..<Int(count) {
                guard let key = metadata[index].key.text, let value = metadata[index].value.text else { continue }
                fields[key] = String(value.prefix(1_000))
            }
        }
        fields["module"] = context?.module ?? ""
        fields["store"] = context?.store.name
        fields["request_id"] = context?.requestID
        HostEnvironment.shared.log(KernelLog.Level(rawValue: level) ?? .debug, message.text ?? "", fields)
    }
}

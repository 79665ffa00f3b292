internal import CStoaABI
internal import StoaRecords
internal import Synchronization

/// A loaded module: its functions and what create() made. Knows how to call into it and nothing else.
final class ModuleInstance: @unchecked Sendable {
    // Invariant: `context` is written once, by the loader's thread, before any handler can be called.
    let id: String
    let module: UnsafePointer<stoa_module>
    private(set) var context: UnsafeMutableRawPointer?

    init(id: String, module: UnsafePointer<stoa_module>) {
        self.id = id
        self.module = module
    }

    /// Returns the module's result code.
    func create(_ host: UnsafePointer<stoa_host>) -> Int32 {
        guard let create = module.pointee.create else { return 0 }
        return create(host, &context)
    }

    func activate(_ host: UnsafePointer<stoa_host>) -> Int32 {
        guard let activate = module.pointee.activate else { return 0 }
        return activate(context, host)
    }

    func destroy() {
        module.pointee.destroy?(context)
    }

    func callHook(_ function: stoa_hook_fn, _ call: CallContext, _ changes: [Change]) -> Int32 {
        let items = changes.map { change in
            stoa_change(
                size: UInt32(MemoryLayout<stoa_change>.size), op: change.kind.rawValue,
                draft: call.recordHandle(change.draft),
                before: change.before.map { call.recordHandle($0) } ?? stoa_rec(v: 0))
        }
        return items.withUnsafeBufferPointer { items in
            var list = stoa_changes(
                items: items.baseAddress, count: UInt32(items.count), stride: UInt32(MemoryLayout<stoa_change>.stride))
            return ContextTable.with(call) { function(context, $0, &list) } ?? Int32(STOA_E_UNAVAILABLE)
        }
    }

    func callService(
        _ function: stoa_service_fn, _ call: CallContext, _ input: UnsafeRawBufferPointer
    ) -> (Int32, UnsafeRawBufferPointer) {
        var output = stoa_json()
        let code = ContextTable.with(call) { function(context, $0, stoa_json(input), &output) }
        guard code == 0, output.n > 0 else { return (code ?? Int32(STOA_E_UNAVAILABLE), .init(start: nil, count: 0)) }
        guard let copy = call.arena.copy(output.bytes), (try? JSONDocumentCheck.parse(copy)) != nil else {
            return (Int32(STOA_E_INTERNAL), .init(start: nil, count: 0))
        }
        return (0, copy)
    }

    func callRoute(_ function: stoa_route_fn, _ call: CallContext, _ route: RouteCall) -> Int32 {
        var texts: [UnsafeRawBufferPointer] = []
        for text in [route.method, route.query] + route.parameters.flatMap({ [$0.name, $0.value] }) {
            guard let copy = call.copy(text) else { return Int32(STOA_E_TOO_LARGE) }
            texts.append(copy)
        }
        let parameters = route.parameters.indices.map { index in
            stoa_kv(key: stoa_str(texts[2 + index * 2]), value: stoa_str(texts[3 + index * 2]))
        }
        return parameters.withUnsafeBufferPointer { parameters in
            var request = stoa_request()
            request.size = UInt32(MemoryLayout<stoa_request>.size)
            request.n_params = UInt32(parameters.count)
            request.method = stoa_str(texts[0])
            request.query = stoa_str(texts[1])
            request.body = stoa_str(route.body)
            request.params = parameters.baseAddress
            return ContextTable.with(call) { cx in
                ReplyTable.with(route, of: call) { function(context, cx, &request, $0) }
            } ?? Int32(STOA_E_UNAVAILABLE)
        }
    }
}

/// The replies that handlers are writing, by the number that modules hold: the serial number of their context.
enum ReplyTable {
    private final class Box: @unchecked Sendable {
        // Invariant: a RouteCall is touched only by the worker thread that runs its handler.
        let route: RouteCall

        init(_ route: RouteCall) { self.route = route }
    }

    private static let replies = Mutex<[UInt64: Box]>([:])

    static func with(_ route: RouteCall, of call: CallContext, _ body: (stoa_reply) -> Int32) -> Int32 {
        let key = UInt64(call.serial)
        let box = Box(route)
        replies.withLock { $0[key] = box }
        defer { replies.withLock { $0[key] = nil } }
        return body(stoa_reply(v: key))
    }

    static func route(_ reply: stoa_reply) -> RouteCall? {
        replies.withLock { $0[reply.v] }?.route
    }
}

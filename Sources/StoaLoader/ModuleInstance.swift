internal import CStoaABI
internal import StoaRecords
internal import Synchronization

/// A loaded module: its functions and what create() made. Knows how to call into it and nothing else.
// Invariant: changed only by the loader's thread, before any handler can be called and after the last one returned.
final class ModuleInstance: @unchecked Sendable {
    private enum State {
        case loaded, created, active
    }

    private let module: stoa_module
    private var state = State.loaded
    private(set) var context: UnsafeMutableRawPointer?

    init(_ module: stoa_module) {
        self.module = module
    }

    var isCreated: Bool { state != .loaded }
    var isActive: Bool { state == .active }

    /// Returns the module's result code.
    func create(_ host: UnsafePointer<stoa_host>) -> Int32 {
        let code = module.create?(host, module.data, &context) ?? 0
        if code >= 0 { state = .created }
        return code
    }

    /// Returns the module's result code.
    func activate(_ host: UnsafePointer<stoa_host>) -> Int32 {
        let code = module.activate?(context, host) ?? 0
        if code >= 0 { state = .active }
        return code
    }

    /// Does nothing for a module that create() did not make.
    func destroy() {
        guard state != .loaded else { return }
        state = .loaded
        module.destroy?(context)
    }

    func callHook(_ hook: Callback<stoa_hook_fn>, _ call: CallContext, _ changes: [Change]) -> Int32 {
        let items = changes.map { change in
            stoa_change(
                size: UInt32(MemoryLayout<stoa_change>.size), op: change.kind.rawValue,
                draft: call.recordHandle(change.draft),
                before: change.before.map { call.recordHandle($0) } ?? stoa_rec(v: 0))
        }
        return items.withUnsafeBufferPointer { items in
            var list = stoa_changes(
                items: items.baseAddress, count: UInt32(items.count), stride: UInt32(MemoryLayout<stoa_change>.stride))
            return ContextTable.with(call) { hook.function(context, hook.data, $0, &list) } ?? Int32(STOA_E_UNAVAILABLE)
        }
    }

    func callService(
        _ service: Callback<stoa_service_fn>, _ call: CallContext, _ input: UnsafeRawBufferPointer
    ) -> (Int32, UnsafeRawBufferPointer) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        var output = stoa_json()
        let code = ContextTable.with(call) { service.function(context, service.data, $0, stoa_json(input), &output) }
        guard let code, code >= 0 else { return (code ?? Int32(STOA_E_UNAVAILABLE), nothing) }
        guard let copy = output.n > 0 ? call.arena.copy(output.bytes) : call.copy("null") else {
            return (Int32(STOA_E_TOO_LARGE), nothing)
        }
        guard (try? JSONDocumentCheck.parse(copy)) != nil else { return (Int32(STOA_E_INTERNAL), nothing) }
        return (0, copy)
    }

    func callRoute(_ handler: Callback<stoa_route_fn>, _ call: CallContext, _ route: RouteCall) -> Int32 {
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
                ReplyTable.with(Answer(route, call)) { handler.function(context, handler.data, cx, &request, $0) }
            } ?? Int32(STOA_E_UNAVAILABLE)
        }
    }
}

/// A function of a module with the data that it wants handed to it.
// Invariant: both are constants of a library that is never unloaded.
struct Callback<Function>: @unchecked Sendable {
    let function: Function
    let data: UnsafeRawPointer?
}

/// The answer that a route handler is writing.
// Invariant: used only by the worker thread that runs the handler.
final class Answer: @unchecked Sendable {
    let route: RouteCall
    let call: CallContext
    /// Services that the handler calls run in the same context, and may not write its answer.
    let module: String

    init(_ route: RouteCall, _ call: CallContext) {
        self.route = route
        self.call = call
        module = call.module
    }
}

/// The answers being written, by the number that modules hold: the serial number of their context.
enum ReplyTable {
    private static let answers = Mutex<[UInt64: Answer]>([:])

    static func with(_ answer: Answer, _ body: (stoa_reply) -> Int32) -> Int32 {
        let key = UInt64(answer.call.serial)
        answers.withLock { $0[key] = answer }
        defer { answers.withLock { $0[key] = nil } }
        return body(stoa_reply(v: key))
    }

    static func answer(_ reply: stoa_reply) -> Answer? {
        guard let answer = answers.withLock({ $0[reply.v] }), answer.call.module == answer.module else { return nil }
        return answer
    }
}

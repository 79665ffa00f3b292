import CStoaABI

/// The C functions that the kernel calls.
///
/// A C function pointer carries no context, and a hook gets none but `self`, the same for all hooks of a module. So
/// each pointer is a function of its own that knows only its number; the number finds the Swift closure behind `self`.
enum Trampolines {
    /// Most rules, routes or services of one library.
    ///
    /// The contract has no limit; this one is the length of the lists.
    static let count = 32
    /// Most modules in one image.
    ///
    /// A library holds one; a test runner links all of them together.
    static let moduleCount = 16

    static let creates: [CreateFunction] = [
        { create(0, $0, $1) }, { create(1, $0, $1) }, { create(2, $0, $1) }, { create(3, $0, $1) },
        { create(4, $0, $1) }, { create(5, $0, $1) }, { create(6, $0, $1) }, { create(7, $0, $1) },
        { create(8, $0, $1) }, { create(9, $0, $1) }, { create(10, $0, $1) }, { create(11, $0, $1) },
        { create(12, $0, $1) }, { create(13, $0, $1) }, { create(14, $0, $1) }, { create(15, $0, $1) },
    ]
    static let hooks: [stoa_hook_fn] = [
        { hook(0, $0, $1, $2) }, { hook(1, $0, $1, $2) }, { hook(2, $0, $1, $2) }, { hook(3, $0, $1, $2) },
        { hook(4, $0, $1, $2) }, { hook(5, $0, $1, $2) }, { hook(6, $0, $1, $2) }, { hook(7, $0, $1, $2) },
        { hook(8, $0, $1, $2) }, { hook(9, $0, $1, $2) }, { hook(10, $0, $1, $2) }, { hook(11, $0, $1, $2) },
        { hook(12, $0, $1, $2) }, { hook(13, $0, $1, $2) }, { hook(14, $0, $1, $2) }, { hook(15, $0, $1, $2) },
        { hook(16, $0, $1, $2) }, { hook(17, $0, $1, $2) }, { hook(18, $0, $1, $2) }, { hook(19, $0, $1, $2) },
        { hook(20, $0, $1, $2) }, { hook(21, $0, $1, $2) }, { hook(22, $0, $1, $2) }, { hook(23, $0, $1, $2) },
        { hook(24, $0, $1, $2) }, { hook(25, $0, $1, $2) }, { hook(26, $0, $1, $2) }, { hook(27, $0, $1, $2) },
        { hook(28, $0, $1, $2) }, { hook(29, $0, $1, $2) }, { hook(30, $0, $1, $2) }, { hook(31, $0, $1, $2) },
    ]
    static let routes: [stoa_route_fn] = [
        { route(0, $0, $1, $2, $3) }, { route(1, $0, $1, $2, $3) }, { route(2, $0, $1, $2, $3) },
        { route(3, $0, $1, $2, $3) }, { route(4, $0, $1, $2, $3) }, { route(5, $0, $1, $2, $3) },
        { route(6, $0, $1, $2, $3) }, { route(7, $0, $1, $2, $3) }, { route(8, $0, $1, $2, $3) },
        { route(9, $0, $1, $2, $3) }, { route(10, $0, $1, $2, $3) }, { route(11, $0, $1, $2, $3) },
        { route(12, $0, $1, $2, $3) }, { route(13, $0, $1, $2, $3) }, { route(14, $0, $1, $2, $3) },
        { route(15, $0, $1, $2, $3) }, { route(16, $0, $1, $2, $3) }, { route(17, $0, $1, $2, $3) },
        { route(18, $0, $1, $2, $3) }, { route(19, $0, $1, $2, $3) }, { route(20, $0, $1, $2, $3) },
        { route(21, $0, $1, $2, $3) }, { route(22, $0, $1, $2, $3) }, { route(23, $0, $1, $2, $3) },
        { route(24, $0, $1, $2, $3) }, { route(25, $0, $1, $2, $3) }, { route(26, $0, $1, $2, $3) },
        { route(27, $0, $1, $2, $3) }, { route(28, $0, $1, $2, $3) }, { route(29, $0, $1, $2, $3) },
        { route(30, $0, $1, $2, $3) }, { route(31, $0, $1, $2, $3) },
    ]
    static let services: [stoa_service_fn] = [
        { service(0, $0, $1, $2, $3) }, { service(1, $0, $1, $2, $3) }, { service(2, $0, $1, $2, $3) },
        { service(3, $0, $1, $2, $3) }, { service(4, $0, $1, $2, $3) }, { service(5, $0, $1, $2, $3) },
        { service(6, $0, $1, $2, $3) }, { service(7, $0, $1, $2, $3) }, { service(8, $0, $1, $2, $3) },
        { service(9, $0, $1, $2, $3) }, { service(10, $0, $1, $2, $3) }, { service(11, $0, $1, $2, $3) },
        { service(12, $0, $1, $2, $3) }, { service(13, $0, $1, $2, $3) }, { service(14, $0, $1, $2, $3) },
        { service(15, $0, $1, $2, $3) }, { service(16, $0, $1, $2, $3) }, { service(17, $0, $1, $2, $3) },
        { service(18, $0, $1, $2, $3) }, { service(19, $0, $1, $2, $3) }, { service(20, $0, $1, $2, $3) },
        { service(21, $0, $1, $2, $3) }, { service(22, $0, $1, $2, $3) }, { service(23, $0, $1, $2, $3) },
        { service(24, $0, $1, $2, $3) }, { service(25, $0, $1, $2, $3) }, { service(26, $0, $1, $2, $3) },
        { service(27, $0, $1, $2, $3) }, { service(28, $0, $1, $2, $3) }, { service(29, $0, $1, $2, $3) },
        { service(30, $0, $1, $2, $3) }, { service(31, $0, $1, $2, $3) },
    ]

    static let activate: ActivateFunction = { pointer, host in
        guard let instance = instance(at: pointer), let host else { return stoa_rc(STOA_E_INTERNAL) }
        return instance.activate(host)
    }

    static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { pointer in
        guard let pointer else { return }
        Unmanaged<Instance>.fromOpaque(pointer).release()
    }
}

typealias CreateFunction =
    @convention(c) (
        UnsafePointer<stoa_host>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> stoa_rc

typealias ActivateFunction = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<stoa_host>?) -> stoa_rc

private func instance(at pointer: UnsafeMutableRawPointer?) -> Instance? {
    pointer.map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() }
}

private func create(
    _ number: Int, _ host: UnsafePointer<stoa_host>?, _ pointer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> stoa_rc {
    guard let host, let pointer, let image = ModuleImage.numbered(number), image.list.problems.isEmpty else {
        return stoa_rc(STOA_E_INTERNAL)
    }
    guard let instance = Instance(image, host) else { return stoa_rc(STOA_E_UNSUPPORTED) }
    pointer.pointee = Unmanaged.passRetained(instance).toOpaque()
    return stoa_rc(STOA_OK)
}

private func hook(
    _ number: Int, _ pointer: UnsafeMutableRawPointer?, _ cx: stoa_cx, _ changes: UnsafePointer<stoa_changes>?
) -> stoa_rc {
    guard let instance = instance(at: pointer), let changes else { return stoa_rc(STOA_E_INTERNAL) }
    return instance.runHook(number, cx, changes.pointee)
}

private func route(
    _ number: Int, _ pointer: UnsafeMutableRawPointer?, _ cx: stoa_cx, _ request: UnsafePointer<stoa_request>?,
    _ reply: stoa_reply
) -> stoa_rc {
    guard let instance = instance(at: pointer), let request else { return stoa_rc(STOA_E_INTERNAL) }
    return instance.runRoute(number, cx, request.pointee, reply)
}

private func service(
    _ number: Int, _ pointer: UnsafeMutableRawPointer?, _ cx: stoa_cx, _ input: stoa_json,
    _ output: UnsafeMutablePointer<stoa_json>?
) -> stoa_rc {
    guard let instance = instance(at: pointer), let output else { return stoa_rc(STOA_E_INTERNAL) }
    let answer = instance.runService(number, cx, input)
    output.pointee = answer.output
    return answer.code
}

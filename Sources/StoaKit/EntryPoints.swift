import CStoaABI

/// The C functions that the kernel calls, one for each kind of thing a module declares.
///
/// Each finds the Swift code that it stands for by the `data` that was declared with it.
enum EntryPoints {
    static let create: CreateFunction = { host, data, pointer in
        guard let host, let pointer, let image: ModuleImage = declared(data), image.list.problems.isEmpty else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        guard let instance = Instance(image, host) else { return stoa_rc(STOA_E_UNSUPPORTED) }
        pointer.pointee = Unmanaged.passRetained(instance).toOpaque()
        return stoa_rc(STOA_OK)
    }

    static let activate: ActivateFunction = { pointer, host in
        guard let instance = instance(at: pointer), let host else { return stoa_rc(STOA_E_INTERNAL) }
        return instance.activate(host)
    }

    static let destroy: DestroyFunction = { pointer in
        guard let pointer else { return }
        Unmanaged<Instance>.fromOpaque(pointer).release()
    }

    static let hook: stoa_hook_fn = { pointer, data, cx, changes in
        guard let instance = instance(at: pointer), let hook: HookFacts = declared(data), let changes else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        return instance.run(hook, cx, changes.pointee)
    }

    static let route: stoa_route_fn = { pointer, data, cx, request, reply in
        guard let instance = instance(at: pointer), let route: Route = declared(data), let request else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        return instance.run(route, cx, request.pointee, reply)
    }

    static let service: stoa_service_fn = { pointer, data, cx, input, output in
        guard let instance = instance(at: pointer), let service: Service = declared(data), let output else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        let answer = instance.run(service, cx, input)
        output.pointee = answer.output
        return answer.code
    }

    static let job: stoa_job_fn = { pointer, data, cx, run, next in
        guard let instance = instance(at: pointer), let job: Job = declared(data), let run, let next else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        return instance.run(job, cx, run.pointee, next)
    }

    static let listener: stoa_listener_fn = { pointer, data, cx, events in
        guard let instance = instance(at: pointer), let listener: Listener = declared(data), let events else {
            return stoa_rc(STOA_E_INTERNAL)
        }
        return instance.run(listener, cx, events.pointee)
    }

    private static func instance(at pointer: UnsafeMutableRawPointer?) -> Instance? {
        pointer.map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What was declared with the function, in memory that is never freed.
    private static func declared<Value>(_ data: UnsafeRawPointer?) -> Value? {
        data?.assumingMemoryBound(to: Value.self).pointee
    }
}

typealias CreateFunction =
    @convention(c) (
        UnsafePointer<stoa_host>?, UnsafeRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> stoa_rc
typealias ActivateFunction = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<stoa_host>?) -> stoa_rc
typealias DestroyFunction = @convention(c) (UnsafeMutableRawPointer?) -> Void

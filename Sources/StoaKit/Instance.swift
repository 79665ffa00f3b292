import CStoaABI

/// The code behind one module of this library.
///
/// Made once and never freed. Invariant: not changed after it was made, but for the field indices of schemas, which
/// `activate` writes when no handler runs; the closures it holds are `@Sendable`.
final class ModuleImage: @unchecked Sendable {
    let list: DeclarationList

    init(_ list: DeclarationList) {
        self.list = list
    }
}

/// One module in one host: what `self` points to between `create` and `destroy`.
///
/// Invariant: immutable, and the host's tables may be used from any thread.
final class Instance: @unchecked Sendable {
    let image: ModuleImage
    let core: UnsafePointer<stoa_core_1>
    let records: UnsafePointer<stoa_records_1>
    let bus: UnsafePointer<stoa_bus_1>?
    let reply: UnsafePointer<stoa_reply_1>?
    let jobs: UnsafePointer<stoa_jobs_1>?
    let crypto: UnsafePointer<stoa_crypto_1>?

    /// Nil if the host lacks a table that the kit cannot do without, or offers an older one.
    init?(_ image: ModuleImage, _ host: UnsafePointer<stoa_host>) {
        guard let core = Self.table(STOA_CORE_1, of: host, as: stoa_core_1.self),
            let records = Self.table(STOA_RECORDS_1, of: host, as: stoa_records_1.self)
        else { return nil }
        self.image = image
        self.core = core
        self.records = records
        bus = Self.table(STOA_BUS_1, of: host, as: stoa_bus_1.self)
        reply = Self.table(STOA_REPLY_1, of: host, as: stoa_reply_1.self)
        jobs = Self.table(STOA_JOBS_1, of: host, as: stoa_jobs_1.self)
        crypto = Self.table(STOA_CRYPTO_1, of: host, as: stoa_crypto_1.self)
    }

    private static func table<Table>(
        _ id: String, of host: UnsafePointer<stoa_host>, as type: Table.Type
    ) -> UnsafePointer<Table>? {
        guard let table = id.withHostText({ host.pointee.get(host, $0) }) else { return nil }
        // Every table starts with the size that the host was compiled with.
        guard table.load(as: UInt32.self) >= MemoryLayout<Table>.size else { return nil }
        return table.assumingMemoryBound(to: type)
    }

    /// Resolves the fields of other modules' resources.
    func activate(_ host: UnsafePointer<stoa_host>) -> stoa_rc {
        for schema in image.list.schemas.values {
            let isComplete = schema.resolve { resource, field in
                let index = resource.withHostText { resource in
                    field.withHostText { records.pointee.field(host, resource, $0) }
                }
                return UInt32(exactly: index)
            }
            guard isComplete else { return stoa_rc(STOA_E_NOT_FOUND) }
        }
        return stoa_rc(STOA_OK)
    }

    func run(_ hook: HookFacts, _ cx: stoa_cx, _ changes: stoa_changes) -> stoa_rc {
        let context = Context(cx, self)
        guard let schema = image.list.schemas[hook.record], changes.items != nil || changes.count == 0,
            Int(changes.stride) >= MemoryLayout<stoa_change>.size
        else { return context.report(.broken) }
        var first = stoa_rc(STOA_OK)
        // Every record of the batch is looked at, so that a client sees all issues at once.
        for place in 0..<Int(changes.count) {
            let code = run(hook, schema, changes, place, context)
            first = first == stoa_rc(STOA_OK) ? code : first
        }
        return first
    }

    private func run(
        _ hook: HookFacts, _ schema: Schema, _ changes: stoa_changes, _ place: Int, _ context: Context
    ) -> stoa_rc {
        guard let items = changes.items else { return context.report(.broken) }
        let change = UnsafeRawPointer(items).load(fromByteOffset: place * Int(changes.stride), as: stoa_change.self)
        do throws(Failures) {
            try hook.body(schema, change, context)
            return stoa_rc(STOA_OK)
        } catch {
            return context.report(error)
        }
    }

    func run(_ route: Route, _ cx: stoa_cx, _ request: stoa_request, _ reply: stoa_reply) -> stoa_rc {
        let context = Context(cx, self)
        do throws(Failures) {
            try route.handler(Request(request), context).send(reply, in: context)
            return stoa_rc(STOA_OK)
        } catch {
            return context.report(error)
        }
    }

    func run(
        _ job: Job, _ cx: stoa_cx, _ run: stoa_job_run, _ next: UnsafeMutablePointer<stoa_job_next>
    ) -> stoa_rc {
        let context = Context(cx, self)
        do throws(Failures) {
            switch try job.handler(JobRun(run), context) {
            case .done: next.pointee.what = UInt32(STOA_JOB_DONE)
            case .retry(let time):
                next.pointee.what = UInt32(STOA_JOB_RETRY)
                next.pointee.due_us = time?.microseconds ?? 0
            case .exchange(let request):
                next.pointee.what = UInt32(STOA_JOB_HTTP)
                next.pointee.http = try request.lent(context.memory)
            }
            return stoa_rc(STOA_OK)
        } catch {
            return context.report(error)
        }
    }

    func run(_ listener: Listener, _ cx: stoa_cx, _ events: stoa_events) -> stoa_rc {
        let context = Context(cx, self)
        do throws(Failures) {
            try listener.handler(Event.list(events), context)
            return stoa_rc(STOA_OK)
        } catch {
            return context.report(error)
        }
    }

    func run(_ service: Service, _ cx: stoa_cx, _ input: stoa_json) -> (code: stoa_rc, output: stoa_json) {
        let context = Context(cx, self)
        do throws(Failures) {
            let output = try service.handler(JSON(String(input)), context)
            return (stoa_rc(STOA_OK), try context.memory.copy(output.text))
        } catch {
            return (context.report(error), stoa_json())
        }
    }
}

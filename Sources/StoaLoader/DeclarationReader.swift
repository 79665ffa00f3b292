internal import CStoaABI
internal import StoaCore
internal import StoaJSON
internal import StoaRecords

/// Turns a module's C declarations into the kernel's values.
struct DeclarationReader {
    let module: String
    /// Gives hooks, routes and services the instance to call.
    let instance: ModuleInstance

    func read(_ pointer: UnsafePointer<stoa_decl>, into declaration: inout ModuleDeclaration) throws(Refusal) {
        let decl = CArray.copy(from: pointer, size: Int(pointer.pointee.size), zero: stoa_decl())
        for resource in try array(
            decl.resources.items, decl.resources.count, decl.resources.stride, stoa_resource(), "resources")
        {
            declaration.resources.append(try read(resource))
        }
        for scope in try array(decl.scopes.items, decl.scopes.count, decl.scopes.stride, stoa_scope(), "scopes") {
            declaration.scopes.append(ScopeDeclaration(try text(scope.name), title: try text(scope.title)))
        }
        for hook in try array(decl.hooks.items, decl.hooks.count, decl.hooks.stride, stoa_hook(), "hooks") {
            declaration.hooks.append(try read(hook))
        }
        for route in try array(decl.routes.items, decl.routes.count, decl.routes.stride, stoa_route(), "routes") {
            declaration.routes.append(try read(route))
        }
        for service in try array(
            decl.services.items, decl.services.count, decl.services.stride, stoa_service(), "services")
        {
            declaration.services.append(try read(service))
        }
        for topic in try array(decl.topics.items, decl.topics.count, decl.topics.stride, stoa_topic(), "topics") {
            declaration.topics.append(
                Topic(
                    try text(topic.name), title: try text(topic.title), aliases: words(try text(topic.names)),
                    scope: try text(topic.scope)))
        }
        for job in try array(decl.jobs.items, decl.jobs.count, decl.jobs.stride, stoa_job(), "jobs") {
            declaration.jobs.append(try read(job))
        }
        for listener in try array(
            decl.listeners.items, decl.listeners.count, decl.listeners.stride, stoa_listener(), "listeners")
        {
            declaration.listeners.append(try read(listener))
        }
        for input in try array(decl.inputs.items, decl.inputs.count, decl.inputs.stride, stoa_input(), "inputs") {
            declaration.inputs.append(try read(input))
        }
        for field in try array(
            decl.root_fields.items, decl.root_fields.count, decl.root_fields.stride, stoa_root_field(), "root fields")
        {
            declaration.rootFields.append(try read(field))
        }
        declaration.graphQLTypes = try text(decl.graphql_types)
    }

    private func read(_ input: stoa_input) throws(Refusal) -> InputDeclaration {
        InputDeclaration(try text(input.name), title: try text(input.title), resource: try text(input.resource))
    }

    private func read(_ resource: stoa_resource) throws(Refusal) -> ResourceDeclaration {
        let name = try text(resource.name)
        var fields: [Field] = []
        for field in try array(
            resource.fields.items, resource.fields.count, resource.fields.stride, stoa_field(), "fields of \(name)")
        {
            fields.append(try read(field))
        }
        var result = ResourceDeclaration(
            name, plural: try text(resource.plural), typeName: try text(resource.type_name),
            readScope: try text(resource.read_scope), writeScope: try text(resource.write_scope), fields: fields)
        result.title = try text(resource.title)
        result.parent = try text(resource.parent)
        try refuseUnknown(resource.flags, known: UInt32(STOA_EVENTS | STOA_ATTACHABLE), "resource \(name)")
        try refuseUnknown(resource.verbs, known: UInt32(STOA_ALL_VERBS), "the verbs of \(name)")
        try refuseUnknown(resource.nested_verbs, known: UInt32(STOA_ALL_VERBS), "the nested verbs of \(name)")
        result.hasEvents = resource.flags & UInt32(STOA_EVENTS) != 0
        result.verbs = Verbs(rawValue: resource.verbs)
        result.nestedVerbs = Verbs(rawValue: resource.nested_verbs)
        for filter in try array(
            resource.filters.items, resource.filters.count, resource.filters.stride, stoa_filter(), "filters of \(name)"
        ) {
            guard let kind = FilterKind(rawValue: filter.kind) else {
                throw Refusal(
                    module, "uses a filter kind (\(filter.kind)) that this kernel does not know: update the kernel")
            }
            var read = Filter(
                try text(filter.parameter), try text(filter.field), kind, words: words(try text(filter.words)))
            read.initial = try text(filter.initial)
            result.filters.append(read)
        }
        result.inputNames = words(try text(resource.input_names))
        result.seed = try text(resource.seed)
        if resource.flags & UInt32(STOA_ATTACHABLE) != 0 {
            let names = words(try text(resource.attached_as))
            result.attachedAs = AttachedName(names.first ?? name, plural: names.count == 2 ? names[1] : result.plural)
        }
        for facet in try array(
            resource.facets.items, resource.facets.count, resource.facets.stride, stoa_facet(), "facets of \(name)")
        {
            try refuseUnknown(facet.verbs, known: UInt32(STOA_ALL_VERBS), "the facets of \(name)")
            result.facets.append(
                Facet(
                    try text(facet.name), plural: try text(facet.plural), title: try text(facet.title),
                    field: try text(facet.field), value: try text(facet.value), verbs: Verbs(rawValue: facet.verbs),
                    without: words(try text(facet.without))))
        }
        return result
    }

    private func read(_ field: stoa_field) throws(Refusal) -> Field {
        let name = try text(field.name)
        guard let type = FieldType(rawValue: field.type) else {
            throw Refusal(
                module,
                "uses a field type (\(field.type) of \"\(name)\") that this kernel does not know: update the kernel")
        }
        try refuseUnknown(field.flags, known: FieldFlags.known.rawValue, "field \(name)")
        var result = Field(name, type, FieldFlags(rawValue: field.flags))
        result.min = field.min
        result.max = field.max
        result.choices = words(try text(field.choices))
        result.initial = try text(field.initial)
        result.target = try text(field.target)
        result.title = try text(field.title)
        result.within = words(try text(field.within))
        result.example = try text(field.example)
        return result
    }

    private func read(_ hook: stoa_hook) throws(Refusal) -> Hook {
        let resource = try text(hook.resource)
        guard let kind = Hook.Kind(rawValue: hook.kind) else {
            throw Refusal(module, "uses a hook kind (\(hook.kind)) that this kernel does not know: update the kernel")
        }
        guard let function = hook.fn else { throw Refusal(module, "has a hook on \(resource) without a function") }
        try refuseUnknown(
            hook.ops, known: UInt32(STOA_ON_CREATED | STOA_ON_UPDATED | STOA_ON_DELETED), "the hook on \(resource)")
        guard hook.ops != 0 else {
            throw Refusal(
                module,
                "has a hook on \(resource) that never runs: set STOA_ON_CREATED, STOA_ON_UPDATED or STOA_ON_DELETED")
        }
        let (instance, callback) = (instance, Callback(function: function, data: hook.data))
        return Hook(
            module: module, resource: resource, kind: kind, changes: ChangeKinds(rawValue: hook.ops),
            priority: hook.priority
        ) { context, changes in
            instance.callHook(callback, context, changes)
        }
    }

    private func read(_ route: stoa_route) throws(Refusal) -> ModuleRoute {
        let path = try text(route.path)
        let methods: [String: HTTPMethod] = [
            "GET": .get, "POST": .post, "PUT": .put, "PATCH": .patch, "DELETE": .delete,
        ]
        guard let method = methods[try text(route.method)] else {
            throw Refusal(
                module,
                "serves \(path) with the method \"\(try text(route.method))\", which is none of GET, POST, PUT, PATCH and DELETE"
            )
        }
        guard let function = route.fn else { throw Refusal(module, "has the route \(path) without a function") }
        try refuseUnknown(route.flags, known: UInt32(STOA_ROUTE_WRITES | STOA_ROUTE_PAGE), "route \(path)")
        let writes = route.flags & UInt32(STOA_ROUTE_WRITES) != 0
        guard writes || method == .get else {
            throw Refusal(module, "serves \(path) with a writing method but without STOA_ROUTE_WRITES")
        }
        let (instance, callback) = (instance, Callback(function: function, data: route.data))
        var result = ModuleRoute(
            module: module, method: method, path: path, scope: try text(route.scope), title: try text(route.title),
            writes: writes
        ) { context, call in
            instance.callRoute(callback, context, call)
        }
        result.body = try body(of: route, path)
        result.answer = try answer(of: route, path)
        return result
    }

    private func body(of route: stoa_route, _ path: String) throws(Refusal) -> RouteBody? {
        let schema = try text(route.body)
        guard !schema.isEmpty else { return nil }
        try checkSchema(schema, "the body of \(path)")
        let example = try text(route.body_example)
        guard example.isEmpty || isObject(example) else {
            throw Refusal(module, "gives the body of \(path) an example that is no JSON object")
        }
        return RouteBody(name: try text(route.body_name), schema: schema, example: example)
    }

    private func answer(of route: stoa_route, _ path: String) throws(Refusal) -> RouteAnswer? {
        let resource = try text(route.answer_resource)
        let isPage = route.flags & UInt32(STOA_ROUTE_PAGE) != 0
        guard resource.isEmpty else { return isPage ? .page(resource) : .record(resource) }
        guard !isPage else { throw Refusal(module, "answers \(path) with a page of records of no resource") }
        let schema = try text(route.answer)
        guard !schema.isEmpty else { return nil }
        try checkSchema(schema, "the answer of \(path)")
        return .json(name: try text(route.answer_name), schema: schema)
    }

    private func checkSchema(_ schema: String, _ what: String) throws(Refusal) {
        guard isObject(schema) else { throw Refusal(module, "describes \(what) by what is no JSON object") }
    }

    private func isObject(_ json: String) -> Bool {
        let document = JSONDocument()
        return Array(json.utf8).withUnsafeBytes { bytes in
            (try? document.parse(bytes)) != nil && document.root.kind == .object
        }
    }

    private func read(_ service: stoa_service) throws(Refusal) -> Service {
        try self.service(service.name, service.scope, service.fn, service.data, "offers the service")
    }

    private func read(_ field: stoa_root_field) throws(Refusal) -> RootField {
        RootField(try service(field.name, field.scope, field.fn, field.data, "answers the field"))
    }

    private func service(
        _ name: stoa_str, _ scope: stoa_str, _ function: stoa_service_fn?, _ data: UnsafeRawPointer?, _ what: String
    ) throws(Refusal) -> Service {
        let name = try text(name)
        guard let function else { throw Refusal(module, "\(what) \(name) without a function") }
        let (instance, callback) = (instance, Callback(function: function, data: data))
        return Service(module: module, name: name, scope: try text(scope)) { context, input in
            instance.callService(callback, context, input)
        }
    }

    private func read(_ job: stoa_job) throws(Refusal) -> JobDeclaration {
        let name = try text(job.name)
        guard let function = job.fn else { throw Refusal(module, "declares the job \(name) without a function") }
        try refuseUnknown(job.flags, known: UInt32(STOA_JOB_ON_RETURN), "job \(name)")
        let delays = try array(
            job.delays.items, job.delays.count, job.delays.stride, UInt32(0), "the delays of the job \(name)")
        let (instance, callback) = (instance, Callback(function: function, data: job.data))
        return JobDeclaration(
            module: module, name: name, title: try text(job.title), width: Int(job.width), delays: delays,
            runsOnReturn: job.flags & UInt32(STOA_JOB_ON_RETURN) != 0
        ) { context, run in
            instance.callJob(callback, context, run)
        }
    }

    private func read(_ listener: stoa_listener) throws(Refusal) -> Listener {
        let name = try text(listener.name)
        guard let function = listener.fn else {
            throw Refusal(module, "declares the listener \(name) without a function")
        }
        try refuseUnknown(listener.flags, known: UInt32(STOA_LISTEN_FROM_START), "listener \(name)")
        let (instance, callback) = (instance, Callback(function: function, data: listener.data))
        return Listener(
            module: module, name: name, title: try text(listener.title),
            topics: TopicFilter(words(try text(listener.topics))),
            startsAtFirstEvent: listener.flags & UInt32(STOA_LISTEN_FROM_START) != 0, batch: Int(listener.batch)
        ) { context, events in
            instance.callListener(callback, context, events)
        }
    }

    private func words(_ text: String) -> [String] {
        text.split(separator: "|", omittingEmptySubsequences: true).map(String.init)
    }

    private func text(_ string: stoa_str) throws(Refusal) -> String {
        guard let text = string.text else { throw Refusal(module, "declares a text that is not valid UTF-8") }
        return text
    }

    private func refuseUnknown(_ bits: UInt32, known: UInt32, _ what: String) throws(Refusal) {
        guard bits & ~known == 0 else {
            throw Refusal(
                module,
                "sets the flags 0x\(String(bits & ~known, radix: 16)) on \(what), which this kernel does not know: update the kernel or use a build of the module for it"
            )
        }
    }

    private func array<T: BitwiseCopyable>(
        _ items: UnsafePointer<T>?, _ count: UInt32, _ stride: UInt32, _ zero: T, _ what: String
    ) throws(Refusal) -> [T] {
        guard let elements = CArray.read(items, count: count, stride: stride, zero: zero) else {
            throw Refusal(
                module, "declares \(what) as an array of \(count) elements of \(stride) bytes, which cannot be right")
        }
        return elements
    }
}
